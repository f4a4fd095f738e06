// Packs and plans are paid by card on the gateway's own page, money goes back, and a bank takes some: with the stand-in of Stripe.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { after, before, test } from 'node:test'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin, signed_in, uuid_v7 } from './pages.mjs'
import { Stripe } from './stripe.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = mkdtempSync(join(tmpdir(), 'easel-cards-'))
let stripe, studio, browser, cookies

/** The shop of the examples, with a smaller plan beside. */
function settings() {
  const money = JSON.parse(readFileSync(join(root, 'config/examples/money.json'), 'utf8'))
  delete money.$schema
  const [pro] = money.plans
  const light = { ...pro, id: 'light', label: { en: 'Light', 'zh-CN': '轻量版' }, description: { en: 'For now and then.', 'zh-CN': '偶尔画一画。' }, credits: 400, amount_minor: 29900 }
  money.plans.unshift({ ...light, allows: { concurrency: 3 } })
  writeFileSync(join(folder, 'money.json'), JSON.stringify(money))
  return { EASEL_MONEY: join(folder, 'money.json') }
}

before(async () => {
  stripe = await Stripe.start()
  studio = await stripe.studio(settings())
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  await stripe?.stop()
  rmSync(folder, { recursive: true, force: true })
})

// -- people --

async function buyer(options = {}) {
  const ada = new Person(await open_window(browser, studio, { elsewhere: [stripe.url], ...options }))
  await ada.sign_up_quietly()
  return ada
}

const admin = (options = {}) => signed_in(browser, studio, cookies, options)

/** Both, and at the end nothing went wrong behind what they saw. */
async function with_both(options, walk) {
  const [ada, olga] = [await buyer(options), await admin(options)]
  try {
    await olga.ask('PATCH', '/me', { language: olga.window.language })
    await walk(ada, olga)
    calm(ada.window)
    calm(olga.window)
  } finally {
    await ada.window.context.close()
    await olga.window.context.close()
  }
}

/** What is shown now can be used by everybody and fits. */
async function look(person, name) {
  await shoot(person.window, name)
  await fits(person.page, name)
  await accessible(person.page, name)
}

const credits_of = async (person) => (await person.ask('GET', '/wallet')).available
const papers_of = async (person) => (await person.ask('GET', '/receipts')).items
const payment_on = (person) => new URL(person.page.url()).pathname.split('/').pop()

// -- paying --

/** One of the cards in the shop, as a finger does. */
async function choose(person, name) {
  const radio = person.page.getByRole('radio', { name })
  await person.page.locator('label').filter({ has: radio }).click()
  assert.ok(await radio.isChecked(), `${name} is chosen`)
}

/** From the shop to the gateway's own page; answers the payment's id. */
async function to_the_gateway(person, offer) {
  await person.open('/buy')
  await choose(person, offer)
  await choose(person, person.says('buy.stripe', { whole: false }))
  await person.button('buy.act').click()
  await person.page.waitForURL(`${stripe.url}/pay/**`)
  const session = payment_on(person)
  const { items } = await person.ask('GET', '/payments')
  assert.equal((await stripe.session_of(items[0].id)).id, session)
  return items[0].id
}

/** On the gateway's own page, and back. */
async function pay_there(person, how = 'Pay') {
  await person.page.getByRole('button', { name: how, exact: true }).click()
  await person.page.waitForURL(`${studio.url}/payments/**`)
}

/** Paid by card without the pages, for journeys about what comes after; answers the payment. */
async function has_paid(person, what = 'pack', place = 0) {
  const id = uuid_v7()
  const { items } = await person.ask('GET', `/${what}s`)
  await person.ask('POST', '/payments', { id, gateway: 'stripe', [`${what}_id`]: items[place].id })
  await stripe.pay(id)
  return is_now(person, id, 'paid')
}

/** Waits until a payment is so; answers it. */
async function is_now(person, id, state) {
  await person.open(`/payments/${id}`)
  await badge(person, state).waitFor()
  return person.ask('GET', `/payments/${id}`)
}

