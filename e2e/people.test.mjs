// People are looked after: found, given a role, shut out and let in again; and whoever signs up confirms their address.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start({ EASEL_VERIFY_EMAIL: 'require' })
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{}, { theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }]

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

const link_in = (mail) => mail.match(/https?:\/\/[^\s"'<>]*\/confirm\/[^\s"'<>]*/)?.[0]

test('whoever signs up confirms their address before they make pictures, and changes it by another link', { timeout: 180_000 }, async () => {
  const ada = new Person(await open_window(browser, studio, {}))
  try {
    await ada.sign_up_quietly()
    await ada.open(ADDRESSES.signed.create)
    await ada.button('verify.again').waitFor()
    await shown(ada, 'verify-banner')
    const refused = await ada.try_ask('POST', '/generations', { model: 'illustrator', prompt: 'a fox', accepted_credits: 1 })
    assert.equal((await refused.json()).error.code, 'email_unverified')

    const began = Date.now() - 1_000
    await ada.button('verify.again').click()
    await ada.message('verify.sent').waitFor()
    await new Promise((done) => setTimeout(done, 1_500))
    const link = link_in(await studio.mail_to(ada.email, { after: began }))
    assert.ok(link?.startsWith(studio.url), 'a link to the studio')
    await ada.page.goto(link)
    await ada.message('verify.title').waitFor()
    await shown(ada, 'verify-confirmed')
    await ada.page.goto(link)
    await ada.message('verify.failed').waitFor()
    await shown(ada, 'verify-used')
    await ada.open(ADDRESSES.signed.create)
    assert.equal(await ada.button('verify.again').count(), 0, 'nothing is asked any more')

    await ada.open('/settings')
    const fresh = `new-${ada.email}`
    await ada.field('verify.new').fill(fresh)
    await ada.page.locator('input[name=email_password]').fill(ada.password)
    await ada.button('verify.change').click()
    await ada.message('verify.asked').waitFor()
    await shown(ada, 'settings-email')
    await ada.page.goto(link_in(await studio.mail_to(fresh)))
    await ada.message('verify.title').waitFor()
    assert.equal((await ada.ask('GET', '/me')).email, fresh)
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

test('an owner finds somebody, gives them a role, shuts them out and lets them in again', { timeout: 240_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  try {
    await eve.sign_up_quietly('Eve Adler')
    const { id } = await eve.ask('GET', '/me')
    assert.deepEqual((await eve.ask('GET', '/me')).permissions, [])
    await eve.open(ADDRESSES.admin.people)
    await eve.message('frame.lost_title').waitFor()

    await olga.open(ADDRESSES.admin.people)
    await olga.page.getByRole('searchbox').fill('adler')
    await olga.button('people.find').click()
    await olga.page.getByRole('link', { name: 'Eve Adler' }).waitFor()
    await shown(olga, 'people')
    await olga.page.getByRole('link', { name: 'Eve Adler' }).click()
    await olga.page.getByRole('heading', { name: 'Eve Adler', level: 1 }).waitFor()
    await shown(olga, 'person')

    // A role: Eve's rail shows what she may do now, and nothing else.
    await olga.button('people.change_role').click()
    const roles = olga.page.getByRole('dialog', { name: olga.says('people.role_title') })
    await roles.getByRole('radio', { name: olga.says('people.roles.moderator', { whole: false }) }).check({ force: true })
    await roles.getByLabel(olga.says('people.why')).fill('Looks after styles.')
    await shoot(olga.window, 'person-role')
    await roles.getByRole('button', { name: olga.says('people.role_act') }).click()
    await olga.message('people.role_done').waitFor()
    await eve.open(ADDRESSES.admin.styles)
    const rail = eve.page.getByRole('navigation').first()
    assert.equal(await rail.getByRole('link', { name: eve.says('frame.styles') }).count(), 1)
    assert.equal(await rail.getByRole('link', { name: eve.says('frame.payments') }).count(), 0)
    assert.equal((await eve.try_ask('GET', '/admin/payments')).status(), 403)

    // Shut out: her open page notices by itself, and she is told why where she signs in.
    await olga.button('people.suspend').click()
    const out = olga.page.getByRole('dialog', { name: olga.says('people.suspend_title') })
    await out.getByLabel(olga.says('people.why')).fill('Sold what was not hers.')
    await shoot(olga.window, 'person-suspend')
    await out.getByRole('button', { name: olga.says('people.suspend_act') }).click()
    await olga.message('people.suspend_done').waitFor()
    await shown(olga, 'person-suspended')
    await eve.page.waitForURL(/sign-in/, { timeout: 8_000 })
    await eve.fill_form({ email: eve.email, password: eve.password })
    await eve.submit()
    await eve.page.getByText('Sold what was not hers.', { exact: false }).waitFor()
    await shown(eve, 'sign-in-suspended')

    await olga.button('people.admit').click()
    const back = olga.page.getByRole('dialog', { name: olga.says('people.admit_title') })
    await back.getByLabel(olga.says('people.why')).fill('It was a mistake.')
    await back.getByRole('button', { name: olga.says('people.admit') }).click()
    await olga.message('people.admit_done').waitFor()
    await eve.submit()
    await eve.page.waitForURL(/\/(create|admin)/)

    for (const look of LOOKS.slice(1)) {
      const other = await signed_in(browser, studio, cookies, look)
      await other.open(ADDRESSES.admin.people)
      await other.page.getByRole('link', { name: 'Eve Adler' }).waitFor()
      await shown(other, 'people')
      await other.open(`/admin/people/${id}`)
      await other.page.getByRole('heading', { name: 'Eve Adler', level: 1 }).waitFor()
      await shown(other, 'person')
      await other.open('/settings')
      await shown(other, 'settings-email')
      calm(other.window)
      await other.window.context.close()
    }
    calm(olga.window)
  } finally {
    await eve.window.context.close()
    await olga.window.context.close()
  }
})
