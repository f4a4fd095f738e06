// A visitor asks, is answered while they watch, signs up and takes it along; a job is reported; an operator answers from the inbox.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }, { viewport: 'tablet', language: 'ja' }]

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

const opener = (person) => person.page.getByRole('button', { name: person.says('chat.open') })
const panel = (person) => person.page.getByRole('dialog', { name: person.says('chat.title') })
const log = (person) => person.page.getByRole('log')

async function write(person, text) {
  await panel(person).getByRole('textbox', { name: person.says('chat.field') }).fill(text)
  await panel(person).getByRole('button', { name: person.says('chat.send') }).click()
  await log(person).getByText(text).waitFor()
}

test('a visitor asks, is answered live, and takes the conversation into their account', { timeout: 240_000 }, async () => {
  const guest = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  try {
    await guest.open(ADDRESSES.stranger.landing)
    await shown(guest, 'chat-closed')
    await opener(guest).focus()
    await guest.page.keyboard.press('Enter')
    const field = panel(guest).getByRole('textbox', { name: guest.says('chat.field') })
    await field.waitFor()
    await shown(guest, 'chat-empty')
    assert.ok(await field.evaluate((element) => element === document.activeElement), 'the caret is in the field')
    await field.fill('Is it free? See https://example.com/prices.')
    // What is typed outlives a reload and a broken line.
    await guest.window.context.setOffline(true)
    await guest.message('chat.offline').waitFor()
    await guest.window.context.setOffline(false)
    await guest.page.reload()
    await opener(guest).click()
    assert.equal(await field.inputValue(), 'Is it free? See https://example.com/prices.')
    await guest.page.keyboard.press('Escape')
    await panel(guest).waitFor({ state: 'detached' })
    assert.ok(await opener(guest).evaluate((element) => element === document.activeElement), 'the focus is back at the button')
    await guest.page.keyboard.press('Enter')
    await panel(guest).getByRole('button', { name: guest.says('chat.send') }).click()
    const link = log(guest).getByRole('link', { name: 'https://example.com/prices' })
    await link.waitFor()
    assert.match((await link.getAttribute('rel')) ?? '', /noopener/)

    await olga.open(ADDRESSES.admin.conversations)
    await shown(olga, 'inbox-list')
    await olga.page.getByRole('link', { name: /Is it free/ }).click()
    await log(olga).getByText('Is it free?', { exact: false }).waitFor()
    const answer = olga.page.getByRole('textbox', { name: olga.says('inbox.answer_field') })
    await olga.button('inbox.note').click()
    await olga.page.getByRole('textbox', { name: olga.says('inbox.note_field') }).fill('asks before signing up')
    await olga.button('inbox.keep_note').click()
    await log(olga).getByText('asks before signing up').waitFor()

    // An answer kept ready.
    await olga.button('inbox.canned').click()
    await shown(olga, 'inbox-canned-none')
    await olga.button('inbox.canned_new').click()
    const dialog = olga.page.getByRole('dialog', { name: olga.says('inbox.canned_new') })
    await dialog.getByLabel(olga.says('inbox.canned_title')).fill('Welcome credits')
    await dialog.getByLabel(olga.says('inbox.canned_text')).fill('You start with 20 credits.')
    await shoot(olga.window, 'inbox-canned-new')
    await dialog.getByRole('button', { name: olga.says('inbox.canned_save') }).click()
    await olga.message('inbox.canned_saved').waitFor()
    await olga.page.getByRole('button', { name: /Welcome credits You start/ }).click()
    assert.equal(await answer.inputValue(), 'You start with 20 credits.')
    await olga.button('inbox.send').click()
    await log(guest).getByText('You start with 20 credits.').waitFor()
    assert.equal(await log(guest).getByText('asks before signing up').count(), 0, 'a note is never theirs')
    await shown(guest, 'chat-answered')
    await shown(olga, 'inbox-thread')

    // Closed, an answer is told by a mark on the button.
    await panel(guest).getByRole('button', { name: guest.says('kit.close') }).click()
    await answer.fill('And every picture says its price first.')
    await answer.press('Control+Enter')
    await guest.page.getByRole('button', { name: guest.says('chat.open_unread') }).waitFor()
    await shoot(guest.window, 'chat-unread')

    await guest.sign_up_quietly('Gina Guest')
    await guest.open(ADDRESSES.signed.create)
    await guest.page.getByRole('button', { name: guest.says('chat.open', { whole: false }) }).click()
    await log(guest).getByText('You start with 20 credits.').waitFor()
    await write(guest, 'I am in.')
    await log(olga).getByText('I am in.').waitFor()
    await olga.page.getByRole('heading', { name: 'Gina Guest' }).waitFor()
    await shown(guest, 'chat-on-create')
    calm(guest.window)
    calm(olga.window)
  } finally {
    await guest.window.context.close()
    await olga.window.context.close()
  }
})

