// Strips: pictures one below the other, put in order, joined, continued and taken away as a file.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { Person, signed_in } from './pages.mjs'
import { png_of } from './provider.mjs'
import { Studio } from './studio.mjs'

const PROMPTS = ['a lighthouse by the sea', 'a rabbit in a garden', 'a fox in the snow']
let studio, browser

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

function journey(name, options, walk) {
  test(name, { timeout: 150_000 }, async () => {
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

const rows = (ada) => ada.page.getByRole('list', { name: ada.says('strip.pictures') }).getByRole('listitem')
const saved = (ada) => ada.page.locator('[data-standing=saved]').waitFor()

/** A strip with these pictures, opened. */
async function open_strip(ada, pictures, more = {}) {
  const strip = await ada.ask('POST', '/strips', {
    name: 'Chapter one',
    width_px: 800,
    background: '#ffffff',
    seam: { kind: 'none', px: 0 },
    items: pictures.map((one) => ({ asset_id: one.id, seam: null })),
    ...more,
  })
  await ada.open(`/strips/${strip.id}`)
  await rows(ada).nth(pictures.length - 1).waitFor()
  return strip
}
const order = async (ada, id) => (await ada.ask('GET', `/strips/${id}`)).items.map((one) => one.asset_id)

journey('the first strip is made of pictures of the gallery and a file, and saves itself', {}, async (ada) => {
  await ada.make_pictures(PROMPTS)
  await ada.open('/strips')
  await shoot(ada.window, 'strips-empty')
  await accessible(ada.page, 'no strips yet')
  await ada.button('strip.empty_act').click()
  await ada.page.getByRole('textbox', { name: ada.says('strip.name') }).fill('Chapter one')
  await ada.button('pictures.from_gallery').last().click()
  const dialog = await ada.pick_pictures([0, 1])
  await accessible(ada.page, 'choosing pictures')
  await dialog.getByRole('button', { name: ada.says('pictures.add', { whole: false }) }).last().click()
  await rows(ada).nth(1).waitFor()
  const [chooser] = await Promise.all([ada.page.waitForEvent('filechooser'), ada.button('pictures.from_device').first().click()])
  await chooser.setFiles([{ name: 'own.png', mimeType: 'image/png', buffer: png_of(640, 320, 40) }])
  await rows(ada).nth(2).waitFor()
  await saved(ada)
  await shoot(ada.window, 'strip')
  await accessible(ada.page, 'a strip')
  const until = Date.now() + 20_000
  for (;;) {
    const [strip] = (await ada.ask('GET', '/strips')).items
    if (strip.items.length === 3 && strip.name === 'Chapter one') break
    assert.ok(Date.now() < until, 'the strip was not saved')
    await new Promise((done) => setTimeout(done, 150))
  }
  await ada.page.reload()
  await rows(ada).nth(2).waitFor()
  await ada.open('/strips')
  await ada.page.getByRole('link', { name: /Chapter one/ }).waitFor()
  await shoot(ada.window, 'strips')
  await accessible(ada.page, 'strips')
})

journey('pictures change places by keys and by hand, seams are chosen, and all of it can be undone', {}, async (ada) => {
  const pictures = await ada.make_pictures(PROMPTS)
  const strip = await open_strip(ada, pictures)
  const [a, b, c] = pictures.map((one) => one.id)
  await ada.button('strip.down').first().click()
  await saved(ada)
  assert.deepEqual(await order(ada, strip.id), [b, a, c])
  // The keyboard goes on with the picture that was moved.
  await ada.page.keyboard.press('Alt+ArrowDown')
  await ada.page.waitForTimeout(900)
  await saved(ada)
  assert.deepEqual(await order(ada, strip.id), [b, c, a])
  const grip = rows(ada).nth(2).locator('[data-handle]')
  const target = await rows(ada).nth(0).boundingBox()
  await grip.hover()
  await ada.page.mouse.down()
  await ada.page.mouse.move(target.x + 10, target.y + 40, { steps: 8 })
  await ada.page.mouse.move(target.x + 10, target.y + 6, { steps: 8 })
  await ada.page.mouse.up()
  await ada.page.waitForTimeout(900)
  await saved(ada)
  assert.deepEqual(await order(ada, strip.id), [a, b, c])

  await ada.page.getByRole('region', { name: ada.says('strip.look') }).getByText(ada.says('strip.seam_gutter')).click()
  await ada.page.getByRole('button', { name: ada.says('strip.joint', { whole: false }) }).first().click()
  const joint = ada.page.getByRole('dialog', { name: ada.says('strip.joint') })
  await joint.getByText(ada.says('strip.seam_blend')).click()
  await accessible(ada.page, 'a seam')
  await shoot(ada.window, 'strip-seam')
  await ada.page.keyboard.press('Escape')
  await ada.page.waitForTimeout(900)
  await saved(ada)
  const now = await ada.ask('GET', `/strips/${strip.id}`)
  assert.equal(now.seam.kind, 'gutter')
  assert.equal(now.items[0].seam.kind, 'blend')
  assert.equal(now.items[1].seam, null)

  while (await ada.button('strip.undo').isEnabled()) await ada.button('strip.undo').click()
  await ada.page.waitForTimeout(900)
  await saved(ada)
  const back = await ada.ask('GET', `/strips/${strip.id}`)
  assert.deepEqual([back.seam.kind, back.items.map((one) => one.asset_id), back.items[0].seam], ['none', [a, b, c], null])
  while (await ada.button('strip.redo').isEnabled()) await ada.button('strip.redo').click()
  await ada.page.waitForTimeout(900)
  await saved(ada)
  assert.equal((await ada.ask('GET', `/strips/${strip.id}`)).items[0].seam.kind, 'blend')
})

journey('two windows never overwrite each other', {}, async (ada) => {
  const pictures = await ada.make_pictures(PROMPTS)
  const strip = await open_strip(ada, pictures)
  const { cookies } = await ada.window.context.storageState()
  const other = await signed_in(browser, studio, cookies)
  await other.open(`/strips/${strip.id}`)
  await rows(other).nth(2).waitFor()
  await ada.page.getByRole('textbox', { name: ada.says('strip.name') }).fill('Mine')
  await ada.page.waitForTimeout(900)
  await saved(ada)
  await other.button('strip.remove').first().click()
  const told = other.page.getByRole('dialog', { name: other.says('strip.conflict_title') })
  await told.waitFor()
  await shoot(other.window, 'strip-conflict')
  await accessible(other.page, 'a conflict')
  assert.equal((await ada.ask('GET', `/strips/${strip.id}`)).items.length, 3)
  await told.getByRole('button', { name: other.says('strip.use_theirs') }).click()
  await rows(other).nth(2).waitFor()
  assert.equal(await other.page.getByRole('textbox', { name: other.says('strip.name') }).inputValue(), 'Mine')
  // What was done here is one step back.
  await other.button('strip.undo').click()
  await rows(other).nth(2).waitFor({ state: 'detached' })
  await other.page.waitForTimeout(900)
  await saved(other)
  assert.equal((await ada.ask('GET', `/strips/${strip.id}`)).items.length, 2)
  await other.window.context.close()
})

journey('a strip grows downwards and leaves as a file', {}, async (ada) => {
  const pictures = await ada.make_pictures(PROMPTS.slice(0, 1))
  const strip = await open_strip(ada, pictures, { seam: { kind: 'gutter', px: 20 } })
  await ada.button('strip.continue').first().click()
  const dialog = ada.page.getByRole('dialog', { name: ada.says('strip.continue') })
  await dialog.getByRole('textbox', { name: ada.says('strip.continue_prompt') }).fill('the sea goes down to the fish')
  await ada.page.getByText(ada.says('strip.height_half')).click()
  await shoot(ada.window, 'strip-continue')
  await accessible(ada.page, 'continuing a strip')
  const [sent] = await Promise.all([
    ada.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/generations')),
    dialog.getByRole('button', { name: ada.says('strip.continue_act', { whole: false }) }).last().click(),
  ])
  const wish = sent.postDataJSON()
  assert.equal(wish.source, pictures[0].id)
  assert.deepEqual(wish.extend, { left: 0, top: 0, right: 0, bottom: 512, only_new: true })
  // The page may be left and come back to meanwhile.
  await ada.open('/strips')
  await ada.open(`/strips/${strip.id}`)
  await rows(ada).nth(1).waitFor({ timeout: 60_000 })
  await ada.page.waitForTimeout(900)
  await saved(ada)
  const grown = await ada.ask('GET', `/strips/${strip.id}`)
  assert.equal(grown.items.length, 2)
  assert.deepEqual(grown.items[0].seam, { kind: 'none', px: 0 })

  await ada.button('strip.export').click()
  const exporting = ada.page.getByRole('dialog', { name: ada.says('strip.export') })
  await accessible(ada.page, 'exporting a strip')
  await exporting.getByRole('button', { name: ada.says('strip.export_act') }).click()
  const link = exporting.getByRole('link', { name: ada.says('export.download') })
  await link.waitFor({ timeout: 60_000 })
  await shoot(ada.window, 'strip-export')
  const [download] = await Promise.all([ada.page.waitForEvent('download'), link.click()])
  assert.ok((await readFile(await download.path())).length > 0)
  await exporting.getByText(ada.says('strip.slices')).click()
  await link.waitFor({ state: 'detached' })
  await exporting.getByRole('button', { name: ada.says('strip.export_act') }).click()
  await link.waitFor({ timeout: 60_000 })
})

journey('a strip is looked at, put in order by touch and deleted by its name, on a phone', { viewport: 'phone', theme: 'dark' }, async (ada) => {
  const pictures = await ada.make_pictures(PROMPTS.slice(0, 2))
  const strip = await ada.ask('POST', '/strips', { name: 'Chapter two', width_px: 720, background: '#101010', seam: { kind: 'rule', px: 4 }, items: pictures.map((one) => ({ asset_id: one.id, seam: null })) })
  await ada.open(`/strips/${strip.id}`)
  await ada.page.getByRole('region', { name: ada.says('strip.preview') }).locator('img').first().waitFor()
  await fits(ada.page, 'a strip')
  await shoot(ada.window, 'strip')
  await accessible(ada.page, 'a strip, phone')
  await ada.button('strip.pictures').click()
  await rows(ada).nth(1).waitFor()
  await shoot(ada.window, 'strip-rows')
  await accessible(ada.page, 'the pictures of a strip, phone')
  await ada.button('strip.up').last().tap()
  await ada.page.waitForTimeout(900)
  await saved(ada)
  assert.deepEqual(await order(ada, strip.id), pictures.map((one) => one.id).reverse())
  await ada.button('strip.look').click()
  await shoot(ada.window, 'strip-look')
  await accessible(ada.page, 'the look of a strip, phone')
  await ada.open('/strips')
  await ada.button('strip.more_of').click()
  await ada.page.getByRole('menuitem', { name: ada.says('kit.delete') }).click()
  const dialog = ada.page.getByRole('dialog', { name: ada.says('strip.delete_title') })
  await dialog.getByRole('textbox').fill('Chapter two')
  await dialog.getByRole('button', { name: ada.says('kit.delete') }).click()
  await ada.button('strip.empty_act').waitFor()
})
