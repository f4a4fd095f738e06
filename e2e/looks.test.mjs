// Somebody of the support looks at a person's account: says why, sees what helps, changes nothing; and the person reads of it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { FOX, Person, first_admin, signed_in } from './pages.mjs'
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

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }, { viewport: 'phone', language: 'es' }, { language: 'ja' }]
const PARTS = ['account', 'jobs', 'pictures', 'wallet', 'payments', 'conversation']
const REASON = 'You wrote that a picture of yours did not come.'

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

const part = (person, name) => person.page.getByRole('group', { name: person.says('looks.parts') }).getByRole('button', { name: person.says(`looks.part.${name}`) })

async function see_every_part(person, { picture }) {
  for (const name of PARTS) {
    await part(person, name).click()
    if (name === 'account') await person.page.getByText(picture.email).waitFor()
    if (name === 'jobs') await person.page.getByText(FOX).first().waitFor()
    if (name === 'pictures') await person.sees_picture(FOX)
    if (name === 'wallet') await person.page.getByRole('table').waitFor()
    if (name === 'payments') await person.message('looks.no_payments').waitFor()
    if (name === 'conversation') await person.page.getByText('Where is my owl?').waitFor()
    await shown(person, `look-${name}`)
  }
}

test('support looks at an account for a while, with a reason that its person reads', { timeout: 300_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  const kim = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  try {
    await eve.sign_up_quietly('Eve Adler')
    await kim.sign_up_quietly('Kim')
    const [{ id }, staff] = [await eve.ask('GET', '/me'), await kim.ask('GET', '/me')]
    await eve.make_pictures([FOX, 'an owl on a branch at night'])
    await eve.ask('POST', '/conversation/messages', { text: 'Where is my owl?' })
    await olga.ask('POST', `/admin/people/${staff.id}/role`, { role: 'support', reason: 'Helps people.' })

    await kim.open(`/admin/people/${id}`)
    await kim.page.getByRole('link', { name: kim.says('looks.open') }).click()
    await kim.page.getByRole('heading', { name: kim.says('looks.ask_title') }).waitFor()
    await shown(kim, 'look-ask')
    await kim.button('looks.begin').click()
    await kim.message('people.why_needed').waitFor()
    await kim.field('people.why').fill(REASON)
    await kim.button('looks.begin').click()
    await kim.message('looks.read_only').waitFor()
    await see_every_part(kim, { picture: eve })
    await part(kim, 'jobs').click()
    await kim.page.getByText(kim.says('looks.settings')).first().click()
    await shown(kim, 'look-job-settings')
    for (const asset of await kim.page.locator('main img').evaluateAll((images) => images.map((one) => one.getAttribute('src')))) {
      assert.match(asset, new RegExp(`^/api/v1/admin/people/${id}/look/pictures/`), 'no picture comes by another way')
    }

    // Eve hears of it, and reads who it was and why.
    await eve.open('/notifications')
    await eve.message('notice.account_inspected').waitFor()
    await eve.page.getByRole('main').getByRole('link', { name: eve.says('notice.account_inspected', { whole: false }) }).first().click()
    await eve.page.waitForURL(/settings#looks/)
    await eve.page.getByText(REASON).waitFor()
    await eve.page.getByText('Kim', { exact: false }).first().waitFor()
    await eve.page.getByRole('heading', { name: eve.says('looks.title') }).scrollIntoViewIfNeeded()
    await shown(eve, 'settings-looks')

    // Whoever looks elsewhere sees the same in every look of the page.
    for (const look of LOOKS) {
      const other = await signed_in(browser, studio, cookies, look)
      await other.ask('PATCH', '/me', { language: other.window.language })
      await other.open(`/admin/people/${id}/look`)
      if (await other.button('looks.begin').isVisible()) {
        await shown(other, 'look-ask')
        await other.field('people.why').fill(REASON)
        await other.button('looks.begin').click()
      }
      await other.message('looks.read_only').waitFor()
      await see_every_part(other, { picture: eve })
      calm(other.window)
      await other.window.context.close()
    }
    await eve.ask('PATCH', '/me', { language: 'en' })

    // When it ends, nothing of the account is left on the page, and nothing is answered any more.
    await kim.button('looks.end').click()
    await kim.page.getByRole('heading', { name: kim.says('looks.ask_title') }).waitFor()
    assert.equal(await kim.page.getByText(FOX).count(), 0)
    assert.equal((await kim.try_ask('GET', `/admin/people/${id}/look/jobs`)).status(), 403)
    calm(eve.window)
    calm(olga.window)
  } finally {
    for (const person of [eve, kim, olga]) await person.window.context.close()
  }
})