test('a picture is reported with its task, looked after and closed', { timeout: 240_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  try {
    await eve.sign_up_quietly('Eve Adler')
    await eve.ask('POST', '/generations', { model: 'illustrator', prompt: FOX, width: 1024, height: 1024, accepted_credits: 1 })
    await eve.open(ADDRESSES.signed.gallery)
    await eve.sees_picture(FOX)
    const { items } = await eve.ask('GET', '/assets')
    await eve.open(`/p/${items[0].id}`)
    await eve.page.getByRole('dialog').first().getByRole('button', { name: eve.says('picture.more') }).click()
    await eve.page.getByRole('menuitem', { name: eve.says('chat.report_picture') }).click()
    await panel(eve).getByText(items[0].generation_id, { exact: false }).waitFor()
    await shown(eve, 'chat-report')
    await write(eve, 'The fox has five legs.')

    await olga.open(`${ADDRESSES.admin.conversations}?q=five+legs`)
    await olga.page.getByRole('link', { name: /Eve Adler/ }).click()
    await log(olga).getByText(items[0].generation_id, { exact: false }).waitFor()
    const picture = log(olga).getByRole('img')
    await picture.waitFor()
    assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), 'the picture is shown')
    const me = await olga.ask('GET', '/me')
    await olga.page.getByRole('article').getByRole('combobox').selectOption(me.id)
    await olga.message('inbox.assigned').waitFor()
    await shown(olga, 'inbox-reported')
    await olga.page.getByRole('article').getByRole('button', { name: olga.says('inbox.close') }).click()
    await panel(eve).getByText(eve.says('chat.closed')).waitFor()

    for (const look of LOOKS) {
      const other = await signed_in(browser, studio, cookies, look)
      await other.ask('PATCH', '/me', { language: look.language ?? 'en' })
      await other.open(ADDRESSES.admin.conversations)
      await other.page.getByRole('link', { name: /Eve Adler/ }).waitFor()
      await shown(other, 'inbox-list')
      await other.page.getByRole('link', { name: /Eve Adler/ }).click()
      await log(other).getByText('five legs', { exact: false }).waitFor()
      await shown(other, 'inbox-thread')
      calm(other.window)
      await other.window.context.close()
      const state = await eve.window.context.storageState()
      const window = await open_window(browser, studio, look)
      await window.context.addCookies(state.cookies)
      const again = new Person(window)
      await again.ask('PATCH', '/me', { language: look.language ?? 'en' })
      for (const [name, address] of Object.entries({ gallery: '/gallery', create: '/create', edit: `/edit/${items[0].id}` })) {
        await again.open(address)
        await again.settled()
        await shoot(window, `chat-on-${name}`)
      }
      await again.open('/wallet')
      await again.page.getByRole('button', { name: again.says('chat.open', { whole: false }) }).click()
      await log(again).getByText('five legs', { exact: false }).waitFor()
      await shown(again, 'chat-open')
      await again.ask('PATCH', '/me', { language: 'en' })
      calm(window)
      await window.context.close()
    }
    calm(eve.window)
    calm(olga.window)
  } finally {
    await eve.window.context.close()
    await olga.window.context.close()
  }
})
