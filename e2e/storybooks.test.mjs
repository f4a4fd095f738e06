// A storybook from the dialog to the printed sheet: its words, its pictures at one price, another style for all of them, another paper,
// the files it becomes, and how it is read on a phone. And a comic's panels, laid by hand and by keys.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import { calm, open_browser, open_window } from './browser.mjs'
import { book_on, dialog, fetched, look, member, pages_of, saved, things } from './desk.mjs'
import { Person, first_admin, uuid_v7 } from './pages.mjs'
import { Studio } from './studio.mjs'

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

const read = async (person, id) => (await person.ask('GET', `/books/${id}`)).document

/** Waits for something of the book as the studio has it. */
async function kept(person, id, what, fine) {
  for (let tries = 0; ; tries++) {
    const document = await read(person, id)
    if (fine(document)) return document
    assert.ok(tries < 80, `${what}: ${JSON.stringify(document.pages[0]).slice(0, 900)}`)
    await person.page.waitForTimeout(250)
  }
}

/** The files in an archive, by name. */
function unpacked(bytes) {
  const files = new Map()
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1')) + 16)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [packed, name_long, extra, note, begin] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)]
    const from = begin + 30 + bytes.readUInt16LE(begin + 26) + bytes.readUInt16LE(begin + 28)
    const data = bytes.subarray(from, from + packed)
    files.set(bytes.toString('utf8', at + 46, at + 46 + name_long), bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data)
    at += 46 + name_long + extra + note
  }
  return files
}

/** Draws what the dialog offers; answers what it cost. */
async function draw(ada, act) {
  const asks = dialog(ada, 'book.draw')
  const button = asks.getByRole('button', { name: ada.says(act, { whole: false }) }).last()
  await button.filter({ hasText: /\d/ }).waitFor()
  const before = (await ada.ask('GET', '/wallet')).available
  await button.click()
  await asks.waitFor({ state: 'hidden' })
  return before
}

