// A plan is chosen, paid and let end; a bank's statement approves what waits; limits hold; and the figures say what came of it.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, test } from 'node:test'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { THEMES, VIEWPORTS, accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin, signed_in, uuid_v7 } from './pages.mjs'
import { Studio } from './studio.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = mkdtempSync(join(tmpdir(), 'easel-plans-'))
let studio, browser, cookies
let utr = 410000000000

/** The studio of the examples, where people without a plan have one model, and its smallest pictures. */
function settings() {
  const money = JSON.parse(readFileSync(join(root, 'config/examples/money.json'), 'utf8'))
  money.free = { ...money.free, models: ['illustrator', 'upscaler', 'cut-out'], tiers: ['1K', '2x'] }
  delete money.$schema
  const models = JSON.parse(readFileSync(join(root, 'config/models.json'), 'utf8'))
  delete models.$schema
  models.models.push({ ...models.models[0], name: 'painter', label: { en: 'Painter' } })
  writeFileSync(join(folder, 'money.json'), JSON.stringify(money))
  writeFileSync(join(folder, 'models.json'), JSON.stringify(models))
  return { EASEL_MONEY: join(folder, 'money.json'), EASEL_MODELS: join(folder, 'models.json') }
}

before(async () => {
  studio = await Studio.start(settings())
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function member(options = {}) {
  const ada = new Person(await open_window(browser, studio, options))
  await ada.sign_up_quietly()
  return ada
}

/** A payment of the first pack, or plan, whose number was given, without the pages. */
async function waiting(person, what) {
  const id = uuid_v7()
  const number = String(++utr)
  const { items } = await person.ask('GET', `/${what}s`)
  const payment = await person.ask('POST', '/payments', { id, gateway: 'upi', [`${what}_id`]: items[0].id })
  await person.ask('POST', `/payments/${id}/utr`, { utr: number })
  return { id, utr: number, amount: payment.amount }
}

/** Somebody with a plan, without the pages. */
async function with_plan(options = {}) {
  const ada = await member(options)
  const olga = await signed_in(browser, studio, cookies)
  const { id } = await waiting(ada, 'plan')
  await olga.ask('POST', `/admin/payments/${id}/approve`)
  await olga.window.context.close()
  return ada
}

test('a person without a plan sees what needs one, pays for it, and it is theirs', { timeout: 180_000 }, async () => {
  const ada = await member()
  const olga = await signed_in(browser, studio, cookies)
  try {
    // What isn't theirs is shown with a lock, and leads to the plans.
    await ada.page.getByRole('button', { name: /: 1K$/ }).click()
    const locked = ada.page.getByRole('dialog').getByRole('link', { name: /4K/ })
    await locked.waitFor()
    await shoot(ada.window, 'tiers-locked')
    await accessible(ada.page, 'tiers that need a plan')
    await ada.page.keyboard.press('Escape')
    await ada.page.getByRole('button', { name: new RegExp(`^${ada.says('create.model', { whole: false }).source}: `) }).click()
    await ada.page.getByRole('dialog').getByRole('link', { name: /Painter/ }).click()
    await ada.page.waitForURL(/\/buy/)

    // The plan is chosen with the arrow keys, as any radio button is.
    const pro = ada.page.getByRole('radio', { name: /^Pro ₹999/ })
    await pro.waitFor()
    assert.equal(await pro.isChecked(), true, 'who comes for a plan finds one chosen')
    await pro.focus()
    await ada.page.keyboard.press('ArrowDown')
    assert.equal(await ada.page.getByRole('radio', { name: /^Pro, a year/ }).isChecked(), true)
    await ada.page.keyboard.press('ArrowUp')
    await ada.button('buy.act').click()
    await ada.page.waitForURL(/\/payments\//)

    // A picture of the payment goes with the number, and the number can be mended while it waits.
    const [chooser] = await Promise.all([ada.page.waitForEvent('filechooser'), ada.button('payment.screenshot_add').click()])
    await chooser.setFiles({ name: 'upi.png', mimeType: 'image/png', buffer: await ada.page.screenshot() })
    await ada.message('payment.screenshot_there').waitFor()
    await shoot(ada.window, 'payment-screenshot')
    await accessible(ada.page, 'a payment with a screenshot')
    await ada.field('payment.utr').fill('400000000001')
    await ada.button('payment.paid_it').click()
    await ada.message('payment.is_pending_plan').waitFor()
    await ada.button('payment.mend').click()
    await ada.field('payment.utr').fill('400000000002')
    await accessible(ada.page, 'a number that is mended')
    await ada.button('payment.mend_act').click()
    await ada.message('payment.mended').waitFor()
    await ada.page.getByText('400000000002').waitFor()

    await olga.open(ADDRESSES.admin.payments)
    const row = olga.page.getByRole('listitem').filter({ hasText: '400000000002' })
    await row.getByRole('img', { name: olga.says('payments.screenshot_of') }).waitFor()
    await shoot(olga.window, 'payments-plan')
    await row.getByRole('button', { name: olga.says('payments.approve', { whole: false }) }).click()
    await row.waitFor({ state: 'detached' })
    await ada.message('payment.is_paid_plan').waitFor()
    await shoot(ada.window, 'payment-plan-paid')

    // It stands in the wallet, and what was locked is open.
    await ada.open('/wallet')
    await ada.page.getByRole('heading', { name: ada.says('plan.title') }).waitFor()
    await ada.message('plan.ends').waitFor()
    await shoot(ada.window, 'wallet-plan')
    await accessible(ada.page, 'the wallet with a plan')
    const receipt = await ada.window.context.request.get('/api/v1/receipts/1/pdf')
    assert.equal((await receipt.body()).subarray(0, 5).toString(), '%PDF-')
    await ada.open('/create')
    await ada.page.getByRole('button', { name: /: 1K$/ }).click()
    await ada.page.getByRole('dialog').getByText('4K', { exact: true }).click()
    await ada.page.getByRole('button', { name: /: 4K$/ }).waitFor()

    // It is let end, and that is taken back.
    await ada.open('/wallet')
    await ada.button('plan.let_end').click()
    const sure = ada.page.getByRole('dialog', { name: ada.says('plan.let_end_title') })
    await shoot(ada.window, 'plan-let-end')
    await sure.getByRole('button', { name: ada.says('plan.let_end') }).click()
    await ada.message('plan.ends_quietly').waitFor()
    await ada.button('plan.remind').click()
    await ada.message('plan.ends').waitFor()

    // Paying again finds the plan chosen, and says what comes of it.
    await ada.page.getByRole('link', { name: ada.says('plan.prolong') }).click()
    await ada.message('buy.prolongs_month').waitFor()
    assert.equal(await ada.page.getByRole('radio', { name: /^Pro ₹999/ }).isChecked(), true)
    await shoot(ada.window, 'buy-prolong')
    calm(ada.window)
    calm(olga.window)
  } finally {
    await ada.window.context.close()
    await olga.window.context.close()
  }
})

test('what a bank says is approved at once, all but what was taken out', { timeout: 120_000 }, async () => {
  const people = [await member(), await member(), await member()]
  const olga = await signed_in(browser, studio, cookies)
  try {
    const [first, second, third] = await Promise.all(people.map((one) => waiting(one, 'pack')))
    const statement = ['Date,Narration,Amount', `22/11/2026,UPI/${first.utr}/ADA,${first.amount}`, `22/11/2026,UPI/${second.utr}/ADA,${second.amount}`, `22/11/2026,UPI/${third.utr}/ADA,49.00`, '22/11/2026,RENT,9000.00'].join('\n')
    await olga.open(ADDRESSES.admin.payments)
    const [chooser] = await Promise.all([olga.page.waitForEvent('filechooser'), olga.button('statement.choose').click()])
    await chooser.setFiles({ name: 'november.csv', mimeType: 'text/csv', buffer: Buffer.from(statement) })
    await olga.message('statement.summary').waitFor()
    const part = olga.page.getByRole('region', { name: olga.says('statement.title') })
    assert.equal(await part.getByRole('checkbox').count(), 2, 'the one whose amount is another is apart')
    await shoot(olga.window, 'statement')
    await accessible(olga.page, 'a statement')
    await part.getByRole('listitem').filter({ hasText: second.utr }).getByRole('checkbox').uncheck()
    await part.getByRole('button', { name: /^Approve the one/ }).click()
    await part.getByText(olga.says('statement.approved')).waitFor()
    const states = await Promise.all(people.map(async (one, i) => (await one.ask('GET', `/payments/${[first, second, third][i].id}`)).state))
    assert.deepEqual(states, ['paid', 'pending', 'pending'])
    await shoot(olga.window, 'statement-approved')

    // A picture is no statement, and that is said.
    const [again] = await Promise.all([olga.page.waitForEvent('filechooser'), olga.button('statement.choose').click()])
    await again.setFiles({ name: 'photo.png', mimeType: 'image/png', buffer: await olga.page.screenshot() })
    await part.getByRole('alert').waitFor()
    await shoot(olga.window, 'statement-wrong')
    calm(olga.window)
  } finally {
    for (const one of [...people, olga]) await one.window.context.close()
  }
})

test('people set their own limits, and are told in time', { timeout: 120_000 }, async () => {
  const ada = await member()
  try {
    await ada.make_pictures([FOX])
    await ada.open('/wallet')
    await ada.field('limits.cap').fill('a lot')
    await ada.button('kit.save').click()
    await ada.page.locator('[aria-invalid=true]').waitFor()
    await ada.field('limits.cap').fill('1')
    await ada.field('limits.low').fill('100')
    await ada.button('kit.save').click()
    await ada.message('limits.saved').waitFor()
    await ada.message('wallet.low_text').waitFor()
    await ada.message('limits.spent_of').waitFor()
    await shoot(ada.window, 'wallet-limits')
    await accessible(ada.page, 'the wallet with limits')

    // Only lines of one kind.
    await ada.button('wallet.group.came').click()
    await ada.message('wallet.end_group').waitFor()
    assert.equal(await ada.page.getByRole('table').getByRole('row').count(), 2, 'the heading and the welcome gift')
    await ada.button('wallet.group.lapsed').click()
    await ada.message('wallet.empty_group').waitFor()

    // Beyond the limit nothing is spent, and the words lead to where it is set.
    await ada.open('/create')
    await ada.type_prompt(`${FOX} again`)
    await ada.generate_button.click()
    await ada.page.getByRole('main').getByRole('link', { name: ada.says('buy.to_wallet') }).waitFor()
    await shoot(ada.window, 'create-capped')
    await accessible(ada.page, 'a limit that is reached')
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

test('an administrator sees what came in, and gives and takes by hand', { timeout: 120_000 }, async () => {
  const ada = await with_plan()
  const olga = await signed_in(browser, studio, cookies)
  try {
    await ada.make_pictures([FOX])
    await olga.open(ADDRESSES.admin.revenue)
    const plot = olga.page.getByRole('slider')
    await plot.focus()
    await olga.page.keyboard.press('Home')
    await olga.page.keyboard.press('End')
    assert.match(await plot.getAttribute('aria-valuetext'), /₹/)
    await shoot(olga.window, 'revenue')
    await accessible(olga.page, 'revenue')
    await olga.page.getByRole('link', { name: olga.says('revenue.year') }).click()
    await olga.page.waitForURL(/days=365/)
    await olga.page.getByText(olga.says('plot.table')).click()
    await olga.page.getByRole('region', { name: olga.says('revenue.plot') }).getByRole('row').nth(1).waitFor()
    await shoot(olga.window, 'revenue-year')
    await accessible(olga.page, 'revenue as a table')
    // It stands on the overview, too, for those who look after money.
    await olga.open(ADDRESSES.admin.overview)
    await olga.page.getByRole('figure').first().getByText(olga.says('plot.table')).click()
    await olga.page.getByRole('region', { name: olga.says('revenue.plot') }).getByRole('row').nth(1).waitFor()
    await shoot(olga.window, 'overview-money')
    await accessible(olga.page, 'the overview with money')
    await olga.open(ADDRESSES.admin.revenue)

    const before = (await ada.ask('GET', '/wallet')).available
    await olga.page.getByRole('button', { name: olga.says('credit_change.give_act') }).click()
    assert.equal(await olga.page.locator('[aria-invalid=true]').count(), 3, 'each field says what it wants')
    await olga.field('credit_change.email').fill(ada.email)
    await olga.field('credit_change.count').fill('30')
    await olga.field('payments.why').fill('A goodwill gift')
    await olga.page.reload()
    await olga.settled()
    assert.equal(await olga.field('credit_change.count').inputValue(), '30', 'a reload loses nothing')
    await olga.page.getByRole('button', { name: olga.says('credit_change.give_act') }).click()
    await shoot(olga.window, 'credit-change')
    await olga.page.getByRole('dialog').getByRole('button', { name: olga.says('credit_change.give_sure') }).click()
    await olga.message('credit_change.now').waitFor()
    assert.equal((await ada.ask('GET', '/wallet')).available, before + 30)

    // More than there is isn't taken, and that is said at the field.
    await olga.page.getByText(olga.says('credit_change.take')).first().click()
    await olga.field('credit_change.email').fill(ada.email)
    await olga.field('credit_change.count').fill('999999')
    await olga.field('payments.why').fill('A mistake')
    await olga.button('credit_change.take_act').click()
    await olga.page.getByRole('dialog').getByRole('button', { name: olga.says('credit_change.take_sure') }).click()
    await olga.page.locator('[aria-invalid=true]').waitFor()
    assert.equal((await ada.ask('GET', '/wallet')).available, before + 30)
    calm(ada.window)
    calm(olga.window)
  } finally {
    await ada.window.context.close()
    await olga.window.context.close()
  }
})

for (const viewport of Object.keys(VIEWPORTS)) {
  for (const theme of THEMES) {
    test(`plans and figures: ${viewport}, ${theme}`, { timeout: 120_000 }, async () => {
      const language = theme === 'dark' ? 'zh-CN' : 'en'
      const ada = await with_plan({ viewport, theme, language })
      const olga = await signed_in(browser, studio, cookies, { viewport, theme, language })
      try {
        await olga.ask('PATCH', '/me', { language })
        for (const [name, address] of [['buy-with-plan', '/buy?plan='], ['wallet-with-plan', '/wallet']]) {
          await ada.open(address)
          await ada.page.getByText('Pro').or(ada.page.getByText('专业版')).first().waitFor()
          await shoot(ada.window, name)
          await fits(ada.page, name)
          await accessible(ada.page, name)
        }
        await olga.open(ADDRESSES.admin.revenue)
        await olga.page.getByRole('slider').waitFor({ state: 'attached' })
        await shoot(olga.window, 'revenue-money')
        await fits(olga.page, 'revenue')
        await accessible(olga.page, 'revenue')
        calm(ada.window)
        calm(olga.window)
      } finally {
        await ada.window.context.close()
        await olga.window.context.close()
      }
    })
  }
}
