// People's own pictures: added by file, paste and drop, taken away, and made into new ones.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { FOX, Person } from './pages.mjs'
import { Provider, model_at, models_file, openai_at, png_of } from './provider.mjs'
import { Studio } from './studio.mjs'

let provider, models, studio, browser

before(async () => {
  provider = await Provider.start()
  models = await models_file({
    providers: { atelier: openai_at(provider) },
    models: [
      model_at(['atelier'], { name: 'painter', label: 'Painter', references: 2, source: true }),
      model_at(['atelier'], { name: 'retoucher', label: 'Retoucher', source: true, price: 3 }),
    ],
  })
  studio = await Studio.start({ EASEL_MODELS: models.path })
  browser = await open_browser()
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  await provider?.stop()
  await models?.clear()
})

function journey(name, options, walk) {
  test(name, { timeout: 120_000 }, async () => {
    const window = await open_window(browser, studio, options)
    try {
      const ada = new Person(window)
      await ada.sign_up_quietly()
      await walk(ada)
      calm(window)
    } catch (error) {
      await shoot(window, `failed-${name.replace(/\W+/g, '-').slice(0, 60)}`).catch(() => {})
      throw error
    } finally {
      await window.context.close()
    }
  })
}

const file = (name, bytes = png_of(640, 480, 20), mimeType = 'image/png') => ({ name, mimeType, buffer: bytes })

journey('a picture is added, changed into another, and taken away again', {}, async (ada) => {
  await ada.choose_model('Painter')
  await ada.type_prompt('the same at night')
  await ada.add_files([file('harbour.png')])
  await ada.chip('harbour.png').waitFor()
  await ada.chip_is('harbour.png', 'create.role_guide')
  await ada.give_role('harbour.png', 'create.role_source')
  await ada.page.getByRole('slider', { name: ada.says('create.strength') }).fill('40')
  await shoot(ada.window, 'composer-source')
  await accessible(ada.page, 'composer with a picture')
  await ada.sees_price(2)

  // A reload keeps what was added, and what it is for.
  await ada.page.reload()
  await ada.settled()
  assert.equal(await ada.prompt_field.inputValue(), 'the same at night')
  await ada.chips.first().waitFor()
  assert.equal(await ada.page.getByRole('slider', { name: ada.says('create.strength') }).inputValue(), '40')

  const asked = provider.asked.length
  await ada.generate_button.click()
  await ada.sees_picture('the same at night')
  await ada.sees_credits(18)
  const { items } = await ada.ask('GET', '/generations')
  assert.equal(items[0].strength, 40)
  assert.ok(items[0].source, 'it was made from the picture')
  // The picture was 640 by 480: the size follows it, on the model's own grid.
  assert.deepEqual([items[0].width, items[0].height], [640, 512])
  const sent = provider.asked[asked]
  assert.deepEqual([sent.path, sent.pictures], ['/v1/images/edits', 1])

  await ada.take_away(0)
  assert.equal(await ada.chips.count(), 0)
  await ada.add_button.waitFor()
  // The keyboard is where pictures come from.
  assert.ok(await ada.add_button.evaluate((button) => button === document.activeElement))
})

journey('pasting and dropping add pictures up to what the model takes, and the limit is told', {}, async (ada) => {
  await ada.choose_model('Painter')
  await ada.type_prompt(FOX)
  await ada.paste_file('pasted.png', png_of(300, 300, 60))
  await ada.chip('pasted.png').waitFor()
  await ada.drop_file('dropped.png', png_of(320, 200, 90))
  await ada.chip('dropped.png').waitFor()
  await ada.chip_is('dropped.png', 'create.role_guide')
  // Two guides are all it takes; a third picture is to be changed, and then there is no room.
  await ada.drop_file('third.png', png_of(256, 256, 120))
  await ada.chip_is('third.png', 'create.role_source')
  await ada.drop_file('fourth.png', png_of(256, 256, 120))
  await ada.message('create.pictures_full').waitFor()
  assert.equal(await ada.chips.count(), 3)
  await shoot(ada.window, 'composer-full')
  await ada.add_button.click()
  await ada.page.getByRole('dialog').getByText(ada.says('create.pictures_full')).waitFor()
  await shoot(ada.window, 'composer-full-why')
  await ada.page.keyboard.press('Escape')
  assert.equal(await ada.prompt_field.inputValue(), FOX)
  await ada.take_away(2)
  const asked = provider.asked.length
  await ada.generate_button.click()
  await ada.sees_picture(FOX)
  assert.deepEqual([provider.asked[asked].path, provider.asked[asked].pictures], ['/v1/images/edits', 2])
  // A picture of the stream can be dragged in as well.
  await ada.take_away(0)
  await (await ada.sees_picture(FOX)).dragTo(ada.prompt_field)
  await ada.chips.nth(1).waitFor()
  await ada.generate_button.click()
  while (provider.asked.length === asked + 1) await new Promise((done) => setTimeout(done, 50))
  assert.equal(provider.asked.at(-1).pictures, 2)
})

