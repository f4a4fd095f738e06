// Credits are bought by UPI, an administrator looks at what came, and a code gives its credits once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { THEMES, accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

const money = join(dirname(fileURLToPath(import.meta.url)), '../config/examples/money.json')
let studio, browser, cookies

before(async () => {
  studio = await Studio.start({ EASEL_MONEY: money })
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

async function buyer(options = {}) {
  const ada = new Person(await open_window(browser, studio, options))
  await ada.sign_up_quietly()
  return ada
}

/** From the wallet to the page of a new payment. */
async function begin(person, pack = 'Small') {
  await person.open('/wallet')
  await person.page.getByRole('main').getByRole('link', { name: person.says('buy.title') }).click()
  await person.page.getByRole('radio', { name: pack, exact: false }).check({ force: true })
  await person.button('buy.act').click()
  await person.page.waitForURL(/\/payments\//)
  const code = person.page.getByRole('img', { name: person.says('payment.qr') })
  await code.waitFor()
  const { width, height } = await code.boundingBox()
  assert.ok(width >= 240 && height >= 240, `the code is ${width} x ${height}`)
  return person.page.url().split('/').pop()
}

async function give(person, utr) {
  await person.field('payment.utr').fill(utr)
  await person.button('payment.paid_it').click()
}

test('a person buys by UPI; one payment is rejected, the other approved, and the credits arrive by themselves', { timeout: 120_000 }, async () => {
  const ada = await buyer()
  const olga = await signed_in(browser, studio, cookies)
  try {
    const before = await ada.ask('GET', '/wallet')
    const wrong_id = await begin(ada)
    await shoot(ada.window, 'payment-to-pay')
    await accessible(ada.page, 'a payment that is to be paid')

    // An id of the app is refused in a sentence, and stays where it was typed, after a reload too.
    await give(ada, 'T2411220000000000000000')
    await ada.page.locator('[aria-invalid=true]').waitFor()
    await ada.page.reload()
    await ada.settled()
    assert.equal(await ada.field('payment.utr').inputValue(), 'T2411220000000000000000')
    await give(ada, '4123 4567 8901')
    await ada.message('payment.is_pending').waitFor()
    await shoot(ada.window, 'payment-waits')
    await accessible(ada.page, 'a payment that waits')

    // The administrator finds nothing in the bank's statement.
    await olga.open(ADDRESSES.admin.payments)
    const row = olga.page.getByRole('listitem').filter({ hasText: '412345678901' })
    await row.waitFor()
    await shoot(olga.window, 'payments-queue')
    await accessible(olga.page, 'the queue of payments')
    await row.getByRole('button', { name: olga.says('payments.reject', { whole: false }) }).click()
    const dialog = olga.page.getByRole('dialog', { name: olga.says('payments.reject_of') })
    await dialog.getByLabel(olga.says('payments.why')).fill('No such amount came to us.')
    await dialog.getByRole('button', { name: olga.says('payments.reject_act') }).click()
    await row.waitFor({ state: 'detached' })
    await ada.message('payment.is_rejected').waitFor()
    await ada.page.getByText('No such amount came to us.').waitFor()
    await shoot(ada.window, 'payment-rejected')
    assert.deepEqual(await ada.ask('GET', '/wallet'), before, 'nothing was given')

    // The next one came.
    const right_id = await begin(ada)
    assert.notEqual(right_id, wrong_id)
    await give(ada, '512345678902')
    await ada.message('payment.is_pending').waitFor()
    await olga.open(ADDRESSES.admin.payments)
    const other = olga.page.getByRole('listitem').filter({ hasText: '512345678902' })
    await other.getByRole('button', { name: '₹499.00', exact: false }).first().click()
    await other.waitFor({ state: 'detached' })
    await ada.message('payment.is_paid').waitFor()
    await shoot(ada.window, 'payment-paid')
    assert.equal((await ada.ask('GET', '/wallet')).available, before.available + 500)

    // Both stand in the wallet.
    await ada.open('/wallet')
    await ada.page.getByRole('link', { name: ada.says('payment.state.rejected', { whole: false }) }).waitFor()
    await ada.page.getByRole('link', { name: ada.says('payment.state.paid', { whole: false }) }).waitFor()
    await shoot(ada.window, 'wallet-payments')
    await accessible(ada.page, 'the wallet with payments')
    calm(ada.window)
    calm(olga.window)
  } finally {
    await ada.window.context.close()
    await olga.window.context.close()
  }
})

test('an administrator makes codes, and each gives its credits once', { timeout: 120_000 }, async () => {
  const ada = await buyer()
  const olga = await signed_in(browser, studio, cookies)
  try {
    await olga.open(ADDRESSES.admin.payments)
    await olga.button('codes.make').click()
    const dialog = olga.page.getByRole('dialog', { name: olga.says('codes.make') })
    await dialog.getByLabel(olga.says('codes.name')).fill('Spring')
    await dialog.getByLabel(olga.says('codes.credits')).fill('25')
    await dialog.getByLabel(olga.says('codes.count')).fill('2')
    await dialog.getByRole('button', { name: olga.says('codes.make') }).click()
    await olga.button('codes.kept').waitFor()
    const codes = (await olga.page.getByRole('group', { name: olga.says('codes.title') }).innerText()).trim().split('\n')
    assert.equal(codes.length, 2)
    await shoot(olga.window, 'codes-made')
    await accessible(olga.page, 'codes that were made')
    await olga.button('codes.kept').click()
    assert.equal(await olga.page.getByText(codes[0]).count(), 0, 'told once')

    const before = await ada.ask('GET', '/wallet')
    await ada.open('/wallet')
    await ada.field('payment.redeem').fill(codes[0].toLowerCase())
    await ada.button('payment.redeem_act').click()
    await ada.message('payment.redeemed').waitFor()
    assert.equal((await ada.ask('GET', '/wallet')).available, before.available + 25)
    await ada.field('payment.redeem').fill(codes[0])
    await ada.button('payment.redeem_act').click()
    await ada.page.locator('[aria-invalid=true]').waitFor()
    assert.equal((await ada.ask('GET', '/wallet')).available, before.available + 25, 'once')
    calm(ada.window)
    calm(olga.window)
  } finally {
    await ada.window.context.close()
    await olga.window.context.close()
  }
})

for (const viewport of ['phone', 'desktop']) {
  for (const theme of THEMES) {
    test(`buying: ${viewport}, ${theme}`, { timeout: 60_000 }, async () => {
      const ada = await buyer({ viewport, theme })
      try {
        await ada.open('/buy')
        await ada.button('buy.act').waitFor()
        await shoot(ada.window, 'buy')
        await fits(ada.page, 'buy')
        await accessible(ada.page, 'buy')
        await begin(ada)
        await shoot(ada.window, 'payment')
        await fits(ada.page, 'payment')
        await accessible(ada.page, 'payment')
        calm(ada.window)
      } finally {
        await ada.window.context.close()
      }
    })
  }
}
