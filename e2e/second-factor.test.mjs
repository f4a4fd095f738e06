// Two-step verification: set up, asked for when signing in, a recovery code, off again, and taken off by an owner; and what a role that
// needs it sees without it.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start({ EASEL_REQUIRE_2FA: 'administrators' })
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }, { language: 'ja' }, { language: 'es' }]

/** What an app shows for this key, so many steps of half a minute from now. */
function code_of(key, steps = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...key.replaceAll(/[^A-Z2-7]/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const hash = createHmac('sha1', bytes).update(counter).digest()
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

/** From the settings to the codes, which are answered with the key. */
async function set_up(person, see = async () => {}) {
  await person.open('/settings')
  await person.button('factor.set_up').click()
  const dialog = person.page.getByRole('dialog', { name: person.says('factor.set_up_title') })
  await dialog.locator('input[name=factor_password]').fill(person.password)
  await see('factor-begin')
  await dialog.getByRole('button', { name: person.says('factor.go_on') }).click()
  const key = await person.page.locator('code').innerText()
  const picture = person.page.getByRole('img', { name: person.says('factor.qr') })
  assert.ok(await picture.evaluate((image) => image.naturalWidth > 100), 'the code for the camera is there')
  await see('factor-setup')
  await person.page.locator('input[name=setup_code]').fill('000000')
  await person.button('factor.turn_on').click()
  await person.message('errors.invalid_factor_code').waitFor()
  await person.page.locator('input[name=setup_code]').fill(code_of(key, -1))
  await person.button('factor.turn_on').click()
  const list = person.page.getByRole('list', { name: person.says('factor.codes_list') })
  await list.waitFor()
  await see('factor-codes')
  const codes = await list.getByRole('listitem').allInnerTexts()
  assert.equal(codes.length, 10)
  return { key, codes }
}

test('somebody protects their account, signs in with it, loses it and gets back in', { timeout: 240_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  try {
    await eve.sign_up_quietly('Eve Adler')
    const { id } = await eve.ask('GET', '/me')
    const { key, codes } = await set_up(eve, (name) => shown(eve, name))
    const [saved] = await Promise.all([eve.page.waitForEvent('download'), eve.button('factor.download').click()])
    assert.match(saved.suggestedFilename(), /\.txt$/)
    await eve.button('factor.kept').click()
    await shown(eve, 'factor-on')

    // Signing in: the right password asks for the code, and six digits are enough.
    await eve.ask('POST', '/auth/sign-out')
    await eve.open(ADDRESSES.stranger['sign-in'])
    await eve.sign_in()
    await eve.page.getByRole('heading', { name: eve.says('factor.step_title') }).waitFor()
    await shown(eve, 'second-step')
    await eve.page.locator('input[name=code]').fill('123 456')
    await eve.message('errors.invalid_factor_code').waitFor()
    await shown(eve, 'second-step-wrong')
    await eve.page.locator('input[name=code]').fill(code_of(key, 0))
    await eve.prompt_field.waitFor()

    // Without the phone: one of the codes, once.
    await eve.ask('POST', '/auth/sign-out')
    await eve.open(ADDRESSES.stranger['sign-in'])
    await eve.sign_in()
    await eve.button('factor.use_recovery').click()
    await eve.page.locator('input[name=recovery_code]').fill(codes[0].toLowerCase())
    await shown(eve, 'second-step-recovery')
    await eve.submit()
    await eve.prompt_field.waitFor()
    await eve.open('/settings')
    await eve.page.getByText(/^9 recovery codes left/).waitFor()

    // Too many guesses lead back to the password.
    await eve.ask('POST', '/auth/sign-out')
    await eve.open(ADDRESSES.stranger['sign-in'])
    await eve.sign_in()
    for (let tries = 0; tries < 6; tries++) {
      await eve.page.locator('input[name=code]').fill(`00000${tries}`)
      await eve.page.waitForResponse((answer) => answer.url().endsWith('/auth/second-factor'))
    }
    await eve.message('errors.challenge_over').waitFor()
    await shown(eve, 'second-step-over')

    // Olga, whose role needs one, is led to it, and takes Eve's off.
    await olga.open(ADDRESSES.admin.people)
    await olga.message('factor.wanted_title').waitFor()
    await shown(olga, 'factor-wanted')
    assert.equal((await (await olga.try_ask('GET', '/admin/people')).json()).error.code, 'second_factor_required')
    await olga.page.getByRole('link', { name: olga.says('factor.set_up') }).click()
    await set_up(olga)
    await olga.button('factor.kept').click()
    await olga.open(`/admin/people/${id}`)
    await olga.button('people.factor_off').click()
    const dialog = olga.page.getByRole('dialog', { name: olga.says('people.factor_title') })
    await dialog.getByLabel(olga.says('people.why')).fill('She showed her passport.')
    await shown(olga, 'person-factor-off')
    await dialog.getByRole('button', { name: olga.says('people.factor_off') }).click()
    await olga.message('people.factor_done').waitFor()
    await shown(olga, 'person-without-factor')
    assert.match(await studio.mail_to(eve.email, { after: Date.now() - 10_000 }), /passport/)
    await eve.open(ADDRESSES.stranger['sign-in'])
    await eve.sign_in()
    await eve.prompt_field.waitFor()
    calm(olga.window)
  } finally {
    await eve.window.context.close()
    await olga.window.context.close()
  }
})

test('it is turned off by password and code, and looks well everywhere', { timeout: 240_000 }, async () => {
  for (const look of LOOKS) {
    const person = new Person(await open_window(browser, studio, look))
    try {
      await person.sign_up_quietly()
      const { codes } = await set_up(person, (name) => shown(person, name))
      await person.button('factor.kept').click()
      await person.button('factor.turn_off').first().click()
      const dialog = person.page.getByRole('dialog', { name: person.says('factor.off_title') })
      await dialog.locator('input[name=factor_password]').fill(person.password)
      await dialog.locator('input[name=factor_code]').fill(codes[3])
      await shown(person, 'factor-off')
      await dialog.getByRole('button', { name: person.says('factor.turn_off') }).click()
      await person.message('factor.turned_off').waitFor()
      await person.button('factor.set_up').waitFor()
      calm(person.window)
    } finally {
      await person.window.context.close()
    }
  }
})
