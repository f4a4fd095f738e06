// The page in the browser and the page in a file are the same: letters, lines and outlines lie at the same places.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { OUT, calm, open_browser, open_window } from './browser.mjs'
import { member } from './desk.mjs'
import { Person, first_admin, uuid_v7 } from './pages.mjs'
import { Studio } from './studio.mjs'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How wide the page is compared, in pixels. */
const WIDTH = 1200
/** How far two pictures of one page may be apart on the average, of 255: edges are smoothed otherwise by the two. */
const APART = 0.8
/** How far the letters of a balloon may lie elsewhere, in pixels. */
const ELSEWHERE = 2

/** Words in the scripts that are laid in different ways, each in ink of its own so that it can be found again. */
const SAID = [
  { kind: 'speech', language: 'en', colour: '#c00000', text: 'Extraordinarily bright tonight, wouldn’t you say? Somebody must have polished it.', frame: [1400, 1400, 6200, 3600] },
  { kind: 'caption', language: 'de', colour: '#0000c0', text: 'Weit hinter den Wortbergen, fern der Länder Vokalien, leben die Blindtexte.', frame: [8800, 1600, 6400, 2600] },
  { kind: 'thought', language: 'ja', colour: '#008000', vertical: true, text: '月はどうしてあんなに遠いのだろう。「誰か」が置いたのか、ーー', frame: [1600, 6600, 5200, 7400] },
  { kind: 'speech', language: 'zh-CN', colour: '#a000a0', text: '今晚的月亮格外明亮，是谁把它挂上去的呢？', frame: [8800, 6200, 6200, 4200] },
  { kind: 'shout', language: 'es', colour: '#b06000', text: '¡CUIDADO CON LA ESCALERA!', frame: [8600, 12_400, 6400, 3600] },
  { kind: 'effect', language: 'en', colour: '#006070', text: 'KRAK!', frame: [2400, 17_000, 9000, 4200] },
]

let studio, browser
before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
  await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

/** A comic of one page with all of that in it, saved by the editor, with the lines it was seen in. */
async function lettered(ada) {
  const id = uuid_v7()
  const { document, version } = await ada.ask('POST', '/books', { id, kind: 'comic', title: 'Agreed', language: 'en', format: 'comic', reading: 'left_to_right', pages: 1, template: 'wide_top' })
  const plain = Object.fromEntries(document.text_styles.map((one) => [one.name, one]))
  const styles = SAID.map((one, at) => ({ ...plain[one.kind], name: `ink ${at}`, colour: one.colour, warp: null, stroke: null }))
  const balloons = SAID.map(({ kind, language, text, vertical = false, frame: [x, y, width, height] }, at) => ({
    no: at + 1,
    kind,
    frame: { x, y, width, height },
    tails: kind === 'caption' || kind === 'effect' ? [] : [{ x: Math.round(x + width / 3), y: y + height + 900 }],
    text: { text, style: `ink ${at}`, language, vertical, set: null },
    panel: null,
    fill: '#ffffff',
    turn: kind === 'effect' ? -12 : 0,
  }))
  const page = { ...document.pages[0], balloons }
  await ada.ask('PUT', `/books/${id}`, { version, document: { ...document, text_styles: [...document.text_styles, ...styles], pages: [page] } })
  // Whoever opens and changes it saves the lines with it.
  await ada.open(`/books/${id}`)
  await ada.page.locator('[data-balloon="6"] text').first().waitFor()
  await ada.page.getByLabel(ada.says('book.title')).fill('Agreed upon')
  await ada.page.waitForFunction(() => document.querySelector('[data-standing="saving"]'), null, { timeout: 10_000 }).catch(() => {})
  await ada.page.locator('[data-standing="saved"]').waitFor()
  const kept = await ada.ask('GET', `/books/${id}`)
  assert.equal(kept.document.title, 'Agreed upon')
  for (const { no, text } of kept.document.pages[0].balloons) assert.ok(text.set?.lines.length, `balloon ${no} was saved with its lines`)
  await sleep(1500)
  assert.equal((await ada.ask('GET', `/books/${id}`)).version, kept.version, 'the lines alone are no reason to save again')
  return kept
}

const exported = (ada, { id, version, document }) =>
  ada.export_of({ kind: 'book', book_id: id, version, format: 'png', page_no: document.pages[0].no, width_px: WIDTH })

