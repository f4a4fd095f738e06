// What an engine shows on its way: seen in the tile while the picture is made, by its owner alone, and gone afterwards.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { THEMES, accessible, calm, open_browser, open_window, shoot } from './browser.mjs'
import { FOX, Person } from './pages.mjs'
import { Provider, model_at, models_file, openai_at } from './provider.mjs'
import { Studio } from './studio.mjs'

let provider, models, studio, browser

before(async () => {
  provider = await Provider.start()
  const options = { stream: true, partial_images: 1 }
  models = await models_file({ providers: { atelier: openai_at(provider) }, models: [model_at(['atelier'], { name: 'painter', label: 'Painter', options })] })
  studio = await Studio.start({ EASEL_MODELS: models.path })
  browser = await open_browser()
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  await provider?.stop()
  await models?.clear()
})

for (const theme of THEMES) {
  test(`an unfinished picture is seen while it is made: ${theme}`, { timeout: 60_000 }, async () => {
    const window = await open_window(browser, studio, { theme, viewport: theme === 'dark' ? 'phone' : 'desktop' })
    let finish
    provider.until = new Promise((done) => (finish = done))
    try {
      const ada = new Person(window)
      await ada.sign_up_quietly()
      await ada.choose_model('Painter')
      await ada.type_prompt(FOX)
      await ada.generate_button.click()
      const glimpse = ada.page.getByRole('img', { name: ada.says('create.glimpse') })
      await glimpse.waitFor()
      await ada.page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await glimpse.elementHandle())
      const address = await glimpse.getAttribute('src')
      const seen = await ada.page.request.get(studio.url + address)
      assert.deepEqual([seen.status(), seen.headers()['content-type']], [200, 'image/webp'])
      await shoot(window, 'glimpse')
      await accessible(ada.page, 'an unfinished picture')
      const stranger = await open_window(browser, studio, {})
      assert.equal((await stranger.page.request.get(studio.url + address)).status(), 401)
      await stranger.context.close()
      finish()
      await glimpse.waitFor({ state: 'detached' })
      await ada.sees_picture('fox')
      assert.equal((await ada.page.request.get(studio.url + address)).status(), 404)
      calm(window)
    } finally {
      finish()
      await window.context.close()
    }
  })
}
