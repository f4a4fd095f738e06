// How soon a page of a book shows what is dragged on it, beside a bare page; started by `cargo xtask bench book`. Prints JSON: for
// each page the median and the 95th percentile of each round, milliseconds from the pointer's event to after the next frame.
import { open_browser } from './browser.mjs'

const ROUNDS = 5
const MOVES = 150
const [studio, session, book, bare] = process.argv.slice(2)
const cookie = { name: session.slice(0, session.indexOf('=')), value: session.slice(session.indexOf('=') + 1), url: studio }
const pages = {
  bare: { address: bare, thing: '[data-thing="it"]' },
  book: { address: `${studio}/books/${book}`, thing: '[data-thing="balloon:10"]', cookies: [cookie] },
}

const browser = await open_browser()
const told = Object.fromEntries(Object.keys(pages).map((name) => [name, { p50: [], p95: [] }]))

/** Notes for each move of the pointer how long it took until the frame that follows it had been painted. */
const watch = () => {
  window.painted = []
  addEventListener('pointermove', (event) => {
    requestAnimationFrame(() => {
      const after = new MessageChannel()
      after.port1.onmessage = () => window.painted.push(performance.now() - event.timeStamp)
      after.port2.postMessage(null)
    })
  }, { capture: true })
}

// The first round warms the browser itself up and doesn't count.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, { address, thing, cookies = [] }] of Object.entries(pages)) {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1440, height: 900 } })
    await context.addCookies(cookies)
    const page = await context.newPage()
    await page.addInitScript(watch)
    await page.goto(address, { waitUntil: 'load' })
    const it = page.locator(thing).first()
    await it.waitFor({ state: 'attached', timeout: 15_000 })
    if (name === 'book') await page.locator('svg image').nth(8).waitFor({ state: 'attached', timeout: 15_000 })
    await page.waitForTimeout(1_000)
    const box = await it.boundingBox()
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.evaluate(() => (window.painted = []))
    for (let step = 1; step <= MOVES; step++) {
      const turn = (step / MOVES) * 4 * Math.PI
      await page.mouse.move(x + 90 * Math.sin(turn), y + 60 * Math.sin(turn * 1.7))
    }
    await page.waitForTimeout(300)
    const there = await it.boundingBox()
    await page.mouse.up()
    const figures = (await page.evaluate(() => window.painted)).sort((a, b) => a - b)
    if (Math.abs(there.y - box.y) < 5 || figures.length < MOVES / 2) throw new Error(`${name}: ${figures.length} frames, ${box.y} to ${there.y}`)
    if (round > 0) {
      told[name].p50.push(figures[Math.floor(figures.length / 2)])
      told[name].p95.push(figures[Math.floor(figures.length * 0.95)])
    }
    await context.close()
  }
}
await browser.close()
console.log(JSON.stringify(told))
