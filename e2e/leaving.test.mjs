// Deleting an account: asked for with the password, told on every page, taken back; and an owner does the same for somebody.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start({})
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }, { language: 'ja' }, { language: 'es' }]

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

async function leave(person) {
  await person.open('/settings')
  await person.button('leaving.act').click()
  const dialog = person.page.getByRole('dialog', { name: person.says('leaving.title') })
  await dialog.getByRole('button', { name: person.says('leaving.begin') }).click()
  await dialog.getByText(person.says('auth.password_needed')).waitFor()
  await dialog.locator('input[name=leave_password]').fill('not the password')
  await dialog.getByRole('button', { name: person.says('leaving.begin') }).click()
  await dialog.getByText(person.says('errors.invalid_password_wrong')).waitFor()
  await shown(person, 'leave-wrong')
  await dialog.locator('input[name=leave_password]').fill(person.password)
  await dialog.getByRole('button', { name: person.says('leaving.begin') }).click()
  await person.message('leaving.begun').waitFor()
  await shown(person, 'leaving-settings')
}

test('somebody deletes their account, sees that nothing can be made, and keeps it', { timeout: 240_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  try {
    await eve.sign_up_quietly('Eve Adler')
    await leave(eve)
    assert.match(await studio.mail_to(eve.email), /\/settings/)
    await eve.open(ADDRESSES.signed.create)
    await eve.message('leaving.banner').waitFor()
    await eve.type_prompt('a fox')
    await eve.generate_button.click()
    await eve.message('errors.account_leaving').waitFor()
    await shown(eve, 'leaving-create')
    // Signing in again leads to the same banner.
    await eve.ask('POST', '/auth/sign-out')
    await eve.open(ADDRESSES.stranger['sign-in'])
    await eve.sign_in()
    await eve.message('leaving.banner').waitFor()
    await eve.button('leaving.keep').click()
    await eve.message('leaving.kept').waitFor()
    assert.equal((await eve.ask('GET', '/me')).leaves_at, null)
  } finally {
    await eve.window.context.close()
  }
})

test('somebody takes along everything, before the deletion and in its dialog', { timeout: 240_000 }, async () => {
  const ida = new Person(await open_window(browser, studio, {}))
  try {
    await ida.sign_up_quietly('Ida Berg')
    await ida.open('/settings')
    const section = ida.page.getByRole('region', { name: ida.says('leaving.take_title') })
    const [file] = await Promise.all([ida.page.waitForEvent('download'), section.getByRole('button', { name: ida.says('leaving.take_act') }).click()])
    await section.getByText(ida.says('leaving.take_begun')).waitFor()
    const bytes = await readFile(await file.path())
    assert.match(file.suggestedFilename(), /\.zip$/)
    assert.deepEqual([...bytes.subarray(0, 2)], [0x50, 0x4b])
    for (const name of ['README.txt', 'manifest.json', 'pictures/index.html', 'money/credits.csv', 'account/account.json']) assert.ok(bytes.includes(name), name)
    await shown(ida, 'take-along')
    await ida.button('leaving.act').click()
    const dialog = ida.page.getByRole('dialog', { name: ida.says('leaving.title') })
    const [again] = await Promise.all([ida.page.waitForEvent('download'), dialog.getByRole('button', { name: ida.says('leaving.take_act') }).click()])
    assert.ok((await readFile(await again.path())).length > 1000)
    await shown(ida, 'take-along-dialog')
    // As often as may be in a day: then it says so, and when.
    for (let count = 0; count < 3; count++) await ida.ask('POST', '/me/archives', {})
    await dialog.getByRole('button', { name: ida.says('leaving.take_act') }).click()
    await dialog.getByText(ida.says('errors.too_many_archives')).waitFor()
    await shown(ida, 'take-along-often')
  } finally {
    await ida.window.context.close()
  }
})

test('an owner deletes the account of somebody, and keeps it after all', { timeout: 240_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  try {
    await eve.sign_up_quietly('Eve Adler')
    const { id } = await eve.ask('GET', '/me')
    await olga.open(`/admin/people/${id}`)
    await olga.button('people.delete').click()
    const dialog = olga.page.getByRole('dialog', { name: olga.says('people.delete_title') })
    await dialog.getByLabel(olga.says('people.why')).fill('She asked by letter.')
    await shown(olga, 'person-delete')
    await dialog.getByRole('button', { name: olga.says('people.delete') }).click()
    await olga.message('people.delete_done').waitFor()
    await shown(olga, 'person-leaving')
    await eve.open(ADDRESSES.signed.create)
    await eve.message('leaving.banner').waitFor()
    await olga.button('people.keep').click()
    const keep = olga.page.getByRole('dialog', { name: olga.says('people.keep_title') })
    await keep.getByLabel(olga.says('people.why')).fill('She wrote again.')
    await keep.getByRole('button', { name: olga.says('people.keep') }).click()
    await olga.message('people.keep_done').waitFor()
    calm(olga.window)
  } finally {
    await eve.window.context.close()
    await olga.window.context.close()
  }
})

test('it looks well everywhere', { timeout: 240_000 }, async () => {
  for (const look of LOOKS) {
    const person = new Person(await open_window(browser, studio, look))
    try {
      await person.sign_up_quietly()
      await leave(person)
      await person.open(ADDRESSES.signed.create)
      await person.message('leaving.banner').waitFor()
      await shown(person, 'leaving-create')
    } finally {
      await person.window.context.close()
    }
  }
})