/** The page in a reader's browser, as large as the export, and what its lines of text say. */
async function shown(address, { without_fonts = false, change = null } = {}) {
  const stranger = new Person(await open_window(browser, studio, {}))
  const { page } = stranger
  try {
    if (without_fonts) await page.route('**/api/v1/fonts**', (route) => route.abort())
    await page.setViewportSize({ width: WIDTH + 80, height: 2000 })
    await page.goto(new URL(address).pathname)
    await page.locator('[data-balloon="6"] text').first().waitFor()
    await page.locator('svg[xml\\:lang], svg').filter({ has: page.locator('[data-balloon]') }).first().evaluate((svg, { width, change }) => {
      const [, , w, h] = svg.getAttribute('viewBox').split(' ').map(Number)
      if (change) {
        // The last word of the first line goes to the second one.
        const [first, second] = svg.querySelectorAll(`${change} text`)
        const words = first.textContent.trim().split(' ')
        second.textContent = `${words.pop()} ${second.textContent}`
        first.textContent = words.join(' ')
      }
      // Out of the page that it stands in, with nothing around it.
      const alone = document.createElement('div')
      alone.id = 'alone'
      alone.style.cssText = `position:fixed;inset:0 auto auto 0;z-index:9999;background:#fff;font-feature-settings:normal;width:${width}px;height:${Math.round((width * h) / w)}px`
      svg.style.cssText = 'width:100%;height:100%;display:block'
      alone.append(svg)
      document.body.append(alone)
    }, { width: WIDTH, change })
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    await page.waitForTimeout(300)
    const png = await page.locator('#alone').screenshot({ animations: 'disabled' })
    const lines = await page.evaluate(() => [...document.querySelectorAll('#alone [data-balloon]')].map((one) => [...one.querySelectorAll('text:not([aria-hidden])')].map((text) => text.textContent)))
    if (!without_fonts) calm(stranger.window)
    return { png, lines }
  } finally {
    await stranger.window.context.close()
  }
}

/** How far two pictures are apart: on the average, and balloon by balloon where their letters lie and in how many rows or columns. */
async function difference(one, two) {
  const context = await browser.newContext()
  const page = await context.newPage()
  try {
    return await page.evaluate(async ({ one, two, inks }) => {
      const pixels = async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
        const pen = canvas.getContext('2d')
        pen.drawImage(bitmap, 0, 0)
        return pen.getImageData(0, 0, bitmap.width, bitmap.height)
      }
      const [a, b] = [await pixels(one), await pixels(two)]
      if (a.width !== b.width || a.height !== b.height) return { size: [a.width, a.height, b.width, b.height] }
      let sum = 0
      for (let at = 0; at < a.data.length; at++) if (at % 4 < 3) sum += Math.abs(a.data[at] - b.data[at])
      // Where letters of an ink lie: around them, and in how many bands they come.
      const letters = (image, [r, g, b], down) => {
        const near = (at) => Math.abs(image.data[at] - r) + Math.abs(image.data[at + 1] - g) + Math.abs(image.data[at + 2] - b) < 70
        let [left, top, right, foot] = [Infinity, Infinity, -1, -1]
        const along = new Uint32Array(down ? image.width : image.height)
        for (let y = 0; y < image.height; y++)
          for (let x = 0; x < image.width; x++)
            if (near((y * image.width + x) * 4)) {
              left = Math.min(left, x)
              right = Math.max(right, x)
              top = Math.min(top, y)
              foot = Math.max(foot, y)
              along[down ? x : y]++
            }
        let bands = 0
        along.forEach((count, at) => (bands += count > 0 && !along[at - 1] ? 1 : 0))
        return { box: [left, top, right, foot], bands }
      }
      const balloons = inks.map(({ colour, down }) => {
        const [from, to] = [letters(a, colour, down), letters(b, colour, down)]
        return { off: Math.max(...from.box.map((side, at) => Math.abs(side - to.box[at]))), bands: [from.bands, to.bands] }
      })
      return { apart: sum / (a.width * a.height * 3), balloons }
    }, { one: one.toString('base64'), two: two.toString('base64'), inks: SAID.map(({ colour, vertical }) => ({ colour: [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)), down: !!vertical })) })
  } finally {
    await context.close()
  }
}

const agrees = ({ size, apart, balloons }) => !size && apart < APART && balloons.every(({ off, bands: [one, two] }) => off <= ELSEWHERE && one === two)

test('a page looks the same in the browser and in its file', { timeout: 240_000 }, async (t) => {
  const ada = await member(browser, studio)
  try {
    const book = await lettered(ada)
    const { url } = await ada.ask('PUT', `/books/${book.id}/sharing`, { visibility: 'unlisted' })
    const file = await exported(ada, book)
    const seen = await shown(url)
    mkdirSync(OUT, { recursive: true })
    writeFileSync(join(OUT, 'agrees-file.png'), file)
    writeFileSync(join(OUT, 'agrees-browser.png'), seen.png)

    // The same lines, in the words of the recipe that the file is made of.
    const words = (lines) => lines.join('').replace(/\s/g, '')
    book.document.pages[0].balloons.forEach(({ text }, at) => assert.equal(words(seen.lines[at]), words(text.set.lines), `the lines of balloon ${at + 1}`))
    const found = await difference(seen.png, file)
    assert.ok(agrees(found), JSON.stringify(found))

    t.diagnostic(JSON.stringify(found))

    // It would be noticed: without the typefaces, and with a line that breaks elsewhere.
    const plain = await difference((await shown(url, { without_fonts: true })).png, file)
    assert.ok(!agrees(plain), `without typefaces: ${JSON.stringify(plain)}`)
    const other = await difference((await shown(url, { change: '[data-balloon="1"]' })).png, file)
    assert.ok(!agrees(other), `with another break: ${JSON.stringify(other)}`)
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})
