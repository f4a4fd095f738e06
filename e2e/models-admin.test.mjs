// The administrators' page of models, with one channel that works, one that fails and one without its key.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { THEMES, accessible, calm, fits, open_browser, shoot } from './browser.mjs'
import { ADDRESSES, first_admin, signed_in } from './pages.mjs'
import { Provider, model_at, models_file, openai_at } from './provider.mjs'
import { Studio } from './studio.mjs'

let well, ill, models, studio, browser, cookies

before(async () => {
  well = await Provider.start()
  ill = await Provider.start()
  ill.instead = { status: 400, type: 'invalid_request_error', code: 'model_not_found', message: 'The model painter-large does not exist' }
  models = await models_file({
    providers: { atelier: openai_at(well), outage: openai_at(ill), keyless: { ...openai_at(well), key_env: 'E2E_KEY_THAT_IS_NOT_SET', options: {} } },
    models: [model_at(['outage', 'atelier', 'keyless'], { name: 'painter', label: 'Painter', references: 2, source: true })],
  })
  studio = await Studio.start({ EASEL_MODELS: models.path })
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  await well?.stop()
  await ill?.stop()
  await models?.clear()
})

const admin = (options) => signed_in(browser, studio, cookies, options)

test('an administrator tests each channel and reads what it came to', { timeout: 120_000 }, async () => {
  const olga = await admin({})
  try {
    await olga.open(ADDRESSES.admin.models)
    const before = await olga.ask('GET', '/wallet')

    // The one that works, drained by hand: a test is made all the same, and it stays drained.
    await olga.pause('atelier/painter-large', 'admin.drain')
    await olga.channel('atelier/painter-large').getByText(olga.says('admin.draining')).waitFor()
    const good = await olga.test_channel('atelier/painter-large')
    await good.getByText(olga.says('admin.test_done')).waitFor()
    await good.getByText('$0.004', { exact: false }).waitFor()
    await olga.sees_picture('apple')
    assert.equal(well.asked.length, 1)
    await olga.channel('atelier/painter-large').getByText(olga.says('admin.draining')).waitFor()

    // The one that fails says so in the provider's words, and is asked once.
    const bad = await olga.test_channel('outage/painter-large')
    await bad.getByText(olga.says('admin.test_failed')).waitFor()
    await bad.getByText('The model painter-large does not exist').waitFor()
    assert.equal(ill.asked.length, 1)
    await olga.channel('outage/painter-large').getByText(olga.says('admin.resting_until', { whole: false })).waitFor()

    // The one without its key: nobody is asked.
    const { figures } = await olga.figures_of('keyless/painter-large')
    const none = await olga.test_channel('keyless/painter-large')
    await none.getByText('E2E_KEY_THAT_IS_NOT_SET', { exact: false }).waitFor()
    await none.getByText(olga.says('admin.test_unsent')).waitFor()
    assert.deepEqual((await olga.figures_of('keyless/painter-large')).figures, figures, 'who was not asked did not fail')
    await shoot(olga.window, 'models-tested')
    await accessible(olga.page, 'models after tests')

    // Mended, the next test ends the rest.
    ill.instead = null
    const again = await olga.test_channel('outage/painter-large')
    await again.getByText(olga.says('admin.test_done')).waitFor()
    await olga.channel('outage/painter-large').getByText(olga.says('admin.well')).waitFor()
    assert.deepEqual(await olga.ask('GET', '/wallet'), before, 'no credits moved')
    calm(olga.window)
  } finally {
    await olga.window.context.close()
  }
})

for (const viewport of ['phone', 'desktop']) {
  for (const theme of THEMES) {
    test(`the page of models: ${viewport}, ${theme}`, { timeout: 60_000 }, async () => {
      const olga = await admin({ viewport, theme })
      try {
        await olga.open(ADDRESSES.admin.models)
        const part = await olga.test_channel('keyless/painter-large')
        await part.getByText(olga.says('admin.test_failed')).waitFor()
        await olga.channel('atelier/painter-large').getByRole('button', { name: olga.says('admin.pause', { whole: false }) }).click()
        await olga.page.getByRole('dialog', { name: olga.says('admin.pause_of') }).waitFor()
        await shoot(olga.window, 'models-pause')
        // What lies in the browser's top layer covers the tabs; axe takes the tabs to cover the sheet of a phone.
        if (viewport === 'desktop') await accessible(olga.page, 'what can be said about a channel')
        await olga.page.keyboard.press('Escape')
        await fits(olga.page, 'models')
        await shoot(olga.window, 'models-standing')
        await accessible(olga.page, 'models')
        calm(olga.window)
      } finally {
        await olga.window.context.close()
      }
    })
  }
}
