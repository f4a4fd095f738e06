// How long a page takes in a browser that has never seen it, and how much comes over the wire; started by
// `cargo xtask bench page`. Prints JSON: for each page the figures of each round.
import { open_browser } from './browser.mjs'

const ROUNDS = 5
const [studio, session, bare] = process.argv.slice(2)
const cookie = { name: session.slice(0, session.indexOf('=')), value: session.slice(session.indexOf('=') + 1), url: studio }
// A page is usable once what it is for can be clicked or typed into, and the main thread is free again.
const pages = {
  bare: { address: bare, usable: 'main button' },
  landing: { address: `${studio}/`, usable: 'main a[href], main button' },
  create: { address: `${studio}/create`, usable: 'main textarea', cookies: [cookie] },
}

const browser = await open_browser()
const told = Object.fromEntries(Object.keys(pages).map((name) => [name, { ms: [], kb: [] }]))
// The first round warms the browser itself up and doesn't count.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, { address, usable, cookies = [] }] of Object.entries(pages)) {
    const context = await browser.newContext({ locale: 'en', reducedMotion: 'reduce' })
    await context.addCookies(cookies)
    const page = await context.newPage()
    const wire = await context.newCDPSession(page)
    await wire.send('Network.enable')
    const counted = new Set()
    let bytes = 0
    wire.on('Network.responseReceived', ({ requestId, type }) => {
      if (['Document', 'Script', 'Stylesheet'].includes(type)) counted.add(requestId)
    })
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (counted.has(requestId)) bytes += encodedDataLength
    })
    await page.addInitScript((selector) => {
      let busy_until = 0
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) busy_until = Math.max(busy_until, task.startTime + task.duration)
      }).observe({ type: 'longtask', buffered: true })
      const look = () => {
        const found = [...document.querySelectorAll(selector)].some((element) => element.checkVisibility() && !element.disabled)
        if (!found) return requestAnimationFrame(look)
        const shown = performance.now()
        setTimeout(() => (window.usable_after = Math.max(shown, busy_until)), 500)
      }
      requestAnimationFrame(look)
    }, usable)
    await page.goto(address, { waitUntil: 'load' })
    const ms = await page.waitForFunction(() => window.usable_after, null, { timeout: 15_000 }).then((it) => it.jsonValue())
    if (round > 0) {
      told[name].ms.push(ms)
      told[name].kb.push(bytes / 1000)
    }
    await context.close()
  }
}
await browser.close()
console.log(JSON.stringify(told))
