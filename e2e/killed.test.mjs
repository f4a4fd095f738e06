// The studio is killed in the middle of the work, as by a power cut. Nothing that was promised is lost.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { open_browser, open_window, shoot } from './browser.mjs'
import { FOX, Person, uuid_v7 } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

test('pictures under way when the studio is killed are finished after it is back, each charged once', { timeout: 240_000 }, async () => {
  const window = await open_window(browser, studio, {})
  const ada = new Person(window)
  await ada.sign_up_quietly()
  const ids = []
  for (let turn = 0; turn < 4; turn++) {
    const id = uuid_v7()
    ids.push(id)
    const made = await ada.ask('POST', '/generations', { id, model: 'illustrator', prompt: `${FOX}, ${turn}`, width: 512, height: 512, accepted_credits: 1 })
    assert.equal(made.id, id)
  }
  await studio.cut()
  await studio.begin()
  // The same request again is the same picture, not a second one.
  const again = await ada.ask('POST', '/generations', { id: ids[0], model: 'illustrator', prompt: `${FOX}, 0`, width: 512, height: 512, accepted_credits: 1 })
  assert.equal(again.id, ids[0])
  const until = Date.now() + 200_000
  for (;;) {
    const states = await Promise.all(ids.map(async (id) => (await ada.ask('GET', `/generations/${id}`)).state))
    if (states.every((state) => !['queued', 'running'].includes(state))) {
      assert.deepEqual(states, ids.map(() => 'succeeded'))
      break
    }
    assert.ok(Date.now() < until, `still ${states.join(', ')}`)
    await sleep(500)
  }
  const wallet = await ada.ask('GET', '/wallet')
  assert.deepEqual([wallet.available, wallet.held, wallet.posted], [16, 0, 16])
  // The open page finds its way back by itself.
  await ada.sees_picture(FOX)
  await shoot(window, 'after-the-cut')
  await window.context.close()
})
