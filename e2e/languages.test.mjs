// Any language fits: in a made-up one, a third longer than English and in both directions, nothing sticks out, axe finds nothing,
// and the frame, the signs and the text stand on the side where reading begins.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin } from './pages.mjs'
import { pseudo } from './pseudo.mjs'
import { Studio } from './studio.mjs'

let studio, browser, session, admin_cookies, asset

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
  const window = await open_window(browser, studio, {})
  const ada = new Person(window)
  await ada.sign_up_quietly()
  await ada.ask('POST', '/generations', { model: 'illustrator', prompt: FOX, style: 'storybook', width: 1024, height: 1024, accepted_credits: 1 })
  await ada.sees_picture(FOX)
  asset = (await ada.ask('GET', '/assets')).items[0].id
  session = await window.context.storageState()
  await window.context.close()
  admin_cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

test('the made-up language keeps what is filled in', () => {
  assert.equal(pseudo('{page} · {studio}'), '{page} · {studio}')
  assert.equal(pseudo('Hi {name}'), 'Ĥîî {name}')
  assert.equal(pseudo('{n, plural, =0 {None} other {# of {max}}}'), '{n, plural, =0 {Ñööñéé} other {# ööf {max}}}')
  for (const text of ['Settings', 'Put it away', 'Generate']) assert.ok([...pseudo(text)].length >= text.length * 1.25, pseudo(text))
})

for (const direction of ['ltr', 'rtl']) {
  for (const viewport of ['phone', 'desktop']) {
    test(`every page in a longer language: ${direction}, ${viewport}`, { timeout: 240_000 }, async (t) => {
      for (const who of ['stranger', 'signed', 'admin']) {
        const window = await open_window(browser, studio, { viewport, speaks: direction })
        if (who !== 'stranger') await window.context.addCookies(who === 'admin' ? admin_cookies : session.cookies)
        const person = new Person(window)
        const addresses = { ...ADDRESSES[who], ...(who === 'signed' ? { picture: `/p/${asset}`, edit: `/edit/${asset}` } : {}) }
        for (const [name, address] of Object.entries(addresses)) {
          await t.test(name, async () => {
            await person.open(address)
            if (name === 'gallery') await person.sees_picture(FOX)
            assert.equal(await window.page.locator('html').getAttribute('dir'), direction)
            await shoot({ ...window, language: `pseudo-${direction}` }, `${who}-${name}`)
            await fits(window.page, name)
            // Words and their length don't change what axe looks at; the direction may.
            if (direction === 'rtl') await accessible(window.page, name)
          })
        }
        calm(window)
        await window.context.close()
      }
    })
  }
}

test('what points along the line turns round with it, and the frame stands where reading begins', async () => {
  for (const direction of ['ltr', 'rtl']) {
    const window = await open_window(browser, studio, { speaks: direction })
    await window.context.addCookies(session.cookies)
    const person = new Person(window)
    await person.open('/characters/new')
    const back = window.page.locator('svg.lucide-arrow-left').first()
    assert.equal(await back.evaluate((sign) => getComputedStyle(sign).scale), direction === 'rtl' ? '-1 1' : 'none')
    const rail = await window.page.getByRole('navigation').first().boundingBox()
    const { width } = window.page.viewportSize()
    if (direction === 'rtl') assert.ok(rail.x > width / 2, `the rail begins at ${rail.x}`)
    else assert.ok(rail.x < width / 4, `the rail begins at ${rail.x}`)
    await window.context.close()
  }
})
