// A guest looks for help and finds it; an operator writes an article, tells everybody something, and takes both back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start({ EASEL_STUDIO_NAME: 'Red Fox', EASEL_CREDIT_SINGULAR: 'star', EASEL_CREDIT_PLURAL: 'stars' })
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }, { viewport: 'tablet', language: 'es' }]

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

test('a guest finds help by topic and by words, in the words of this studio', { timeout: 240_000 }, async () => {
  const guest = new Person(await open_window(browser, studio, {}))
  try {
    await guest.open(ADDRESSES.stranger.help)
    await shown(guest, 'help')
    const question = guest.page.getByText('I forgot my password. What now?')
    await question.click()
    await guest.page.getByText('works once, for an hour').waitFor()
    await guest.page.getByRole('searchbox').fill('held charged')
    await guest.button('help.find').click()
    await guest.page.getByRole('link', { name: /What stars are and what they pay for/ }).first().click()
    await guest.page.getByRole('heading', { level: 1, name: 'What stars are and what they pay for' }).waitFor()
    await shown(guest, 'help-article')
    assert.match(await guest.page.title(), /What stars are/)
    // What a preview of a link says, without any script.
    const page = await (await fetch(`${studio.url}/help/what-credits-cost`, { headers: { accept: 'text/html' } })).text()
    assert.match(page, /<meta property="og:title" content="What stars are and what they pay for">/)
    assert.equal((await fetch(`${studio.url}/help/nothing`, { headers: { accept: 'text/html' } })).status, 404)
    // Before a person is asked, what may answer is offered.
    await guest.page.getByRole('button', { name: guest.says('chat.open') }).click()
    await guest.page.getByRole('textbox', { name: guest.says('chat.field') }).fill('I forgot my password')
    await guest.page.getByRole('dialog').getByRole('link', { name: 'I forgot my password. What now?' }).waitFor()
    await shown(guest, 'help-suggested')
    calm(guest.window)
  } finally {
    await guest.window.context.close()
  }
})

test('an operator rewrites an article, tells everybody something, and takes both back', { timeout: 300_000 }, async () => {
  const olga = await signed_in(browser, studio, cookies)
  const guest = new Person(await open_window(browser, studio, {}))
  try {
    await olga.open(ADDRESSES.admin.texts)
    await shown(olga, 'texts')
    await olga.page.getByRole('main').getByRole('link', { name: olga.says('help.admin_title', { whole: false }) }).click()
    await shown(olga, 'help-admin')
    await olga.page.getByRole('link', { name: 'Working by keyboard' }).click()
    const title = olga.page.getByRole('textbox', { name: olga.says('help.title_field') })
    await title.fill('Keys of {studio}')
    await olga.page.getByRole('heading', { level: 3, name: 'Keys of Red Fox' }).waitFor()
    await shown(olga, 'help-editor')
    await olga.button('settings.save').click()
    await olga.message('help.changed_note').waitFor()
    await guest.open('/help/keyboard')
    await guest.page.getByRole('heading', { level: 1, name: 'Keys of Red Fox' }).waitFor()
    await olga.button('help.back_to_ours').click()
    await olga.page.getByRole('dialog').getByRole('button', { name: olga.says('help.back_to_ours') }).click()
    await olga.message('help.ours_note').waitFor()

    await olga.open(ADDRESSES.admin.announcements)
    await shown(olga, 'announcements-none')
    await olga.button('announce.new').click()
    await olga.page.getByRole('textbox', { name: olga.says('announce.text_in') }).fill('A **new model** is here, and it draws faster than anything we had before.')
    await olga.page.getByRole('textbox', { name: olga.says('announce.link') }).fill('/help')
    await shown(olga, 'announcement-editor')
    await olga.button('announce.save').click()
    await olga.message('announce.saved').waitFor()
    await shown(olga, 'announcements')

    await guest.open('/')
    const banner = guest.page.getByRole('region', { name: guest.says('announce.title') })
    await banner.getByText('new model').waitFor()
    await shown(guest, 'announced')
    await banner.getByRole('button', { name: guest.says('announce.hide') }).click()
    await banner.waitFor({ state: 'detached' })
    await guest.open('/help')
    assert.equal(await banner.count(), 0, 'what was put away stays away')
    calm(guest.window)
    calm(olga.window)
  } finally {
    await guest.window.context.close()
    await olga.window.context.close()
  }
})

for (const look of LOOKS) {
  test(`help looks right: ${Object.values(look).join(' ')}`, { timeout: 240_000 }, async () => {
    const olga = await signed_in(browser, studio, cookies, look)
    try {
      const name = Object.values(look).join('-')
      for (const [place, address] of [['help', '/help'], ['help-article', '/help/keyboard'], ['help-admin', '/admin/help'], ['help-edit', '/admin/help/keyboard'], ['announcements', '/admin/announcements'], ['texts', '/admin/texts']]) {
        await olga.open(address)
        await shown(olga, `${place}-${name}`)
      }
      calm(olga.window)
    } finally {
      await olga.window.context.close()
    }
  })
}
