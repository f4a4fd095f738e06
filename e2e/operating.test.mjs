// A studio is made ready by its list, a mail really goes out, a task that somebody quotes is found and called off, and the log says so.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, Person, first_admin, signed_in, text_of } from './pages.mjs'
import { Studio, program } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start({ EASEL_WORKER_SLOTS: '1' })
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{}, { theme: 'dark' }, { viewport: 'phone' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }]

async function until_over(person, id) {
  for (let tries = 0; tries < 200; tries++) {
    const { state } = await person.ask('GET', `/generations/${id}`)
    if (state !== 'queued' && state !== 'running') return assert.equal(state, 'succeeded')
    await sleep(100)
  }
  assert.fail('it never ended')
}

async function shown(person, name) {
  await person.settled()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

test('a new studio says what it needs, sends a test mail, and the list goes when all is done or set aside', { timeout: 240_000 }, async () => {
  const olga = await signed_in(browser, studio, cookies)
  try {
    await olga.open(ADDRESSES.admin.overview)
    await olga.message('checklist.title').waitFor()
    await shown(olga, 'checklist')
    const began = Date.now() - 1_000
    await olga.button('checklist.test').click()
    await olga.message('checklist.test_folder').waitFor({ timeout: 20_000 })
    const { email } = await olga.ask('GET', '/me')
    assert.match(await studio.mail_to(email, { after: began }), /test mail/i, 'a mail really went out')

    await promisify(execFile)(program(), ['backup', join(studio.data_dir, '..', `saved-${process.pid}`)], { env: { ...process.env, EASEL_DATA_DIR: studio.data_dir } })
    await olga.page.reload()
    await olga.page.getByText(olga.says('checklist.detail.backup.own')).waitFor()
    for (const item of ['branding', 'mail', 'models', 'payments', 'legal', 'second_factor']) await olga.ask('PUT', `/admin/checklist/${item}`, { aside: true })
    await olga.page.reload()
    await olga.page.getByRole('link', { name: olga.says('checklist.again') }).click()
    await olga.message('checklist.ready_title').waitFor()
    await shown(olga, 'checklist-ready')
    await olga.page.getByRole('button', { name: /^Payments/ }).click()
    await olga.message('checklist.title').waitFor()
    calm(olga.window)
  } finally {
    await olga.window.context.close()
  }
})

test('a task is found by its id, read try by try and called off; the log says who did it', { timeout: 240_000 }, async () => {
  const eve = new Person(await open_window(browser, studio, {}))
  const olga = await signed_in(browser, studio, cookies)
  try {
    await eve.sign_up_quietly('Eve Adler')
    const done = (await eve.ask('POST', '/generations', { model: 'illustrator', prompt: 'a red fox', width: 64, height: 64, accepted_credits: 1 })).id
    await until_over(eve, done)
    // One slot, and pictures that take their time: the second one waits.
    const asked = []
    for (const seed of [1, 2]) asked.push((await eve.ask('POST', '/generations', { model: 'illustrator', prompt: 'a town by the sea', width: 4096, height: 4096, tier: '4K', seed, accepted_credits: 100 })).id)

    await olga.open(`${ADDRESSES.admin.jobs}?q=${asked[1]}`)
    await olga.page.getByRole('link', { name: asked[1] }).click()
    await olga.page.getByRole('heading', { name: olga.says('jobs.of'), level: 1 }).waitFor()
    await shown(olga, 'job')
    await olga.button('jobs.cancel').click()
    const off = olga.page.getByRole('dialog', { name: olga.says('jobs.cancel_title') })
    await off.getByLabel(olga.says('jobs.why')).fill('She asked us to.')
    await shoot(olga.window, 'job-cancel')
    await off.getByRole('button', { name: olga.says('jobs.cancel') }).click()
    await olga.message('jobs.cancel_done').waitFor()
    await olga.page.getByText(olga.says('jobs.no_acts')).waitFor({ timeout: 20_000 })

    await olga.open(ADDRESSES.admin.audit)
    await olga.page.getByText('She asked us to.').waitFor()
    await olga.page.getByText('job.cancel').waitFor()
    await shown(olga, 'audit')
    await olga.page.getByLabel(olga.says('audit.what')).fill('nothing.such')
    await olga.button('audit.find').click()
    await olga.message('audit.none_title').waitFor()

    for (const look of LOOKS) {
      const other = await signed_in(browser, studio, cookies, look)
      for (const [name, address] of [['jobs', '/admin/jobs'], ['job-done', `/admin/jobs/${done}`], ['audit', '/admin/audit'], ['checklist', '/admin/start'], ['privacy-facts', '/privacy-facts']]) {
        await other.open(address)
        await shown(other, name)
      }
      calm(other.window)
      await other.window.context.close()
    }
    calm(olga.window)
  } finally {
    await eve.window.context.close()
    await olga.window.context.close()
  }
})

test('every list of administration is taken along as a file, with what it is narrowed to', { timeout: 120_000 }, async () => {
  const olga = await signed_in(browser, studio, cookies)
  try {
    await olga.open(`${ADDRESSES.admin.jobs}?q=nobody`)
    await olga.settled()
    const link = olga.page.getByRole('link', { name: olga.says('kit.csv_of') })
    const [file] = await Promise.all([olga.page.waitForEvent('download'), link.click()])
    assert.equal(file.suggestedFilename(), 'jobs.csv')
    assert.match(await readFile(await file.path(), 'utf8'), /^id,owner_id,[^\n]+\r\n$/, 'the list is empty, and so is its file')

    const files = new Set()
    for (const address of Object.values(ADDRESSES.admin)) {
      await olga.open(address)
      await olga.settled()
      for (const href of await olga.page.locator('main a[download][href*=".csv"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))) {
        const answer = await olga.page.request.get(new URL(href, olga.page.url()).href)
        assert.deepEqual([answer.status(), answer.headers()['content-type']], [200, 'text/csv; charset=utf-8'], href)
        files.add(new URL(href, olga.page.url()).pathname.split('/').at(-1))
      }
    }
    assert.deepEqual([...files].sort(), ['activity.csv', 'audit.csv', 'conversations.csv', 'jobs.csv', 'models.csv', 'payments.csv', 'people.csv', 'receipts.csv', 'redeem-batches.csv', 'refunds.csv', 'revenue-by-model.csv', 'revenue.csv', 'showcase.csv', 'worker-tokens.csv'])
    calm(olga.window)
  } finally {
    await olga.window.context.close()
  }
})

test('an owner reads what the studio runs with, finds a setting, and sees no secret', { timeout: 120_000 }, async () => {
  // She reads the studio in her account's language, whatever the browser's is.
  for (const { language: _, ...look } of LOOKS) {
    const olga = await signed_in(browser, studio, cookies, look)
    try {
      await olga.open(ADDRESSES.admin.configuration)
      await olga.page.getByRole('heading', { name: olga.says('configuration.title'), level: 1 }).waitFor()
      await olga.page.getByText('EASEL_LISTEN').waitFor()
      await shown(olga, 'configuration')
      await olga.page.getByRole('searchbox').fill('EASEL_WORKER_SLOTS')
      await olga.page.getByText('EASEL_LISTEN').waitFor({ state: 'detached' })
      const row = olga.page.locator('dl > div').filter({ hasText: 'EASEL_WORKER_SLOTS' })
      assert.deepEqual((await row.locator('dd').allInnerTexts()).map((text) => text.trim()), ['1', text_of(olga.window.language, 'configuration.sources.environment')])
      await olga.page.getByRole('searchbox').fill('nothing is called that')
      await olga.message('configuration.none_title').waitFor()
      await shown(olga, 'configuration-none')
      await olga.page.getByRole('button', { name: olga.says('configuration.all') }).last().click()
      await olga.page.getByText('EASEL_LISTEN').waitFor()
      calm(olga.window)
    } finally {
      await olga.window.context.close()
    }
  }
})