journey('what is no picture, or too much of one, is told at the picture and costs nothing', {}, async (ada) => {
  await ada.choose_model('Painter')
  await ada.type_prompt(FOX)
  await ada.add_files([file('notes.txt', Buffer.from('just words'), 'text/plain')])
  await ada.message('create.not_readable').waitFor()
  // It says it is a picture, and isn't: the studio finds out.
  await ada.add_files([file('broken.png', Buffer.from('no picture at all'))])
  await ada.chip('broken.png').getByText(ada.says('create.not_readable', { whole: false })).waitFor()
  await ada.add_files([file('huge.png', Buffer.alloc(26 * 1024 * 1024))])
  await ada.message('create.too_large').waitFor()
  await shoot(ada.window, 'composer-refused')
  await accessible(ada.page, 'composer with refused files')
  await ada.generate_button.click()
  await ada.message('create.pictures_refused').waitFor()
  for (let left = 3; left > 0; left--) await ada.take_away(0)
  assert.equal(await ada.prompt_field.inputValue(), FOX)
  assert.deepEqual((await ada.ask('GET', '/assets')).items, [])
  await ada.sees_credits(20)
})

journey('an answer that gets lost is told, and the same picture can be sent again', {}, async (ada) => {
  await ada.choose_model('Painter')
  await ada.page.route('**/api/v1/assets', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await ada.add_files([file('harbour.png')])
  await ada.message('create.upload_trouble').waitFor()
  await ada.page.unroute('**/api/v1/assets')
  await ada.button('kit.retry').click()
  await ada.chip_is('harbour.png', 'create.role_guide')
  await ada.picture_there('harbour.png')
  assert.equal((await ada.ask('GET', '/assets')).items.length, 1)
})

journey('a model without pictures says so and offers those that take them', {}, async (ada) => {
  await ada.type_prompt(FOX)
  await ada.add_button.click()
  await ada.page.getByRole('dialog').getByText(ada.says('create.no_pictures')).waitFor()
  await shoot(ada.window, 'composer-no-pictures')
  await ada.page.getByRole('dialog').getByRole('button', { name: /Painter/ }).click()
  await ada.add_files([file('harbour.png')])
  await ada.picture_there('harbour.png')
  // Back to one that can't: said before anything is sent, and nothing is lost.
  await ada.choose_model('Illustrator')
  await ada.message('create.misfit_none').waitFor()
  await shoot(ada.window, 'composer-misfit')
  await ada.generate_button.click()
  assert.deepEqual((await ada.ask('GET', '/generations')).items, [])
  await ada.page.getByRole('button', { name: /Retoucher/ }).waitFor({ state: 'detached' })
  await ada.button('create.take_all_away').click()
  await ada.generate_button.click()
  await ada.sees_picture(FOX)
})

journey('a picture that hangs in the gallery is changed, on a phone', { viewport: 'phone', theme: 'dark' }, async (ada) => {
  await ada.type_prompt(FOX)
  await ada.generate_button.click()
  await ada.open_picture(FOX)
  await shoot(ada.window, 'picture-acts')
  await ada.button('picture.change').click()
  // The illustrator can't: the studio goes over to a model that can, and says so.
  await ada.message('create.switched').waitFor()
  await ada.chips.first().waitFor()
  await ada.type_prompt('in the rain')
  await ada.sees_price(2)
  await fits(ada.page, 'composer with a picture')
  await shoot(ada.window, 'composer-source')
  await accessible(ada.page, 'composer with a picture, phone')
  await ada.generate_button.click()
  await ada.sees_picture('in the rain')
  await ada.open_picture('in the rain')
  await ada.link_or_button('picture.made_from').waitFor()
  await ada.button('picture.more').click()
  await shoot(ada.window, 'picture-more')
  await ada.page.getByRole('menuitem', { name: ada.says('picture.guide') }).click()
  await ada.prompt_field.waitFor()
  assert.equal(await ada.chips.count(), 2)
})
