import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { accessible, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin } from './pages.mjs'
import { Studio } from './studio.mjs'
const DIST = process.env.DIST
const types = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.webp': 'image/webp' }
async function serve(window, language) {
  await window.context.route((u) => !u.pathname.startsWith('/api/'), async (route) => {
    const { pathname } = new URL(route.request().url())
    let file = join(DIST, pathname)
    if (pathname === '/' || !existsSync(file) || !extname(pathname)) file = join(DIST, 'index.html')
    await route.fulfill({ contentType: types[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) })
  })
  await window.context.route('**/api/v1/me', async (route) => {
    const answer = await route.fetch()
    const json = await answer.json().catch(() => null)
    if (json?.language) json.language = language
    await route.fulfill({ response: answer, json })
  })
}
const clipped = (page) => page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && e.children.length <= 2 && e.textContent.trim() && !e.closest('.sr,[aria-hidden=true],textarea,code') && !e.matches('.sr,option') && e.clientWidth > 8 && e.scrollWidth > e.clientWidth + 1 && (getComputedStyle(e).overflowX !== 'visible' || getComputedStyle(e).textOverflow === 'ellipsis')).map((e) => `${e.tagName}.${e.className.split?.(' ').slice(0, 2).join('.')}: ${e.textContent.trim().slice(0, 60)}`).slice(0, 8))
const studio = await Studio.start({ EASEL_MONEY: new URL('../config/examples/money.json', import.meta.url).pathname })
const browser = await open_browser()
if (DIST) { const made = browser.newContext.bind(browser); browser.newContext = async (o) => { const context = await made(o); await serve({ context }, o.locale); return context } }
try {
  const w0 = await open_window(browser, studio, {})
  const ada = new Person(w0)
  await ada.sign_up_quietly()
  await ada.ask('POST', '/generations', { model: 'illustrator', prompt: FOX, style: 'storybook', width: 1024, height: 1024, accepted_credits: 1 })
  await ada.sees_picture(FOX)
  const asset = (await ada.ask('GET', '/assets')).items[0].id
  const session = await w0.context.storageState()
  await w0.context.close()
  const admin = await first_admin(browser, studio)
  for (const [language, speaks, viewport] of JSON.parse(process.env.LOOKS)) {
    for (const who of ['stranger', 'signed', 'admin']) {
      const window = await open_window(browser, studio, { viewport, language, speaks })
      window.speaks = speaks
      if (who !== 'stranger') await window.context.addCookies(who === 'admin' ? admin : session.cookies)
      const person = new Person(window)
      if (!process.env.DIST && who !== 'stranger') await person.ask('PATCH', '/me', { language })
      const label = speaks ? `pseudo-${speaks}` : language
      for (const [name, address] of Object.entries({ ...ADDRESSES[who], ...(who === 'signed' ? { picture: `/p/${asset}`, edit: `/edit/${asset}` } : {}) })) {
        if (process.env.ONLY && !process.env.ONLY.split(',').includes(name)) continue
        try {
          await person.open(address)
          await shoot({ ...window, language: label }, name)
          await fits(window.page, name).catch((e) => console.log('FIT', label, viewport, name, e.message.slice(0, 700)))
          const c = await clipped(window.page)
          if (c.length) console.log('CLIP', label, viewport, name, JSON.stringify(c))
          if (speaks) await accessible(window.page, name).catch((e) => console.log('AXE', label, viewport, name, e.message.slice(0, 600)))
        } catch (e) { console.log('ERR', label, viewport, name, e.message.slice(0, 300)) }
      }
      if (window.troubles.length) console.log('TROUBLE', label, viewport, window.troubles.slice(0, 3))
      await window.context.close()
    }
  }
} finally { await browser.close(); await studio.stop() }
