// The first start: one link on the terminal makes the first administrator, once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person } from './pages.mjs'
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

test('the link on the terminal makes one administrator', { timeout: 60_000 }, async () => {
  const link = await studio.admin_link()
  const window = await open_window(browser, studio, {})
  const olga = new Person(window)
  await olga.page.goto(link)
  await olga.settled()
  await accessible(olga.page, 'first administrator')
  await shoot(window, 'first-admin')
  await olga.fill_form({ name: 'Olga', email: olga.email, password: olga.password })
  await olga.submit()
  await olga.prompt_field.waitFor()
  assert.equal((await olga.ask('GET', '/me')).role, 'owner')
  const { people } = await olga.ask('GET', '/admin/overview')
  assert.equal(people, 1)

  await olga.open(ADDRESSES.admin.models)
  await accessible(olga.page, 'models')
  await shoot(window, 'models')
  const { items } = await olga.ask('GET', '/admin/models')
  await olga.drain_and_let_come(items[0].channels[0].key)

  const second = await open_window(browser, studio, {})
  const eve = new Person(second)
  const token = link.split(/[/=]/).pop()
  const refused = await eve.try_ask('POST', '/auth/first-admin', { token, email: eve.email, password: eve.password, name: 'Eve', language: 'en' })
  assert.equal(refused.status(), 400)
  await eve.sign_up_quietly('Eve')
  assert.equal((await eve.ask('GET', '/me')).role, 'user')
  assert.equal((await eve.try_ask('GET', '/admin/overview')).status(), 403)
  assert.equal((await eve.try_ask('GET', '/admin/models')).status(), 403)
  await eve.open(ADDRESSES.admin.models)
  await eve.message('frame.lost_title').waitFor()
  calm(window)
  await window.context.close()
  await second.context.close()
})