test('a storybook is written, drawn, drawn again, printed and read', { timeout: 400_000 }, async () => {
  const ada = await member(browser, studio)
  const { page } = ada
  try {
    // Enough pages for a spine.
    await ada.open('/books')
    await ada.button('book.empty_act').click()
    const asks = dialog(ada, 'book.new')
    await asks.locator('input[value="storybook"]').check({ force: true })
    await asks.getByLabel(ada.says('book.title')).fill('The moon ladder')
    await asks.getByLabel(ada.says('book.pages_label')).fill('24')
    await asks.locator('input[value="square"]').check({ force: true })
    await look(ada, 'storybook-new')
    await asks.getByRole('button', { name: ada.says('book.make') }).click()
    await page.waitForURL(/\/books\/[0-9a-f-]{36}$/)
    const id = book_on(ada)
    await pages_of(ada).first().waitFor()
    const roles = (await read(ada, id)).pages.map((one) => one.role)
    assert.deepEqual([roles[0], roles[1], roles.at(-1), roles.length], ['cover', 'title', 'back', 27])

    // What the cover shows; and on the first page another layout, its words, and what is seen.
    await things(ada).first().focus()
    await page.getByRole('textbox', { name: ada.says('book.prompt') }).click()
    await page.keyboard.type('a ladder that leads to the moon over a village')
    await pages_of(ada).nth(2).click()
    await page.locator('summary', { hasText: ada.says('book.template_label') }).click()
    await page.getByRole('button', { name: ada.says('book.layout.over_foot') }).click()
    await kept(ada, id, 'a picture over the page', (now) => now.pages[2].texts[0]?.backing === '#ffffff')
    await things(ada).nth(1).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel(ada.says('book.words')).fill('Once there was a fox who looked at the moon every night.')
    await page.locator('svg text').filter({ hasText: 'Once' }).first().waitFor()
    await things(ada).first().focus()
    await page.getByRole('textbox', { name: ada.says('book.prompt') }).click()
    await page.keyboard.type('a red fox on a hill looks up at the full moon')
    await saved(ada)
    await look(ada, 'storybook-page')

    // Both pictures at one price.
    await ada.button('book.draw_all').click()
    const before = await draw(ada, 'book.draw')
    const drawn = await kept(ada, id, 'two pictures', (now) => now.pages[0].panels[0].art && now.pages[2].panels[0].art)
    const first = before - (await ada.ask('GET', '/wallet')).available
    assert.ok(first > 0 && first % 2 === 0, `${first} credits for two pictures`)
    await saved(ada)
    await look(ada, 'storybook-drawn')

    // All of it in another style, with the pictures of before to go back to.
    await ada.button('book.more').click()
    await page.getByRole('menuitem', { name: ada.says('book.again_title') }).click()
    const again = dialog(ada, 'book.draw')
    const style = again.getByLabel(ada.says('book.studio_style', { whole: false }))
    const wanted = await style.locator('option').nth(2).getAttribute('value')
    await style.selectOption(wanted)
    await look(ada, 'storybook-again')
    await draw(ada, 'book.again_act')
    const art = (now, at) => now.pages[at].panels[0].art?.asset_id
    const restyled = await kept(ada, id, 'other pictures', (now) => [0, 2].every((at) => art(now, at) && art(now, at) !== art(drawn, at)))
    assert.equal(restyled.style, wanted)
    for (const at of [0, 2]) assert.ok(restyled.pages[at].panels[0].candidates.some((one) => one.asset_id === art(drawn, at)), 'the picture of before is there to choose')
    assert.ok((await ada.ask('GET', '/wallet')).available <= before - 2 * first, 'it was paid for')

    // For print: the cover with its spine on one sheet, and every page between.
    const print = (await fetched(ada, 'pdf_print')).toString('latin1')
    assert.ok(print.startsWith('%PDF') && print.trimEnd().endsWith('%%EOF'))
    const sheets = [...print.matchAll(/\/TrimBox\s*\[\s*([\d.\s-]+)\]/g)].map((found) => found[1].trim().split(/\s+/).map(Number)).map(([left, , right]) => right - left)
    const point = 72 / 25.4
    assert.equal(sheets.length, 26, 'the cover and 25 pages')
    // 25 pages are 13 sheets of 0.15 mm.
    assert.ok(Math.abs(Math.max(...sheets) - (420 + 13 * 0.15) * point) < 1, `the cover is ${Math.max(...sheets)} pt wide`)
    assert.equal(sheets.filter((wide) => Math.abs(wide - 210 * point) < 1).length, 25)

    // For readers of books: every page, its words for those who don't see it.
    const book = unpacked(await fetched(ada, 'epub'))
    assert.equal([...book.keys()][0], 'mimetype')
    assert.equal(book.get('mimetype').toString(), 'application/epub+zip')
    const opf = [...book.keys()].find((name) => name.endsWith('.opf'))
    assert.ok(book.get('META-INF/container.xml').toString().includes(opf))
    assert.equal(book.get(opf).toString().match(/<itemref /g).length, 27)
    assert.ok([...book].some(([name, bytes]) => name.endsWith('.xhtml') && bytes.toString().includes('Once there was a fox')), 'its words are in it')

    // On a phone, one page under the other.
    const { url } = await ada.ask('PUT', `/books/${id}/sharing`, { visibility: 'public' })
    const stranger = new Person(await open_window(browser, studio, { viewport: 'phone', theme: 'dark' }))
    try {
      await stranger.open(new URL(url).pathname)
      await stranger.page.locator('svg image').first().waitFor()
      await stranger.button('book.read_scroll').click()
      const third = stranger.page.locator('main svg').filter({ hasText: 'Once there' }).first()
      for (let tries = 0; tries < 20 && !(await third.count()); tries++) {
        await stranger.page.mouse.wheel(0, 400)
        await stranger.page.waitForTimeout(100)
      }
      await third.scrollIntoViewIfNeeded()
      await look(stranger, 'storybook-read')
      const box = await third.boundingBox()
      assert.ok(Math.abs(box.width - 390) <= 2, `the page is as wide as the phone: ${box.width}`)
      // As it was left, the next time.
      await stranger.page.reload()
      assert.equal(await stranger.button('book.read_scroll').getAttribute('aria-pressed'), 'true')
      calm(stranger.window)
    } finally {
      await stranger.window.context.close()
    }
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

async function grid(ada, format = 'comic') {
  const id = uuid_v7()
  await ada.ask('POST', '/books', { id, kind: 'comic', title: 'Four panels', language: ada.window.language, format, reading: 'left_to_right', pages: 2, template: 'four_grid' })
  await ada.open(`/books/${id}`)
  await things(ada).first().waitFor()
  return id
}
const frame = (panel) => {
  const [xs, ys] = [panel.shape.map((one) => one.x), panel.shape.map((one) => one.y)]
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), foot: Math.max(...ys) }
}
async function drag(ada, handle, dx, dy) {
  const box = await ada.page.locator(handle).boundingBox()
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await ada.page.mouse.move(x, y)
  await ada.page.mouse.down()
  await ada.page.mouse.move(x + dx, y + dy, { steps: 6 })
  await ada.page.mouse.up()
}

test('panels are laid by hand and by keys', { timeout: 120_000 }, async () => {
  const ada = await member(browser, studio)
  const { page } = ada
  try {
    const id = await grid(ada)
    const before = await read(ada, id)
    const panel = (now) => now.pages[0].panels[0]

    // A corner goes in: two slanted edges.
    await things(ada).first().focus()
    await drag(ada, '.handle.vertex >> nth=2', -60, -40)
    const slanted = await kept(ada, id, 'slanted edges', (now) => panel(now).shape[2].x < panel(before).shape[2].x - 500)
    assert.deepEqual(panel(slanted).shape.filter((_, at) => at !== 2), panel(before).shape.filter((_, at) => at !== 2))

    // Over its neighbours, before them, and with the keys a millimetre at a time.
    await drag(ada, '.handle.whole', 90, 120)
    const over = await kept(ada, id, 'a panel over others', (now) => panel(now).over)
    assert.ok(panel(over).level > 0 && frame(panel(over)).left > frame(panel(before)).left + 1000)
    await things(ada).first().focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(`Control+${key}`)
    const moved = await kept(ada, id, 'moved by keys', (now) => frame(panel(now)).left === frame(panel(over)).left + 200 && frame(panel(now)).top === frame(panel(over)).top + 100)
    await page.keyboard.press('Control+Shift+ArrowLeft')
    await kept(ada, id, 'smaller by keys', (now) => frame(panel(now)).right === frame(panel(moved)).right - 100 && frame(panel(now)).left === frame(panel(moved)).left)

    // Off the paper at one side, behind the others, and a corner by keys.
    await page.locator('summary', { hasText: ada.says('book.panel_layout') }).click()
    await look(ada, 'book-layout')
    await page.getByRole('button', { name: ada.says('book.side_of.left') }).click()
    const bled = await kept(ada, id, 'off the paper', (now) => frame(panel(now)).left === -now.format.bleed)
    await ada.button('book.lower').click()
    await kept(ada, id, 'behind another', (now) => now.pages[0].panels.some((one) => one.level > panel(now).level))
    await ada.button('book.corner_n').nth(2).focus()
    await page.keyboard.press('ArrowUp')
    await kept(ada, id, 'a corner by keys', (now) => panel(now).shape[2].y === panel(bled).shape[2].y - 100)

    // All of it undone, step by step.
    while (await ada.button('strip.undo').isEnabled()) await ada.button('strip.undo').click()
    await kept(ada, id, 'as it was', (now) => JSON.stringify(panel(now)) === JSON.stringify(panel(before)))
    await page.keyboard.press('Escape')
    await page.locator('.stage').focus()
    await page.keyboard.press('?')
    await look(ada, 'book-keys')
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

test('a finger lays panels, too', { timeout: 120_000 }, async () => {
  const ada = await member(browser, studio, { viewport: 'phone', language: 'zh-CN' })
  const { page } = ada
  try {
    const id = await grid(ada)
    const before = await read(ada, id)
    const tap = async (locator) => {
      const box = await locator.boundingBox()
      await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2)
    }
    await tap(things(ada).nth(3))
    await page.locator('.handle.vertex').first().waitFor()
    await look(ada, 'book-layout')
    const box = await page.locator('.handle.vertex >> nth=0').boundingBox()
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const session = await ada.window.context.newCDPSession(page)
    const touch = (type, touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints })
    await touch('touchStart', [{ x, y }])
    for (const share of [0.3, 0.6, 1]) await touch('touchMove', [{ x: x + 40 * share, y: y + 30 * share }])
    await touch('touchEnd', [])
    const now = await kept(ada, id, 'a corner by a finger', ({ pages }) => pages[0].panels[3].shape[0].x > before.pages[0].panels[3].shape[0].x + 500)
    assert.deepEqual(now.pages[0].panels[3].shape.slice(1), before.pages[0].panels[3].shape.slice(1))
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

test('a book goes onto other paper in one step', { timeout: 120_000 }, async () => {
  const ada = await member(browser, studio, { theme: 'dark', language: 'zh-CN' })
  const { page } = ada
  try {
    const id = await grid(ada)
    const before = await read(ada, id)
    await ada.button('book.more').click()
    await page.getByRole('menuitem', { name: ada.says('book.change_paper') }).click()
    const asks = dialog(ada, 'book.change_paper')
    await asks.locator('input[value="comic_a4"]').check({ force: true })
    const act = asks.getByRole('button', { name: ada.says('book.change_paper') })
    await act.and(page.locator(':enabled')).waitFor()
    await asks.locator('figure svg').nth(3).waitFor()
    await look(ada, 'book-paper')
    await act.click()
    const now = await kept(ada, id, 'on A4', ({ format }) => format.width === 21_000)
    for (const at of [0, 1]) assert.deepEqual(frame(now.pages[at].panels[3]), { ...frame(now.pages[at].panels[3]), right: 21_000 - 1_200, foot: 29_700 - 1_200 })
    await page.keyboard.press('Escape')
    await ada.button('strip.undo').first().click()
    const back = await kept(ada, id, 'on its paper', ({ format }) => format.width === before.format.width)
    assert.deepEqual(back.pages.map((one) => one.panels), before.pages.map((one) => one.panels))
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

test('a book has text styles and a cast of its own', { timeout: 120_000 }, async () => {
  const ada = await member(browser, studio, { viewport: 'phone', theme: 'dark' })
  const { page } = ada
  try {
    await ada.ask('POST', '/characters', { id: uuid_v7(), name: 'Mira', description: 'a girl with a red coat', pictures: [], outfits: [] })
    const id = await grid(ada)
    const details = page.getByRole('group', { name: ada.says('book.parts') }).getByRole('button', { name: ada.says('book.details') })
    await details.click()
    await page.locator('summary', { hasText: ada.says('book.whole_book') }).click()
    await page.getByRole('button', { name: ada.says('book.cast_of_book', { whole: false }) }).click()
    await page.getByRole('checkbox', { name: 'Mira' }).check()
    await kept(ada, id, 'Mira belongs to the book', (now) => now.cast.length === 1)
    await page.keyboard.press('Escape')
    await page.locator('summary', { hasText: ada.says('book.text_styles') }).click()
    await ada.button('book.style_copy').click()
    const name = page.getByLabel(ada.says('book.style_name'))
    await name.fill('Mira speaks')
    await name.press('Enter')
    await page.getByLabel(ada.says('book.face', { whole: false })).selectOption('shout')
    const styled = await kept(ada, id, 'a style of its own', (now) => now.text_styles.some((one) => one.name === 'Mira speaks' && one.face === 'shout'))
    await look(ada, 'book-styles')
    assert.equal(styled.text_styles.filter((one) => one.name === 'speech').length, 1)
    await page.getByRole('button', { name: ada.says('kit.delete') }).click()
    await kept(ada, id, 'the style is gone', (now) => now.text_styles.every((one) => one.name !== 'Mira speaks'))
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})
