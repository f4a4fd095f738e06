// A worker lent to the studio: its token from the page, its picture on the page, its end.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { THEMES, accessible, calm, fits, open_browser, shoot } from './browser.mjs'
import { ADDRESSES, first_admin, signed_in } from './pages.mjs'
import { Provider, model_at, models_file, openai_at } from './provider.mjs'
import { LentWorker, Studio } from './studio.mjs'

const PAINTER = { name: 'painter', label: 'Painter' }
let card, models, own, studio, browser, cookies, worker

before(async () => {
  card = await Provider.start()
  models = await models_file({ providers: { friends: { engine: 'worker' } }, models: [model_at(['friends'], PAINTER)] })
  own = await models_file({ providers: { card: openai_at(card) }, models: [model_at(['card'], PAINTER)] })
  studio = await Studio.start({ EASEL_MODELS: models.path })
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  worker?.kill()
  await browser?.close()
  await studio?.stop()
  await card?.stop()
  await models?.clear()
  await own?.clear()
})

const admin = (options) => signed_in(browser, studio, cookies, options)

test('a worker is lent, makes a picture, and is sent home', { timeout: 120_000 }, async () => {
  const olga = await admin({})
  const { page } = olga
  try {
    await olga.open(ADDRESSES.admin.models)
    await page.getByText(olga.says('admin.workers_none')).waitFor()
    await page.getByRole('button', { name: olga.says('admin.worker_add') }).click()
    const dialog = page.getByRole('dialog', { name: olga.says('admin.worker_add') })
    await dialog.getByLabel(olga.says('admin.worker_name')).fill('Garage')
    await dialog.getByRole('button', { name: olga.says('admin.worker_make') }).click()
    const told = await dialog.getByLabel(olga.says('admin.worker_token')).textContent()
    await shoot(olga.window, 'worker-token')
    await accessible(page, 'the token of a worker')
    const token = /EASEL_WORKER_TOKEN=(\S+)/.exec(told)[1]
    await dialog.getByRole('button', { name: olga.says('admin.worker_done') }).click()
    const garage = page.getByRole('listitem').filter({ hasText: 'Garage' })
    await garage.getByText(olga.says('admin.worker_never')).waitFor()
    assert.ok(!(await page.content()).includes(token), 'it is shown once')

    worker = LentWorker.start(studio, token, own.path)
    await garage.getByText('painter', { exact: false }).waitFor({ timeout: 20_000 })
    const good = await olga.test_channel('friends/painter-large')
    await good.getByText(olga.says('admin.test_done')).waitFor({ timeout: 20_000 })
    assert.equal(card.asked.length, 1)
    await fits(page, 'models with a lent worker')
    await shoot(olga.window, 'worker-lent')

    await garage.getByRole('button', { name: olga.says('admin.worker_end_of') }).click()
    const question = page.getByRole('dialog', { name: olga.says('admin.worker_end_title') })
    await question.getByRole('button', { name: olga.says('admin.worker_end') }).click()
    await page.getByText(olga.says('admin.workers_none')).waitFor()
    calm(olga.window)
  } finally {
    await olga.window.context.close()
  }
})

for (const theme of THEMES) {
  test(`lent workers on a phone: ${theme}`, { timeout: 60_000 }, async () => {
    const olga = await admin({ viewport: 'phone', theme })
    try {
      await olga.open(ADDRESSES.admin.models)
      await olga.ask('POST', '/admin/worker-tokens', { name: `The machine under the desk (${theme})` })
      await olga.page.getByText(theme, { exact: false }).waitFor({ timeout: 20_000 })
      await fits(olga.page, 'lent workers')
      await shoot(olga.window, 'workers')
      await accessible(olga.page, 'lent workers')
      calm(olga.window)
    } finally {
      await olga.window.context.close()
    }
  })
}
