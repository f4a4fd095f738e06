// Signing in: a mail about a sign-in from elsewhere and where it leads, and a passkey (of Chromium's own virtual device) made, signed in
// with, chosen while typing, and taken away.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person, first_admin } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser

before(async () => {
  // Passkeys belong to a name: an address of numbers has none.
  studio = await Studio.start({ EASEL_TRUST_PROXY: 'true' }, { host: 'localhost' })
  browser = await open_browser()
  await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'es' }, { language: 'ja' }, { language: 'zh-CN' }]

/** A device in this window that keeps passkeys and is unlocked at once. */
async function device(person) {
  const devtools = await person.window.context.newCDPSession(person.page)
  await devtools.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options })
  return {
    keys: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    present: (enabled) => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    unlocked: (isUserVerified) => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
}

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

async function seen_everywhere(person, name, at) {
  for (const look of LOOKS) {
    const other = new Person(await open_window(browser, studio, look))
    await other.window.context.addCookies((await person.window.context.storageState()).cookies)
    // The person's own language decides.
    if (look.language && at === '/settings') await person.ask('PATCH', '/me', { language: look.language })
    await other.open(at)
    await other.page.locator('#passkeys').scrollIntoViewIfNeeded().catch(() => {})
    await shown(other, name)
    if (look.language && at === '/settings') await person.ask('PATCH', '/me', { language: 'en' })
    calm(other.window)
    await other.window.context.close()
  }
}

test('a sign-in from elsewhere is told, and the mail leads to where it ends', { timeout: 120_000 }, async () => {
  const mara = new Person(await open_window(browser, studio, {}))
  await mara.sign_up_quietly('Mara Fink')
  const body = JSON.stringify({ email: mara.email, password: mara.password })
  const headers = { 'content-type': 'application/json', origin: studio.url, 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'x-forwarded-for': '203.0.113.7' }
  const answer = await fetch(`${studio.url}/api/v1/auth/sign-in`, { method: 'POST', headers, body })
  assert.equal(answer.status, 200)
  const mail = await studio.mail_to(mara.email)
  assert.match(mail, /With: Edge on Windows/)
  assert.match(mail, /From the address: 203\.0\.113\.7/)
  assert.match(mail, /text\/html/)
  const link = /http:\S+\/settings#sessions/.exec(mail)?.[0]
  assert.ok(link, mail)
  await mara.open(link)
  const list = mara.page.locator('section[aria-labelledby=sessions]')
  await list.getByText('Edge on Windows').waitFor()
  assert.ok(await list.evaluate((section) => section.getBoundingClientRect().top < innerHeight / 2), 'the page is where the link leads')
  await shown(mara, 'sign-in-alerts')
  await list.getByRole('button', { name: /Edge on Windows/ }).click()
  await list.getByText('Edge on Windows').waitFor({ state: 'detached' })

  // They may go without.
  await mara.page.getByLabel(mara.says('settings.sign_in_alerts', { whole: false })).uncheck()
  await mara.message('settings.saved').waitFor()
  assert.equal((await mara.ask('GET', '/me')).sign_in_alerts, false)
  assert.match(await studio.mail_to(mara.email, { after: Date.now() - 10_000 }), /switched off/)
  calm(mara.window)
})

test('a passkey is made, signs in, is chosen while typing, and is taken away', { timeout: 240_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  await eve.sign_up_quietly('Eve Adler')
  const { keys, unlocked } = await device(eve)
  await eve.open('/settings')
  await eve.page.locator('#passkeys').scrollIntoViewIfNeeded()
  await shown(eve, 'passkeys-none')
  await eve.button('passkey.add').click()
  const dialog = eve.page.getByRole('dialog')
  await dialog.locator('input[name=passkey_name]').fill('The laptop on my desk')
  await dialog.locator('input[name=passkey_password]').fill('not the password')
  await shown(eve, 'passkey-add')
  await dialog.getByRole('button', { name: eve.says('passkey.go_on') }).click()
  await eve.message('errors.invalid_password_wrong').waitFor()
  await dialog.locator('input[name=passkey_password]').fill(eve.password)
  // A device that isn't unlocked makes none.
  await unlocked(false)
  await dialog.getByRole('button', { name: eve.says('passkey.go_on') }).click()
  await eve.message('passkey.not_made').waitFor()
  await shown(eve, 'passkey-not-made')
  await unlocked(true)
  await dialog.getByRole('button', { name: eve.says('passkey.go_on') }).click()
  await eve.message('passkey.added').waitFor()
  assert.equal((await keys()).length, 1)
  assert.match(await studio.mail_to(eve.email), /The laptop on my desk/)
  await shown(eve, 'passkeys-one')
  await seen_everywhere(eve, 'passkeys-one', '/settings')

  // While typing: the offer stands in the form, and a device that answers at once is in. It is held back here first.
  await eve.ask('POST', '/auth/sign-out')
  await unlocked(false)
  await eve.open(ADDRESSES.stranger['sign-in'])
  await shown(eve, 'sign-in-passkey')
  await eve.button('passkey.sign_in').click()
  await eve.message('passkey.cancelled').waitFor()
  await shown(eve, 'sign-in-passkey-cancelled')
  await unlocked(true)
  await eve.button('passkey.sign_in').click()
  await eve.prompt_field.waitFor()
  assert.equal((await eve.ask('GET', '/me')).name, 'Eve Adler')
  const [used] = (await eve.ask('GET', '/me/passkeys')).items
  assert.ok(used.last_used_at)
  await eve.ask('POST', '/auth/sign-out')
  await eve.open(ADDRESSES.stranger['sign-in'])
  await eve.prompt_field.waitFor()

  // Taken away: the device still has it, and it opens nothing.
  await eve.open('/settings')
  await eve.page.getByRole('button', { name: eve.says('passkey.remove_of') }).click()
  const sure = eve.page.getByRole('dialog')
  await sure.locator('input[name=passkey_password]').fill(eve.password)
  await shown(eve, 'passkey-remove')
  await sure.getByRole('button', { name: eve.says('passkey.remove') }).click()
  await eve.message('passkey.none').waitFor()
  await eve.ask('POST', '/auth/sign-out')
  await eve.open(ADDRESSES.stranger['sign-in'])
  await eve.message('errors.wrong_passkey').waitFor()
  await shown(eve, 'sign-in-passkey-refused')
  calm(eve.window)
})