/** What tells on the page of a payment how it stands. */
const badge = (person, state) => person.page.getByRole('main').getByText(person.says(`payment.state.${state}`)).first()

/** What a link on the page gives, as a file. */
async function pdf_behind(person, link) {
  const [download] = await Promise.all([person.page.waitForEvent('download'), link.click()])
  const bytes = await readFile(await download.path())
  assert.equal(bytes.subarray(0, 5).toString(), '%PDF-')
  assert.match(bytes.subarray(-8).toString('latin1'), /%%EOF/)
  return bytes
}

test('a pack is paid by card: begun, left, found again, paid, and on paper', { timeout: 120_000 }, async () => {
  const ada = await buyer()
  try {
    const had = await credits_of(ada)
    const id = await to_the_gateway(ada, /^Small/)

    // Whoever turns back finds the payment as it was left, days later too.
    await ada.page.getByRole('link', { name: 'Back' }).click()
    await ada.page.waitForURL(`${studio.url}/payments/${id}?checkout=left`)
    await ada.message('payment.is_created_card').waitFor()
    await shoot(ada.window, 'card-left')
    await ada.open('/wallet')
    await ada.page.getByRole('link', { name: ada.says('payment.state.created', { whole: false }) }).click()
    await ada.link_or_button('payment.to_checkout').click()
    await ada.page.waitForURL(`${stripe.url}/pay/**`)
    await pay_there(ada)
    await ada.message('payment.is_paid').waitFor()
    assert.equal(await credits_of(ada), had + 500)
    const paper = ada.page.getByRole('link', { name: ada.says('receipts.download') })
    await paper.waitFor()
    await look(ada, 'card-paid')
    await pdf_behind(ada, paper)

    await ada.open('/wallet')
    await ada.page.getByRole('region', { name: ada.says('receipts.title') }).getByRole('listitem').waitFor()
    await ada.sees_credits(had + 500)
    await look(ada, 'card-wallet')

    // Whoever presses back to the page where it was paid can't pay again.
    const { url } = await stripe.session_of(id)
    await ada.page.goto(url)
    assert.equal(await ada.page.getByRole('button').count(), 0)
    assert.equal(await credits_of(ada), had + 500)
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

test('a bank says no after a while; the next payment is found although nothing was told', { timeout: 120_000 }, async () => {
  const ada = await buyer()
  try {
    const had = await credits_of(ada)
    const id = await to_the_gateway(ada, /^Small/)
    await pay_there(ada, 'Pay by bank debit')
    await ada.message('payment.is_pending_card').waitFor()
    await ada.message('payment.state_card.pending').waitFor()
    await look(ada, 'card-pending')
    await stripe.by_hand(`arrive/${(await stripe.session_of(id)).id}?well=false`)
    await ada.message('payment.is_declined').waitFor()
    await look(ada, 'card-declined')
    assert.deepEqual([await credits_of(ada), await papers_of(ada)], [had, []])

    // The wire is cut: the page asks by itself, and what is told late changes nothing.
    stripe.is_cut = true
    stripe.told.length = 0
    await to_the_gateway(ada, /^Small/)
    await pay_there(ada)
    await ada.message('payment.is_paid').waitFor()
    assert.deepEqual(stripe.told, [])
    stripe.is_cut = false
    await stripe.has_told('payment_intent.succeeded')
    await has_paid(ada)
    assert.equal(await credits_of(ada), had + 1000, 'twice paid, twice given')
    calm(ada.window)
  } finally {
    stripe.is_cut = false
    await ada.window.context.close()
  }
})

test('one that is called off, or whose time is over, takes no money any more', { timeout: 120_000 }, async () => {
  const ada = await buyer()
  try {
    const had = await credits_of(ada)
    const first = await to_the_gateway(ada, /^Small/)
    await ada.open(`/payments/${first}`)
    await ada.button('payment.cancel').click()
    await ada.page.getByRole('dialog').getByRole('button', { name: ada.says('payment.cancel') }).click()
    await ada.message('payment.is_cancelled').waitFor()
    await look(ada, 'card-cancelled')
    // Its page is closed by the studio, so that nobody pays for nothing.
    await stripe.has_told('checkout.session.expired')
    assert.equal((await stripe.session_of(first)).status, 'expired')

    const second = await to_the_gateway(ada, /^Small/)
    await ada.open(`/payments/${second}`)
    await stripe.by_hand(`expire/${(await stripe.session_of(second)).id}`)
    await ada.message('payment.is_expired_card').waitFor()
    await look(ada, 'card-expired')
    assert.equal(await credits_of(ada), had)
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

// -- plans --

/** The part of the wallet about the plan. */
const plan_part = (person) => person.page.getByRole('region', { name: person.says('plan.title') })

/** Chooses another plan in the dialog, and waits for what it comes to. */
async function change_to(person, label, says) {
  await plan_part(person).getByRole('button', { name: person.says('plan.change') }).click()
  const dialog = person.page.getByRole('dialog', { name: person.says('plan.change') })
  await dialog.getByRole('radio', { name: label }).check({ force: true })
  await dialog.getByText(person.says(says)).waitFor()
  return dialog
}

test('a plan is paid by card, changed up and down, let end, kept, and renewed', { timeout: 180_000 }, async () => {
  const ada = await buyer()
  try {
    const had = await credits_of(ada)
    const id = await to_the_gateway(ada, /^Light/)

    // Nobody begins two: the refusal leads to the one that is begun.
    await ada.open('/buy')
    await choose(ada, /^Pro(?!, a year)/)
    await choose(ada, ada.says('buy.stripe', { whole: false }))
    await ada.button('buy.act').click()
    await ada.message('errors.plan_checkout_open').waitFor()
    await look(ada, 'card-plan-twice')
    await ada.link_or_button('buy.to_payments').click()
    await ada.page.getByRole('link', { name: ada.says('payment.state.created', { whole: false }) }).click()
    await ada.link_or_button('payment.to_checkout').click()
    await ada.page.waitForURL(`${stripe.url}/pay/**`)
    await pay_there(ada)
    await ada.message('payment.is_paid_plan').waitFor()
    await look(ada, 'card-plan-paid')
    await ada.open('/wallet')
    await plan_part(ada).getByText(ada.says('plan.live')).waitFor()
    await plan_part(ada).getByText(ada.says('plan.renews')).waitFor()
    assert.equal(await credits_of(ada), had + 400)
    await shoot(ada.window, 'card-plan')

    // It is changed where it is shown, not bought beside.
    await ada.open('/buy?plan=')
    await ada.message('buy.billed').waitFor()
    await shoot(ada.window, 'card-plan-billed')
    await ada.link_or_button('buy.to_plan').click()
    await plan_part(ada).waitFor()

    // Cards and invoices stand on the gateway's own page.
    await plan_part(ada).getByRole('button', { name: ada.says('plan.portal') }).click()
    await ada.page.waitForURL(`${stripe.url}/portal/**`)
    await ada.page.goBack()
    await ada.settled()

    // A card that is declined changes nothing, and that is said where it was asked.
    const year = await change_to(ada, /^Pro, a year/, 'plan.change_now')
    await stripe.by_hand('decline')
    await year.getByRole('button', { name: ada.says('plan.change_pay') }).click()
    await year.getByText(ada.says('errors.plan_payment_refused')).waitFor()
    await look(ada, 'card-plan-refused')
    await year.getByRole('button', { name: ada.says('kit.cancel') }).click()
    await plan_part(ada).getByText('Light', { exact: true }).waitFor()
    assert.equal(await credits_of(ada), had + 400)

    // Up at once: what is due is said before, and is less than the price.
    const up = await change_to(ada, /^Pro(?!, a year)/, 'plan.change_now')
    const due = Number((await up.getByText(ada.says('plan.change_now')).innerText()).match(/₹([\d.,]+)/)[1].replaceAll(',', ''))
    assert.ok(due >= 700 && due < 999, `${due} is due`)
    await shoot(ada.window, 'card-plan-up')
    // The gateway's word of it may be here before the answer is; what is said is the same.
    await ada.page.route('**/change', async (route) => {
      const answer = await route.fetch()
      await plan_part(ada).getByText('Pro', { exact: true }).waitFor()
      await route.fulfill({ response: answer })
    }, { times: 1 })
    await up.getByRole('button', { name: ada.says('plan.change_pay') }).click()
    await ada.message('plan.changed').waitFor()
    await plan_part(ada).getByText('Pro', { exact: true }).waitFor()
    await ada.sees_credits((had + 1500).toLocaleString('en'))
    assert.equal(await credits_of(ada), had + 1500, "the smaller plan's rest gave way")
    await ada.page.getByRole('region', { name: ada.says('receipts.title') }).getByRole('listitem').nth(1).waitFor()

    // Down with the next term, and that can be taken back.
    const down = await change_to(ada, /^Light/, 'plan.change_then')
    await look(ada, 'card-plan-down')
    await down.getByRole('button', { name: ada.says('plan.change_act') }).click()
    await plan_part(ada).getByText(ada.says('plan.then')).waitFor()
    assert.equal(await credits_of(ada), had + 1500)
    await look(ada, 'card-plan-then')
    const stay = await change_to(ada, ada.says('plan.stay', { whole: false }), 'plan.change_stay')
    await stay.getByRole('button', { name: ada.says('plan.change_act') }).click()
    await plan_part(ada).getByText(ada.says('plan.renews')).waitFor()

    // Let end, and kept.
    await plan_part(ada).getByRole('button', { name: ada.says('plan.cancel') }).click()
    const sure = ada.page.getByRole('dialog', { name: ada.says('plan.cancel_title') })
    await look(ada, 'card-plan-cancel')
    await sure.getByRole('button', { name: ada.says('plan.cancel') }).click()
    await plan_part(ada).getByText(ada.says('plan.cancelled')).waitFor()
    await look(ada, 'card-plan-cancelled')
    await plan_part(ada).getByRole('button', { name: ada.says('plan.resume') }).click()
    await plan_part(ada).getByText(ada.says('plan.live')).waitFor()

    // The next term is paid: one more receipt, however often it is told, and a cycle's credits come once.
    const { current: before } = await ada.ask('GET', '/subscriptions')
    const { subscription } = await stripe.session_of(id)
    const papers = await papers_of(ada)
    stripe.told.length = 0
    await stripe.by_hand(`renew/${subscription}`)
    await ada.page.getByRole('region', { name: ada.says('receipts.title') }).getByRole('listitem').nth(papers.length).waitFor()
    await stripe.has_told('customer.subscription.updated')
    const { current: renewed } = await ada.ask('GET', '/subscriptions')
    assert.ok(renewed.paid_until > before.paid_until, `${before.paid_until} became ${renewed.paid_until}`)
    assert.equal(renewed.next_refresh_at, before.next_refresh_at)
    assert.equal((await papers_of(ada)).length, papers.length + 1)
    assert.equal(await credits_of(ada), had + 1500, 'those of the next cycle come when it begins')
    await ada.open('/wallet')
    await look(ada, 'card-plan-renewed')

    // The operator ends it at Stripe.
    await stripe.by_hand(`end/${subscription}`)
    await ada.page.getByText(ada.says('plan.none_again')).waitFor()
    assert.equal(await credits_of(ada), had)
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

// -- money back --

/** Asks for money back on the page of a payment. */
async function ask_back(person, why) {
  await person.button('refund.ask').first().click()
  const dialog = person.page.getByRole('dialog', { name: person.says('refund.ask_title') })
  if (why) await dialog.getByLabel(person.says('refund.why')).fill(why)
  await dialog.getByRole('button', { name: person.says('refund.ask') }).click()
  return dialog
}

/** What administrators see of the refund of this person's. */
async function refund_row(olga, person) {
  await olga.open(ADDRESSES.admin.payments)
  const row = olga.page.getByRole('region', { name: olga.says('refunds.title') }).getByRole('listitem').filter({ hasText: person.email })
  await row.waitFor()
  return row
}

/** Agrees, in the dialog that says what comes of it. */
async function agree(olga, row) {
  await row.getByRole('button', { name: olga.says('refunds.approve') }).click()
  const dialog = olga.page.getByRole('dialog', { name: olga.says('refunds.approve_title') })
  await dialog.waitFor()
  await shoot(olga.window, 'refund-agree')
  await dialog.getByRole('button', { name: olga.says('refunds.approve') }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** The part of a payment's page that tells of money back. */
const refund_part = (person) => person.page.getByRole('region', { name: person.says('refund.title') })

test('money goes back by card: asked for, agreed, sent, on paper; and it can fail', { timeout: 120_000 }, () =>
  with_both({}, async (ada, olga) => {
    const had = await credits_of(ada)
    const { id } = await has_paid(ada)
    assert.equal(await credits_of(ada), had + 500)
    const dialog = await ask_back(ada, '')
    await dialog.locator('[aria-invalid=true]').waitFor()
    await look(ada, 'refund-ask')
    await ada.page.keyboard.press('Escape')
    await ask_back(ada, 'I bought the wrong pack.')
    await refund_part(ada).getByText(ada.says('refund.is.requested')).waitFor()
    assert.equal(await ada.button('refund.ask').count(), 0, 'asked once')
    await shoot(ada.window, 'refund-asked')

    const row = await refund_row(olga, ada)
    await row.getByText('I bought the wrong pack.').waitFor()
    await shoot(olga.window, 'refunds-to-decide')
    await agree(olga, row)
    await row.waitFor({ state: 'detached' })
    await refund_part(ada).getByText(ada.says('refund.is.done', { whole: false })).waitFor()
    await ada.message('payment.is_refunded').waitFor()
    assert.equal(await credits_of(ada), had)
    const [sent] = await stripe.refunds_of(id)
    assert.deepEqual([sent.amount, sent.status], [49900, 'succeeded'])
    const papers = ada.page.getByRole('link', { name: ada.says('receipts.download') })
    await papers.nth(1).waitFor()
    await ada.page.getByText(ada.says('receipts.credit_note')).waitFor()
    await shoot(ada.window, 'refund-done')
    await pdf_behind(ada, papers.first())
    await pdf_behind(ada, papers.last())
    assert.deepEqual((await papers_of(ada)).map((one) => one.kind).sort(), ['credit_note', 'receipt'])

    // The card was closed meanwhile: what was taken is there again, and that is said.
    await stripe.by_hand(`fail-refund/${sent.id}`)
    await refund_part(ada).getByText(ada.says('refund.is.failed', { whole: false })).waitFor()
    await ada.message('payment.is_paid').waitFor()
    assert.equal(await credits_of(ada), had + 500)
    await look(ada, 'refund-failed')
    // The credit note stays, and another receipt takes it back.
    assert.deepEqual((await papers_of(ada)).map((one) => one.kind).sort(), ['credit_note', 'receipt', 'receipt'])
    await olga.button('refunds.state.failed').click()
    await olga.page.getByRole('region', { name: olga.says('refunds.title') }).getByRole('listitem').filter({ hasText: ada.email }).waitFor()
    await look(olga, 'refunds-failed')
  }))

test('a refund is declined with a sentence, and one by UPI is closed with the number of the bank', { timeout: 120_000 }, () =>
  with_both({}, async (ada, olga) => {
    const had = await credits_of(ada)
    await has_paid(ada)
    await ask_back(ada, 'I changed my mind.')
    await refund_part(ada).getByText(ada.says('refund.is.requested')).waitFor()
    const row = await refund_row(olga, ada)
    await row.getByRole('button', { name: olga.says('refunds.reject_title') }).click()
    const no = olga.page.getByRole('dialog', { name: olga.says('refunds.reject_title') })
    await no.getByRole('button', { name: olga.says('payments.reject_act') }).click()
    await no.locator('[aria-invalid=true]').waitFor()
    await no.getByLabel(olga.says('payments.why')).fill('It was used for a job already.')
    await look(olga, 'refund-decline')
    await no.getByRole('button', { name: olga.says('payments.reject_act') }).click()
    await row.waitFor({ state: 'detached' })
    await refund_part(ada).getByText('It was used for a job already.').waitFor()
    assert.equal(await credits_of(ada), had + 500)
    await look(ada, 'refund-declined')

    // By UPI: the money is sent by hand.
    const id = uuid_v7()
    const { items } = await ada.ask('GET', '/packs')
    await ada.ask('POST', '/payments', { id, gateway: 'upi', pack_id: items[0].id })
    await ada.ask('POST', `/payments/${id}/utr`, { utr: '633333333333' })
    await olga.ask('POST', `/admin/payments/${id}/approve`)
    await is_now(ada, id, 'paid')
    await ask_back(ada, 'Paid twice.')
    await refund_part(ada).getByText(ada.says('refund.is.requested')).waitFor()
    const second = await refund_row(olga, ada)
    await agree(olga, second)
    await second.getByText(olga.says('refunds.send_now')).waitFor()
    await refund_part(ada).getByText(ada.says('refund.is.sending', { whole: false })).waitFor()
    assert.equal(await credits_of(ada), had + 500)
    await look(olga, 'refunds-to-send')
    await second.getByRole('button', { name: olga.says('refunds.close') }).click()
    const close = olga.page.getByRole('dialog', { name: olga.says('refunds.close_title') })
    await close.getByLabel(olga.says('payment.bank_reference')).fill('NEFT-2026-0001')
    await look(olga, 'refund-close')
    await close.getByRole('button', { name: olga.says('refunds.close') }).click()
    await second.waitFor({ state: 'detached' })
    await refund_part(ada).getByText('NEFT-2026-0001').waitFor()
    await ada.page.getByText(ada.says('receipts.credit_note')).waitFor()
    await look(ada, 'refund-by-hand')
  }))

// -- disputes --

test('a bank takes money back: nothing can be spent until that is decided', { timeout: 120_000 }, () =>
  with_both({}, async (ada, olga) => {
    const had = await credits_of(ada)
    const { id } = await has_paid(ada)
    const session = (await stripe.session_of(id)).id
    const { id: dispute } = await stripe.by_hand(`dispute/${session}`)
    await ada.message('payment.is_disputed').waitFor()
    await shoot(ada.window, 'dispute-payment')
    await ada.open('/wallet')
    await ada.message('wallet.frozen_title').waitFor()
    assert.equal(await credits_of(ada), had, 'what it gave is taken')
    await shoot(ada.window, 'dispute-wallet')

    await ada.open('/create')
    await ada.type_prompt(FOX)
    await ada.generate_button.click()
    await ada.message('errors.spending_frozen').waitFor()
    await ada.page.getByRole('main').getByRole('link', { name: ada.says('buy.to_wallet') }).waitFor()
    await look(ada, 'dispute-create')
    assert.equal((await ada.ask('GET', '/generations')).items.length, 0)
    await olga.open(`${ADDRESSES.admin.payments}?state=disputed`)
    await olga.page.getByRole('listitem').filter({ hasText: ada.email }).getByText(olga.says('payment.state.disputed')).waitFor()
    await look(olga, 'payments-disputed')

    await ada.open('/wallet')
    await ada.message('wallet.frozen_title').waitFor()
    await stripe.by_hand(`decide/${dispute}?status=won`)
    await ada.message('wallet.frozen_title').waitFor({ state: 'detached' })
    await ada.sees_credits(had + 500)
    await is_now(ada, id, 'paid')
    await ada.open('/create')
    await ada.type_prompt(FOX)
    await ada.generate_button.click()
    await ada.sees_picture(FOX)
  }))

test('what was spent of a disputed payment is owed, and paid off by the next', { timeout: 120_000 }, async () => {
  const ada = await buyer()
  const olga = await admin()
  try {
    const had = await credits_of(ada)
    await olga.ask('POST', '/admin/credit-changes', { id: uuid_v7(), email: ada.email, credits: -had, reason: 'To begin from nothing.' })
    const { id } = await has_paid(ada)
    await ada.make_pictures([FOX])
    const session = (await stripe.session_of(id)).id
    const { id: dispute } = await stripe.by_hand(`dispute/${session}`)
    await ada.open('/wallet')
    await ada.message('wallet.owed_title').waitFor()
    await look(ada, 'dispute-owed')
    await stripe.by_hand(`decide/${dispute}?status=lost`)
    await has_paid(ada)
    await ada.open('/wallet')
    await ada.sees_credits(499)
    await ada.message('wallet.owed_title').waitFor({ state: 'detached' })
    assert.equal(await credits_of(ada), 499)
    await shoot(ada.window, 'dispute-paid-off')
    await ada.open(`/payments/${id}`)
    await ada.message('payment.is_taken_back').waitFor()
    assert.equal(await ada.page.getByText(ada.says('payment.disputed_next')).count(), 0)
    await look(ada, 'dispute-lost')
    calm(ada.window)
    calm(olga.window)
  } finally {
    await ada.window.context.close()
    await olga.window.context.close()
  }
})

// -- every page on every screen --

// On a desktop in the light, in English, the journeys above have seen them.
for (const [viewport, theme, language] of [
  ['phone', 'light', 'en'],
  ['phone', 'dark', 'zh-CN'],
  ['desktop', 'dark', 'zh-CN'],
]) {
  test(`cards: ${viewport}, ${theme}, ${language}`, { timeout: 180_000 }, () =>
    with_both({ viewport, theme, language }, async (ada, olga) => {
      await to_the_gateway(ada, new RegExp(language === 'en' ? '^Small' : '^小'))
      await ada.page.getByRole('link', { name: 'Back' }).click()
      await ada.message('payment.is_created_card').waitFor()
      await look(ada, 'cards-to-pay')
      await ada.open('/buy')
      await choose(ada, ada.says('buy.stripe', { whole: false }))
      await look(ada, 'cards-buy')

      await has_paid(ada, 'plan', 0)
      await ada.open('/wallet')
      await plan_part(ada).getByText(ada.says('plan.live')).waitFor()
      await look(ada, 'cards-plan')
      await change_to(ada, language === 'en' ? /^Pro(?!, a year)/ : /^专业版(?!（一年）)/, 'plan.change_now')
      await look(ada, 'cards-change')

      const { id } = await has_paid(ada)
      await ask_back(ada, 'The wrong one.')
      await refund_part(ada).getByText(ada.says('refund.is.requested')).waitFor()
      await look(ada, 'cards-refund')
      const row = await refund_row(olga, ada)
      await row.scrollIntoViewIfNeeded()
      await look(olga, 'cards-refunds')
      await agree(olga, row)
      await refund_part(ada).getByText(ada.says('refund.is.done', { whole: false })).waitFor()
      await look(ada, 'cards-refunded')

      const next = await has_paid(ada)
      await stripe.by_hand(`dispute/${(await stripe.session_of(next.id)).id}`)
      await ada.message('payment.is_disputed').waitFor()
      await look(ada, 'cards-disputed')
      await ada.open('/wallet')
      await ada.message('wallet.frozen_title').waitFor()
      await look(ada, 'cards-frozen')
      assert.notEqual(id, next.id)
    }))
}
