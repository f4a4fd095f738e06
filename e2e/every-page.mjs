// Every page, at a size, in a light and a language: nothing for axe to find, nothing sticking out, and a picture of each in e2e/out to
// look at.
import { after, before, test } from 'node:test'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin } from './pages.mjs'
import { Studio } from './studio.mjs'

const money = join(dirname(fileURLToPath(import.meta.url)), '../config/examples/money.json')
let studio, browser, session, admin_cookies, asset

/**
 * Walks every page as a stranger, as somebody signed in and as an administrator, once for each of these ways to look: `language`, `theme`,
 * `viewport`, and whether axe `looks`.
 */
export function walk(ways) {
  before(async () => {
    studio = await Studio.start({ EASEL_MONEY: money })
    browser = await open_browser()
    // One person with pictures, whose session all windows share.
    const window = await open_window(browser, studio, {})
    const ada = new Person(window)
    await ada.sign_up_quietly()
    for (const [style, width, height] of [['storybook', 1024, 1024], ['ink', 1024, 1536], ['watercolour', 1536, 1024]]) {
      await ada.ask('POST', '/generations', { model: 'illustrator', prompt: `${FOX}, ${style}`, style, width, height, accepted_credits: 1 })
      // People without a plan have two under way at most.
      await ada.sees_picture(`${FOX}, ${style}`)
    }
    asset = (await ada.ask('GET', '/assets')).items[0].id
    session = await window.context.storageState()
    await window.context.close()
    admin_cookies = await first_admin(browser, studio)
  })
  after(async () => {
    await browser?.close()
    await studio?.stop()
  })

  for (const { language, theme, viewport, looks } of ways) {
    test(`every page: ${language}, ${theme}, ${viewport}`, { timeout: 180_000 }, async (t) => {
      for (const who of ['stranger', 'signed', 'admin']) {
        const window = await open_window(browser, studio, { viewport, theme, language })
        if (who !== 'stranger') {
          await window.context.addCookies(who === 'admin' ? admin_cookies : session.cookies)
          // The person's own language leads once signed in.
          await new Person(window).ask('PATCH', '/me', { language })
        }
        const person = new Person(window)
        const addresses = { ...ADDRESSES[who], ...(who === 'signed' ? { picture: `/p/${asset}`, edit: `/edit/${asset}` } : {}) }
        for (const [name, address] of Object.entries(addresses)) {
          await t.test(name, async () => {
            await person.open(address)
            if (name === 'create' || name === 'gallery') await person.sees_picture(FOX)
            await shoot(window, `${who}-${name}`)
            await fits(window.page, name)
            if (looks) await accessible(window.page, name, { colours_only: theme === 'dark' })
          })
        }
        calm(window)
        await window.context.close()
      }
    })
  }
}
