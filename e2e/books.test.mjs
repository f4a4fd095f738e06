// A comic from its first page to the printed file: panels drawn at one price, lettered, saved by itself, told of in another window, read
// by a stranger.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { calm, open_browser, open_window } from './browser.mjs'
import { book_on, dialog, fetched, look, member, saved, things } from './desk.mjs'
import { Person, first_admin } from './pages.mjs'
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

/** Somebody else's window, signed in as the same person. */
async function second_window(person) {
  const window = await open_window(browser, studio, {})
  await window.context.addCookies((await person.window.context.storageState()).cookies)
  return new Person(window)
}

/** By keys alone: the thing of this place is chosen and its fields are opened. */
async function open_thing(person, place) {
  await things(person).nth(place).focus()
  await person.page.keyboard.press('Enter')
}

async function new_comic(person, title) {
  await person.open('/books')
  await person.button('book.empty_act').click()
  const asks = dialog(person, 'book.new')
  await asks.getByLabel(person.says('book.title')).fill(title)
  await asks.getByLabel(person.says('book.pages_label')).fill('2')
  await look(person, 'book-new')
  await asks.getByRole('button', { name: person.says('book.make') }).click()
  await person.page.waitForURL(/\/books\/[0-9a-f-]{36}$/)
  await things(person).first().waitFor()
  return book_on(person)
}

test('a comic is made, drawn, lettered, kept, printed and read', { timeout: 240_000 }, async () => {
  const ada = await member(browser, studio)
  const { page } = ada
  try {
    const id = await new_comic(ada, 'The fox and the moon')

    // What a panel is to show, and its picture at the price that was told.
    await open_thing(ada, 0)
    await page.getByRole('textbox', { name: ada.says('book.prompt') }).click()
    await page.keyboard.type('a red fox in the snow under a full moon')
    await ada.button('book.draw_panel').click()
    const asks = dialog(ada, 'book.draw')
    const act = asks.getByRole('button', { name: ada.says('book.draw', { whole: false }) }).last()
    await act.filter({ hasText: /\d/ }).waitFor()
    await look(ada, 'book-draw')
    const before = (await ada.ask('GET', '/wallet')).available
    await act.click()
    await page.locator('svg [data-panel] image, svg image').first().waitFor({ timeout: 60_000 })
    await saved(ada)
    assert.ok((await ada.ask('GET', '/wallet')).available < before, 'it was paid for')
    const drawn = await ada.ask('GET', `/books/${id}`)
    assert.ok(drawn.document.pages[0].panels[0].art, 'the picture lies in its panel')

    // A balloon, by keys alone; its words stand in the drawing.
    await open_thing(ada, 0)
    await ada.button('book.add_balloon').focus()
    await page.keyboard.press('Enter')
    const speech = page.getByRole('menuitem', { name: ada.says('book.balloon_of.speech') })
    await speech.focus()
    await page.keyboard.press('Enter')
    await page.getByLabel(ada.says('book.words')).fill('Who hung that up there?')
    await page.locator('svg text, svg tspan').filter({ hasText: 'hung' }).first().waitFor()
    await look(ada, 'book-editor')
    await saved(ada)

    // It is there when the page is opened anew.
    await page.reload()
    await page.locator('svg text, svg tspan').filter({ hasText: 'hung' }).first().waitFor()

    // Undone and done again.
    await page.getByLabel(ada.says('book.title')).fill('The fox, the moon')
    await ada.button('strip.undo').click()
    await assert_value(page.getByLabel(ada.says('book.title')), 'The fox and the moon')
    await ada.button('strip.redo').click()
    await assert_value(page.getByLabel(ada.says('book.title')), 'The fox, the moon')
    await saved(ada)

    // As a file for print, and as an archive for readers.
    for (const [format, begins] of [['pdf_print', '%PDF'], ['cbz', 'PK\u0003\u0004']]) {
      const file = await fetched(ada, format, async () => format === 'cbz' || (await look(ada, 'book-export')))
      assert.equal(file.subarray(0, 4).toString('latin1'), begins)
    }

    // Shared, and read by somebody without an account.
    await ada.button('book.share_short').click()
    const shares = dialog(ada, 'book.share')
    await shares.locator('input[value="unlisted"]').check({ force: true })
    await shares.getByRole('button', { name: ada.says('book.share_act') }).click()
    const address = await shares.getByLabel(ada.says('share.link')).inputValue()
    await look(ada, 'book-share')
    const stranger = new Person(await open_window(browser, studio, { viewport: 'phone' }))
    try {
      await stranger.open(new URL(address).pathname)
      await stranger.page.locator('svg image').first().waitFor()
      await look(stranger, 'book-read')
      calm(stranger.window)
    } finally {
      await stranger.window.context.close()
    }
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

test('two windows on one book lose nothing', { timeout: 120_000 }, async () => {
  const ada = await member(browser, studio)
  const other = await second_window(ada)
  try {
    const id = await new_comic(ada, 'Two hands')
    await other.open(`/books/${id}`)
    await things(other).first().waitFor()
    await other.window.context.setOffline(true)
    await ada.page.getByLabel(ada.says('book.title')).fill('One hand')
    await saved(ada)
    await other.page.getByLabel(other.says('book.title')).fill('Another hand')
    await other.window.context.setOffline(false)
    const asks = dialog(other, 'book.conflict_title')
    await asks.waitFor({ timeout: 30_000 })
    await look(other, 'book-conflict')
    await asks.getByRole('button', { name: other.says('book.keep_copy') }).click()
    await other.page.waitForURL((url) => url.pathname.startsWith('/books/') && !url.pathname.endsWith(id))
    const { items } = await ada.ask('GET', '/books')
    assert.equal(items.length, 2, 'what both wrote is there')
    assert.ok(items.some((one) => one.title === 'One hand') && items.some((one) => one.title.includes('Another hand')))
    calm(ada.window)
  } finally {
    await ada.window.context.close()
    await other.window.context.close()
  }
})

test('a script becomes a comic before anything is charged', { timeout: 120_000 }, async () => {
  const ada = await member(browser, studio, { viewport: 'phone', theme: 'dark' })
  const { page } = ada
  try {
    const before = (await ada.ask('GET', '/wallet')).available
    await ada.open('/books/from-text')
    await ada.field('book.your_text').fill('Scene 1\nA fox looks at the moon.\n\nFOX: Who hung that up there?\nOWL: (whispers) Nobody knows.\n\nScene 2\nThe fox sleeps under a tree.\n')
    await ada.button('book.plan').click()
    await page.getByRole('heading', { name: ada.says('book.review_title') }).waitFor()
    await look(ada, 'book-plan')
    await ada.button('book.make').click()
    await page.waitForURL(/\/books\/[0-9a-f-]{36}$/)
    await page.locator('svg text, svg tspan').filter({ hasText: /hung/i }).first().waitFor()
    await look(ada, 'book-editor-phone')
    assert.equal((await ada.ask('GET', '/wallet')).available, before)
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

async function assert_value(field, value) {
  await field.and(field.page().locator(':is(input, textarea)')).waitFor()
  await field.evaluate((element, wanted) => new Promise((done, fail) => {
    const until = Date.now() + 5000
    const look = () => (element.value === wanted ? done() : Date.now() > until ? fail(new Error(`${element.value} is not ${wanted}`)) : setTimeout(look, 50))
    look()
  }), value)
}
