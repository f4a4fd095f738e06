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

test('one thing is done with many: each hears it, whoever is refused is named, and the picked stay picked', { timeout: 180_000 }, async () => {
  const olga = await signed_in(browser, studio, cookies)
  const both = await Promise.all(
    ['Mara Fink', 'Mara Roth'].map(async (name) => {
      const person = new Person(await open_window(browser, studio, {}))
      await person.sign_up_quietly(name)
      return person
    }),
  )
  try {
    const { available } = await both[0].ask('GET', '/wallet')
    await olga.open(`${ADDRESSES.admin.people}?q=mara`)
    const pick = (name) => olga.page.getByRole('checkbox', { name: new RegExp(name) })
    await olga.page.getByRole('checkbox', { name: olga.says('kit.pick_all') }).check()
    await shown(olga, 'people-picked')
    const dialog = olga.page.getByRole('dialog')
    const send = () => dialog.locator('button[type=submit]').click()

    // What can't be is said for each of them, and nothing typed is lost.
    await olga.button('people.give').click()
    await send()
    await dialog.getByText(olga.says('codes.whole_number')).waitFor()
    await dialog.locator('input[name=credits]').fill('9999999999')
    await dialog.locator('textarea[name=reason]').fill('For the wait last week.')
    await send()
    await dialog.getByText('Mara Roth').waitFor()
    await shown(olga, 'people-refused')
    await dialog.locator('input[name=credits]').fill('25')
    await send()
    await dialog.waitFor({ state: 'hidden' })
    for (const person of both) assert.equal((await person.ask('GET', '/wallet')).available, available + 25)
    assert.equal(await pick('Mara Fink').isChecked(), false, 'what is done is picked no more')

    await pick('Mara Fink').check()
    await pick('Mara Roth').check()
    await olga.button('people.suspend').click()
    await send()
    await dialog.getByText(olga.says('payments.reason_needed')).waitFor()
    await dialog.locator('textarea[name=reason]').fill('They are one and the same.')
    await shown(olga, 'people-many')
    await send()
    await dialog.waitFor({ state: 'hidden' })
    for (const person of both) assert.equal((await person.try_ask('GET', '/me')).status(), 401)
    const said = await olga.ask('GET', '/admin/audit?action=user.suspend')
    assert.equal(said.items.filter((line) => line.reason === 'They are one and the same.').length, 2)

    // Of those that are picked only they are let in who are out.
    await olga.open(ADDRESSES.admin.people)
    await olga.page.getByRole('checkbox', { name: olga.says('kit.pick_all') }).check()
    await olga.page.getByRole('button', { name: olga.says('people.admit', { whole: false }) }).click()
    await dialog.locator('textarea[name=reason]').fill('They are two.')
    await send()
    await dialog.waitFor({ state: 'hidden' })
    for (const person of both) {
      const back = await person.try_ask('POST', '/auth/sign-in', { email: person.email, password: person.password })
      assert.equal(back.status(), 200)
    }
    calm(olga.window)
    for (const look of [{ viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'es' }, { theme: 'dark', language: 'ja' }]) {
      const other = await signed_in(browser, studio, cookies, look)
      await other.ask('PATCH', '/me', { language: look.language ?? 'en' })
      await other.open(`${ADDRESSES.admin.people}?q=mara`)
      await other.page.getByRole('checkbox', { name: other.says('kit.pick_all') }).check()
      await shown(other, 'people-picked')
      await other.button('people.suspend').click()
      await shown(other, 'people-many')
      await other.window.context.close()
    }
    await olga.ask('PATCH', '/me', { language: 'en' })
  } finally {
    for (const person of [...both, olga]) await person.window.context.close()
  }
})
