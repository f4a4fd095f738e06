// The showcase: shown by its owner's wish, looked at by a moderator, found and reported by strangers, made something like, taken down,
// appealed about and restored; and no private word leaks on the way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

const SECRET = 'a lighthouse for uncle Ferdinand, storybook'
const LOOKS = [{}, { theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }]
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

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

/** Makes a picture; its id. */
async function made(person, prompt, style = 'storybook', width = 1024, height = 1024) {
  await person.ask('POST', '/generations', { model: 'illustrator', prompt, style, width, height, accepted_credits: 1 })
  await person.sees_picture(prompt)
  return (await person.ask('GET', '/assets')).items[0].id
}

const dialog = (person, key) => person.page.getByRole('dialog', { name: person.says(key) })
const card = (person, title) => person.page.getByRole('article').filter({ has: person.page.getByRole('heading', { name: title }) })

test('a picture is shown, approved, found, made something like, reported, taken down, appealed about and restored', { timeout: 300_000 }, async () => {
  const ada = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  const guest = new Person(await open_window(browser, studio, {}))
  try {
    await ada.sign_up_quietly('Ada Lovelace')
    const secret = await made(ada, SECRET)
    const open = await made(ada, FOX, 'watercolour', 1536, 1024)

    // Shown without its prompt.
    await ada.open(`/p/${secret}`)
    await ada.button('showcase.show').click()
    const ask = dialog(ada, 'showcase.show_title')
    assert.equal(await ask.getByRole('checkbox').isChecked(), false, 'never by default')
    await ask.getByLabel(ada.says('showcase.name')).fill(ada.email)
    await ask.getByRole('button', { name: ada.says('showcase.show_act') }).click()
    await ask.getByText(ada.says('errors.invalid_public_name')).waitFor()
    await ask.getByLabel(ada.says('showcase.name')).fill('Ada of the North')
    await ask.getByLabel(ada.says('showcase.title_field')).fill('The light')
    await shown(ada, 'showcase-ask')
    await ask.getByRole('button', { name: ada.says('showcase.show_act') }).click()
    await ada.message('showcase.sent').waitFor()
    await ada.page.getByText(ada.says('showcase.states.waiting')).waitFor()
    await shown(ada, 'showcase-waiting')
    await ada.ask('PUT', `/assets/${open}/exhibit`, { name: 'Ada of the North', title: 'Snow and moon', shows_prompt: true })

    await guest.open('/showcase')
    await guest.message('showcase.none_title').waitFor()
    await shown(guest, 'showcase-empty')

    // A moderator looks first; the classifier has looked, too.
    for (let tries = 0; ; tries++) {
      const { items } = await olga.ask('GET', '/admin/showcase')
      if (items.length === 2 && items.every((one) => one.risk !== null)) break
      assert.ok(tries < 60, 'the classifier looks by itself')
      await new Promise((done) => setTimeout(done, 500))
    }
    await olga.open(ADDRESSES.admin.moderation)
    await card(olga, 'The light').waitFor()
    assert.equal(await olga.page.getByText('Ferdinand').count(), 0, 'a prompt that is not shown is not the moderator’s to read')
    await shown(olga, 'moderation-waiting')
    await olga.page.getByRole('checkbox', { name: olga.says('kit.pick_all') }).check()
    await shoot(olga.window, 'moderation-picked')
    await olga.page.getByRole('button', { name: olga.says('moderation.acts.approve') }).first().click()
    await olga.message('moderation.none_title').waitFor()
    await olga.open(`${ADDRESSES.admin.moderation}?queue=live`)
    await card(olga, 'Snow and moon').getByRole('button', { name: olga.says('moderation.acts.feature') }).click()
    await card(olga, 'Snow and moon').getByText(olga.says('showcase.featured')).waitFor()
    await shown(olga, 'moderation-live')

    // Everybody sees them, finds them by what is shown, and reads nothing else.
    await guest.open('/showcase')
    await guest.page.getByRole('link', { name: /The light/ }).waitFor()
    await shown(guest, 'showcase')
    await guest.page.getByRole('searchbox').fill('lighthouse')
    await guest.button('showcase.find').click()
    await guest.message('showcase.none_found_title').waitFor()
    await shown(guest, 'showcase-none')
    await guest.page.getByRole('searchbox').fill('snow')
    await guest.button('showcase.find').click()
    await guest.page.getByRole('link', { name: /Snow and moon/ }).click()
    await guest.page.getByRole('heading', { name: 'Snow and moon', level: 1 }).waitFor()
    await guest.page.getByText(FOX).waitFor()
    await shown(guest, 'exhibit')
    const address = guest.page.url()
    const id = address.split('/').pop()
    const page = await (await guest.page.request.get(address, { headers: { accept: 'text/html' } })).text()
    assert.match(page, new RegExp(`og:image" content="${studio.url}/api/v1/showcase/${id}/content`))
    const feed = await guest.page.request.get(`${studio.url}/showcase/feed.xml`)
    assert.match(feed.headers()['content-type'], /atom/)
    const told = await feed.text()
    assert.ok(told.includes('Snow and moon') && told.includes('The light') && !told.includes('Ferdinand'))

    // The landing page shows the best.
    await guest.open('/')
    await guest.page.getByRole('heading', { name: guest.says('showcase.landing_title') }).waitFor()
    await guest.page.getByRole('link', { name: /Snow and moon/ }).scrollIntoViewIfNeeded()
    await shown(guest, 'landing-best')

    // Something like it, by somebody who signs up for that.
    await guest.page.goto(address)
    await guest.button('showcase.remix').click()
    await guest.page.waitForURL(/sign-up/)
    await guest.sign_up_quietly('Bob')
    await guest.open(ADDRESSES.signed.create)
    await guest.message('showcase.remixing').waitFor()
    assert.equal(await guest.prompt_field.textContent() || await guest.prompt_field.inputValue(), FOX)
    await shown(guest, 'remix')
    await guest.generate_button.click()
    await guest.sees_picture(FOX)
    const mine = (await guest.ask('GET', '/assets')).items[0].id
    await guest.open(`/p/${mine}`)
    const after_it = guest.page.getByRole('link', { name: guest.says('showcase.remixing') })
    await after_it.waitFor()
    await shown(guest, 'remix-story')
    await after_it.click()
    await guest.page.waitForURL(address)

    // Reported, within the frame by now.
    await guest.button('showcase.report').click()
    const form = dialog(guest, 'showcase.report_title')
    await form.getByRole('button', { name: guest.says('showcase.report_send') }).click()
    await form.getByText(guest.says('showcase.report_why_needed')).waitFor()
    await form.getByRole('radio', { name: guest.says('showcase.whys.rights') }).check({ force: true })
    await form.getByLabel(guest.says('showcase.report_words')).fill('I painted this.')
    await shown(guest, 'exhibit-report')
    await form.getByRole('button', { name: guest.says('showcase.report_send') }).click()
    await guest.message('showcase.reported').waitFor()

    await olga.open(`${ADDRESSES.admin.moderation}?queue=reported`)
    await olga.page.getByText('I painted this.').waitFor()
    await shown(olga, 'moderation-reported')
    await card(olga, 'Snow and moon').getByRole('button', { name: olga.says('moderation.acts.take_down') }).click()
    const why = olga.page.getByRole('dialog').filter({ visible: true })
    await why.getByLabel(olga.says('moderation.why')).fill('Somebody else painted it.')
    await shoot(olga.window, 'moderation-why')
    await why.getByRole('button', { name: olga.says('moderation.acts.take_down') }).click()
    await olga.message('moderation.none_title').waitFor()

    // Gone for everybody, and its owner is told why, on the page and by mail.
    assert.equal((await guest.page.request.get(`${studio.url}/api/v1/showcase/${id}/content`)).status(), 404)
    await guest.page.goto(address)
    await guest.message('showcase.gone_title').waitFor()
    await shown(guest, 'exhibit-gone')
    assert.match(await studio.mail_to(ada.email), /Somebody else painted it/)
    await ada.open(ADDRESSES.signed.gallery)
    await ada.page.getByText('Somebody else painted it.', { exact: false }).waitFor()
    await shown(ada, 'showcase-news')
    await ada.page.getByRole('link', { name: ada.says('showcase.news_see') }).click()
    await ada.button('showcase.appeal').click()
    await dialog(ada, 'showcase.appeal_title').getByLabel(ada.says('showcase.appeal_words')).fill('I made it here, look at the seed.')
    await shown(ada, 'showcase-appeal')
    await ada.button('showcase.appeal_send').click()
    await ada.message('showcase.appeal_waits').waitFor()
    await shown(ada, 'showcase-appealed')

    await olga.open(`${ADDRESSES.admin.moderation}?queue=appealed`)
    await olga.page.getByText('look at the seed', { exact: false }).waitFor()
    await shown(olga, 'moderation-appealed')
    await card(olga, 'Snow and moon').getByRole('button', { name: olga.says('moderation.acts.restore') }).click()
    await olga.message('moderation.none_title').waitFor()
    await guest.page.goto(address)
    await guest.page.getByRole('heading', { name: 'Snow and moon', level: 1 }).waitFor()

    for (const look of LOOKS.slice(1)) {
      const stranger = new Person(await open_window(browser, studio, look))
      await stranger.open('/showcase')
      await stranger.page.getByRole('link', { name: /The light/ }).waitFor()
      await shown(stranger, 'showcase')
      await stranger.page.goto(address)
      await stranger.page.getByRole('heading', { name: 'Snow and moon', level: 1 }).waitFor()
      await shown(stranger, 'exhibit')
      calm(stranger.window)
      await stranger.window.context.close()
      const other = await signed_in(browser, studio, cookies, look)
      await other.open(`${ADDRESSES.admin.moderation}?queue=live`)
      await card(other, 'Snow and moon').waitFor()
      await shown(other, 'moderation-live')
      calm(other.window)
      await other.window.context.close()
    }

    // Withdrawn, it is gone; without a showcase no link stands anywhere.
    await ada.open(`/p/${open}`)
    await ada.button('showcase.withdraw').click()
    await ada.message('showcase.withdrawn').waitFor()
    assert.equal((await guest.page.request.get(`${studio.url}/api/v1/showcase/${id}`)).status(), 404)
    await olga.open(ADDRESSES.admin.moderation)
    await olga.page.getByRole('checkbox', { name: olga.says('moderation.on', { whole: false }) }).uncheck()
    await olga.message('showcase.saved').waitFor()
    await ada.open(ADDRESSES.signed.gallery)
    await ada.settled()
    assert.equal(await ada.page.getByRole('link', { name: ada.says('frame.showcase') }).count(), 0)
    await ada.page.goto(`${studio.url}/showcase`)
    await ada.message('frame.lost_title').waitFor()
    calm(olga.window)
  } finally {
    for (const person of [ada, olga, guest]) await person.window.context.close()
  }
})
