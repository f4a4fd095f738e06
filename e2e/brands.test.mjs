// Brand kits: colours, a logo and words, followed by pictures and laid on social formats; and the recipes of styles.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { FOX, Person, first_admin, signed_in } from './pages.mjs'
import { png_of } from './provider.mjs'
import { Studio } from './studio.mjs'

let studio, browser, admin_cookies

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
  admin_cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
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

const palette = (ada) => ada.page.getByRole('list', { name: ada.says('brand.palette') }).locator('input.hex')

journey('a kit is made of pasted colours, those of a picture, a logo and words', {}, async (ada) => {
  await ada.make_pictures([FOX])
  await ada.open('/brand')
  await shoot(ada.window, 'brand-empty')
  await accessible(ada.page, 'no brand kits yet')
  await ada.link_or_button('brand.empty_act').click()
  await ada.field('brand.paste').fill('#D9482B, 1d1b18 and rgb(44, 106, 67)')
  await ada.page.keyboard.press('Enter')
  assert.deepEqual(await palette(ada).evaluateAll((all) => all.map((one) => one.value)), ['#d9482b', '#1d1b18', '#2c6a43'])
  await ada.button('brand.colour_later').first().click()
  await ada.button('brand.from_picture').click()
  await ada.pick_pictures([0])
  await ada.button('brand.take_colour').first().click()
  assert.equal(await palette(ada).count(), 4)
  // Without a name it isn't one; what is there stays over a reload.
  await ada.button('brand.make').click()
  await ada.message('brand.name_needed').waitFor()
  await ada.page.reload()
  await ada.settled()
  assert.equal(await palette(ada).count(), 4)
  await ada.field('brand.name').fill('Harbour & Co')
  const [chooser] = await Promise.all([ada.page.waitForEvent('filechooser'), ada.button('pictures.from_device').click()])
  await chooser.setFiles([{ name: 'logo.png', mimeType: 'image/png', buffer: png_of(400, 160, 10) }])
  await ada.page.getByRole('slider', { name: ada.says('brand.logo_size') }).fill('20')
  await ada.field('brand.use_words').fill('soft light, sea')
  await ada.page.keyboard.press('Enter')
  await ada.field('brand.avoid_words').fill('neon')
  await ada.field('brand.tone').fill('Calm and plain')
  await shoot(ada.window, 'brand-form')
  await accessible(ada.page, 'form of a brand kit')
  await ada.button('brand.make').click()
  await ada.page.getByRole('link', { name: /Harbour & Co/ }).waitFor()
  await shoot(ada.window, 'brand')
  await accessible(ada.page, 'brand kits')
  const [kit] = (await ada.ask('GET', '/brands')).items
  assert.deepEqual(kit.palette.slice(0, 3), ['#1d1b18', '#d9482b', '#2c6a43'])
  assert.deepEqual([kit.use_words, kit.avoid_words, kit.tone], [['soft light', 'sea'], ['neon'], 'Calm and plain'])
  assert.deepEqual(kit.logo_place, { corner: 'bottom_right', percent: 20 })
  assert.ok(kit.logo)

  // A picture follows it.
  await ada.open('/create')
  await ada.button('brand.brand').click()
  await ada.page.getByRole('dialog', { name: ada.says('brand.brand') }).getByText('Harbour & Co').click()
  await ada.type_prompt('a boat')
  await shoot(ada.window, 'composer-brand')
  const [sent] = await Promise.all([ada.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/generations')), ada.generate_button.click()])
  assert.equal(sent.postDataJSON().brand, kit.id)

  // And it goes by its name.
  await ada.open(`/brand/${kit.id}`)
  await ada.button('kit.delete').click()
  const dialog = ada.page.getByRole('dialog', { name: ada.says('brand.delete_title') })
  await dialog.getByRole('textbox').fill('harbour & co')
  await dialog.getByRole('button', { name: ada.says('kit.delete') }).click()
  await ada.link_or_button('brand.empty_act').waitFor()
})

for (const options of [{}, { viewport: 'phone', theme: 'dark' }]) {
  journey(`one picture becomes many formats, ${options.viewport ?? 'desktop'}`, options, async (ada) => {
    const [picture] = await ada.make_pictures([FOX])
    await ada.open(`/formats/${picture.id}`)
    const all = await ada.ask('GET', '/formats')
    const formats = Array.isArray(all) ? all : all.items
    await ada.button('brand.all_of_them').click()
    assert.equal(await ada.page.locator('main li button[aria-pressed=true]').count(), formats.length)
    await ada.button('brand.none_of_them').click()
    assert.ok(await ada.button('brand.formats_act').isDisabled())
    await ada.page.getByRole('button', { name: new RegExp(`^${formats[0].label}`) }).click()
    await ada.page.getByRole('button', { name: new RegExp(`^${formats[2].label}`) }).click()
    await fits(ada.page, 'formats')
    await shoot(ada.window, 'formats')
    await accessible(ada.page, 'formats')
    const [sent] = await Promise.all([ada.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/exports')), ada.button('brand.formats_act').click()])
    assert.deepEqual(sent.postDataJSON().formats, [formats[0].id, formats[2].id])
    const link = ada.page.getByRole('link', { name: ada.says('export.download') })
    await link.waitFor({ timeout: 60_000 })
    const [download] = await Promise.all([ada.page.waitForEvent('download'), link.click()])
    assert.deepEqual([...(await readFile(await download.path())).subarray(0, 2)], [0x50, 0x4b])
  })
}

test('an administrator rewrites a style, and the menu of the composer shows it', { timeout: 120_000 }, async () => {
  const olga = await signed_in(browser, studio, admin_cookies)
  await olga.make_pictures([FOX], { style: 'ink' })
  await olga.open('/admin/styles')
  await shoot(olga.window, 'styles')
  await accessible(olga.page, 'styles')
  const row = olga.page.getByRole('listitem').filter({ has: olga.page.locator('code', { hasText: /^ink$/ }) })
  await row.getByRole('button', { name: olga.says('style_admin.edit_of') }).click()
  await row.getByLabel(olga.says('style_admin.before')).fill('An ink drawing of')
  await row.getByRole('button', { name: olga.says('style_admin.sample_choose') }).click()
  await olga.pick_pictures([0])
  await shoot(olga.window, 'style-form')
  await accessible(olga.page, 'form of a style')
  await row.getByRole('button', { name: olga.says('style_admin.save', { whole: false }) }).click()
  await row.getByText('An ink drawing of').waitFor()
  const style = (await olga.ask('GET', '/admin/styles')).items.find((one) => one.id === 'ink')
  assert.equal(style.before, 'An ink drawing of')
  assert.ok(style.labels.en && style.sample)
  assert.ok(style.version >= 1)
  calm(olga.window)
  await olga.window.context.close()
})
