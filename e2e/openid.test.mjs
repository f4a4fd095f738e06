// Signing in by a provider: somebody new agrees and is in, comes back, cancels, is sent to the account that there is, and links and unlinks
// the provider in the settings.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { Issuer } from './issuer.mjs'
import { ADDRESSES, Person, first_admin } from './pages.mjs'
import { Studio } from './studio.mjs'

let issuer, studio, browser

before(async () => {
  issuer = await Issuer.start()
  studio = await Studio.start(issuer.settings)
  browser = await open_browser()
  await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  await issuer?.stop()
})

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'es' }, { viewport: 'phone', language: 'ja' }, { language: 'zh-CN' }]

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

const somebody = async (look = {}) => new Person(await open_window(browser, studio, { elsewhere: [issuer.url], ...look }))
const by = (person) => person.page.getByRole('button', { name: person.says('openid.sign_in', { whole: false }) })

async function goes(person, sign_in = ADDRESSES.stranger['sign-in']) {
  await person.open(sign_in)
  await by(person).click()
}

test('somebody new agrees, is in, and comes back', { timeout: 180_000 }, async () => {
  issuer.person = { sub: 'mara-1', email: 'mara@works.example', email_verified: true, name: 'Mara Fink' }
  const mara = await somebody()
  await mara.open(ADDRESSES.stranger['sign-in'])
  await shown(mara, 'openid-sign-in')
  await goes(mara, '/sign-up?next=/books')
  // The page that leads there has a field for a name, too.
  await mara.page.waitForURL('**/openid')
  const name = mara.page.locator('input[name=name]')
  await name.waitFor()
  assert.equal(await name.inputValue(), 'Mara Fink')
  assert.equal(new URL(mara.page.url()).search, '', 'nothing of it stays in the address')
  await shown(mara, 'openid-newcomer')
  await name.fill(' ')
  await mara.button('openid.act').click()
  await mara.message('auth.name_needed').waitFor()
  await name.fill('Mara F.')
  await mara.button('openid.act').click()
  await mara.page.waitForURL('**/books')
  const me = await mara.ask('GET', '/me')
  assert.deepEqual([me.email, me.name, me.verified], ['mara@works.example', 'Mara F.', true])

  await mara.ask('POST', '/auth/sign-out')
  await goes(mara)
  await mara.prompt_field.waitFor()
  assert.equal((await mara.ask('GET', '/me')).id, me.id)
  await mara.open('/settings')
  await mara.page.locator('#providers').scrollIntoViewIfNeeded()
  await mara.message('openid.set_password').waitFor()
  assert.equal(await mara.page.locator('input[name=new_password]').count(), 0, 'there is no password to change')
  await shown(mara, 'openid-only-way')
  for (const look of LOOKS) {
    const other = await somebody(look)
    await other.open(ADDRESSES.stranger['sign-in'])
    await shown(other, 'openid-sign-in')
    issuer.person = { sub: `new-${look.language}-${look.theme}-${look.viewport}`, email: `somebody.with.a.long.address.${look.language}@works.example`, email_verified: true, name: '' }
    await goes(other)
    await other.page.locator('input[name=name]').waitFor()
    await shown(other, 'openid-newcomer')
    calm(other.window)
    await other.window.context.close()
  }
  calm(mara.window)
})

test('what comes to nothing is said, and leads back', { timeout: 120_000 }, async () => {
  const eve = await somebody()
  issuer.refuses = 'access_denied'
  await goes(eve)
  await eve.message('errors.openid_cancelled').waitFor()
  await shown(eve, 'openid-cancelled')
  issuer.refuses = null
  issuer.person = { sub: 'eve-1', email: 'eve@works.example', email_verified: false }
  await goes(eve)
  await eve.message('errors.openid_unverified').waitFor()
  // The answer once more, as a browser's way back brings it.
  await eve.open('/openid?state=used&code=code-1')
  await eve.message('errors.openid_state').waitFor()
  await eve.page.getByRole('link', { name: eve.says('openid.back') }).click()
  await by(eve).waitFor()
})

test('it is linked in the settings, signs in, and is unlinked', { timeout: 180_000 }, async () => {
  const adam = await somebody()
  await adam.sign_up_quietly('Adam Roe')
  const id = (await adam.ask('GET', '/me')).id
  // Nobody has shown yet that the address is Adam's.
  issuer.person = { sub: 'adam-1', email: adam.email, email_verified: true, name: 'Adam Roe' }
  const stranger = await somebody()
  await goes(stranger)
  await stranger.message('errors.openid_not_linked').waitFor()
  await shown(stranger, 'openid-not-linked')

  await adam.open('/settings')
  await adam.page.locator('#providers').scrollIntoViewIfNeeded()
  await shown(adam, 'openid-none')
  await adam.button('openid.link').click()
  const dialog = adam.page.getByRole('dialog')
  await dialog.locator('input[name=openid_password]').fill('not the password')
  await dialog.getByRole('button', { name: adam.says('openid.go_on') }).click()
  await adam.message('errors.invalid_password_wrong').waitFor()
  await shown(adam, 'openid-link')
  await dialog.locator('input[name=openid_password]').fill(adam.password)
  await dialog.getByRole('button', { name: adam.says('openid.go_on') }).click()
  await adam.message('openid.linked').waitFor()
  assert.match(await studio.mail_to(adam.email), /Example Works/)
  await adam.page.getByRole('button', { name: adam.says('openid.unlink_of') }).waitFor()
  await shown(adam, 'openid-linked')

  await goes(stranger)
  await stranger.prompt_field.waitFor()
  assert.equal((await stranger.ask('GET', '/me')).id, id)
  for (const look of LOOKS) {
    if (look.language) await adam.ask('PATCH', '/me', { language: look.language })
    const other = await somebody(look)
    await other.window.context.addCookies((await adam.window.context.storageState()).cookies)
    await other.open('/settings')
    await other.page.locator('#providers').scrollIntoViewIfNeeded()
    await shown(other, 'openid-linked')
    await other.window.context.close()
  }
  await adam.ask('PATCH', '/me', { language: 'en' })
  await adam.open('/settings')
  await adam.page.getByRole('button', { name: adam.says('openid.unlink_of') }).click()
  await dialog.locator('input[name=openid_password]').fill(adam.password)
  await shown(adam, 'openid-unlink')
  await dialog.getByRole('button', { name: adam.says('openid.unlink') }).click()
  await adam.message('openid.unlinked').waitFor()
  await adam.message('openid.none').waitFor()
})
