// Editing a part of a picture, and making pictures larger: by mouse, by keyboard alone, by finger.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { Editor } from './editor.mjs'
import { FOX, Person, uuid_v7 } from './pages.mjs'
import { png_of } from './provider.mjs'
import { Studio } from './studio.mjs'

let studio, browser

before(async () => {
  studio = await Studio.start({ EASEL_WELCOME_CREDITS: '60' })
  browser = await open_browser()
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
      const { id } = await ada.ask('POST', '/generations', { model: 'illustrator', prompt: FOX, style: 'storybook', width: 768, height: 512, seed: 7, accepted_credits: 1, id: uuid_v7() })
      await ada.sees_picture(FOX)
      const { assets } = await ada.ask('GET', `/generations/${id}`)
      await walk(new Editor(ada), ada, assets[0].id)
      calm(window)
    } catch (error) {
      await shoot(window, `failed-${name.replace(/\W+/g, '-').slice(0, 60)}`).catch(() => {})
      throw error
    } finally {
      await window.context.close()
    }
  })
}

journey('a part of a picture is marked, changed, compared, and nothing else has changed', {}, async (editor, ada, asset) => {
  await ada.open_picture(FOX)
  await ada.page.getByRole('dialog').getByRole('link', { name: ada.says('region.edit') }).click()
  await editor.ready()
  assert.equal(await editor.marked(), 0)

  // By mouse.
  await editor.drag([-120, -40], [60, 30])
  const brushed = await editor.marked(0)
  assert.ok(brushed > 0.5, `a stroke marks ${brushed} per cent`)
  // By keyboard alone: a rectangle between two corners.
  await editor.stage.focus()
  await editor.press('r', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown', 'ArrowDown', 'Enter')
  const both = await editor.marked(brushed)
  assert.ok(both > brushed, `a rectangle adds to it: ${both}`)
  await shoot(ada.window, 'editor-drawn')
  await accessible(ada.page, 'editor')
  // Undone and done again.
  await editor.undo()
  assert.equal(await editor.marked(both), brushed)
  await editor.undo()
  assert.equal(await editor.marked(brushed), 0)
  await editor.press('Control+Shift+z', 'Control+Shift+z')
  assert.equal(await editor.marked(0).then(() => editor.marked(brushed)), both)
  await editor.set_number('region.feather', 12)

  // All of it survives a reload, the history too.
  await editor.words.fill('a small wooden boat')
  await ada.page.reload()
  await editor.ready()
  assert.equal(await editor.marked(0), both)
  assert.equal(await editor.words.inputValue(), 'a small wooden boat')
  assert.equal(await editor.number('region.feather').inputValue(), '12')
  await editor.stage.focus()
  await editor.undo()
  assert.equal(await editor.marked(both), brushed)
  await editor.press('Control+Shift+z')
  assert.equal(await editor.marked(brushed), both)

  await editor.words.press('Control+Enter')
  const result = await editor.sees_result()
  await shoot(ada.window, 'editor-result')
  await accessible(ada.page, 'result of an edit')
  const { items } = await ada.ask('GET', '/generations')
  const edit = items[0]
  assert.deepEqual([edit.source, edit.assets[0].id, edit.strength], [asset, result, 100])
  const { outside, inside } = await editor.differences(asset, result, edit.mask)
  assert.equal(outside, 0, 'outside the mask every pixel is as it was')
  assert.ok(inside > 500, `inside something has changed: ${inside} pixels`)

  // The slider, by keys.
  await editor.compare.focus()
  await editor.press('Home')
  assert.equal(await editor.compare.getAttribute('aria-valuenow'), '0')
  await editor.press('End', 'ArrowLeft')
  assert.equal(await editor.compare.getAttribute('aria-valuenow'), '98')

  // A second try is a second candidate; both can be walked through.
  await editor.words.press('Control+Enter')
  await ada.page.getByRole('list', { name: ada.says('region.candidates') }).getByRole('button').nth(1).waitFor({ timeout: 60_000 })
  await ada.page.getByRole('list', { name: ada.says('region.candidates') }).getByRole('button').nth(1).click()
  assert.equal(await editor.result.getAttribute('data-result'), result)

  // Editing goes on with the result, and the original stays as it was.
  await ada.button('region.use').click()
  await ada.page.waitForURL(`**/edit/${result}`)
  await editor.ready()
  assert.equal(await editor.marked(), 0)
  assert.equal((await ada.ask('GET', `/assets/${result}`)).source, asset)
  await ada.link_or_button('region.origin').click()
  await editor.ready()
  assert.equal(await editor.marked(0), both)
})

journey('what is missing or can not be is told in a sentence, and costs nothing', {}, async (editor, ada, asset) => {
  await editor.open(asset)
  await editor.go.click()
  await editor.says('region.empty_mask')
  await shoot(ada.window, 'editor-empty-mask')
  await editor.drag([-60, 0], [60, 0])
  await editor.marked(0)
  await editor.go.click()
  await editor.says('region.empty_prompt')
  assert.ok(await editor.words.evaluate((field) => field === document.activeElement))

  const upload = async (bytes) => {
    const [chooser] = await Promise.all([ada.page.waitForEvent('filechooser'), ada.button('region.upload').click()])
    await chooser.setFiles({ name: 'mask.png', mimeType: 'image/png', buffer: bytes })
  }
  await upload(png_of(640, 480, 200))
  await editor.says('region.other_size')
  await upload(Buffer.from('no picture'))
  await editor.says('create.not_readable')
  const before = await editor.marked()
  await upload(png_of(768, 512, 255))
  const uploaded = await editor.marked(before)
  await ada.button('region.invert').click()
  assert.equal(Math.round(uploaded + (await editor.marked(uploaded))), 100)
  await ada.button('region.clear').click()
  assert.equal(await editor.marked(100), 0)

  // A server that fails to answer takes neither the drawing nor the words.
  await editor.drag([-60, 0], [60, 0])
  const drawn = await editor.marked(0)
  await editor.words.fill('a boat')
  await ada.page.route('**/api/v1/assets', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await editor.go.click()
  await editor.says('region.unsent')
  assert.equal(await editor.marked(), drawn)
  assert.equal((await ada.ask('GET', '/generations')).items.length, 1)
  await ada.page.unroute('**/api/v1/assets')

  // A session that ended meanwhile neither.
  await ada.window.context.clearCookies()
  await editor.go.click()
  await ada.field('auth.email').waitFor()
  await ada.sign_in()
  await editor.ready()
  assert.equal(await editor.marked(0), drawn)
  assert.equal(await editor.words.inputValue(), 'a boat')
  await editor.go.click()
  await editor.sees_result()
})

journey('every tool by keyboard alone, growing, shrinking and taking away', {}, async (editor, ada, asset) => {
  await editor.open(asset)
  await editor.stage.focus()
  // The brush goes down and draws along the arrows.
  await editor.press('b', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Enter')
  const brush = await editor.marked(0)
  assert.ok(brush > 0.5)
  // A lasso: corners, and the last one twice.
  await editor.press('l', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Enter', 'Enter')
  const lasso = await editor.marked(brush)
  assert.ok(lasso > brush)
  // Growing and shrinking.
  await ada.page.getByRole('button', { name: ada.says('region.grow') }).click()
  const grown = await editor.marked(lasso)
  assert.ok(grown > lasso)
  await ada.page.getByRole('button', { name: ada.says('region.shrink') }).click()
  assert.ok((await editor.marked(grown)) < grown)
  // A shape that takes away, and a shape that isn't wanted after all.
  const now = await editor.marked()
  await editor.stage.focus()
  await editor.press('o', 'x', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowUp', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Enter')
  assert.ok((await editor.marked(now)) < now)
  const left = await editor.marked()
  await editor.press('Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Escape')
  assert.equal(await editor.marked(), left)
  await editor.press('Delete')
  assert.equal(await editor.marked(left), 0)
  // Zooming and moving, and the list of keys.
  const before = await editor.picture_box()
  await editor.press('+', '+')
  assert.ok((await editor.picture_box()).width > before.width * 1.4)
  await editor.press('0')
  assert.equal(Math.round((await editor.picture_box()).width), Math.round(before.width))
  await editor.press('1')
  assert.equal(Math.round((await editor.picture_box()).width), 768)
  await editor.press('h', 'Shift+ArrowRight')
  assert.ok((await editor.picture_box()).x < before.x + 200)
  await editor.press('?')
  await ada.page.getByRole('dialog', { name: ada.says('frame.shortcuts') }).waitFor()
  await shoot(ada.window, 'editor-keys')
  await accessible(ada.page, 'keys of the editor')
  await editor.press('Escape')
  // The wheel comes nearer to where the mouse is, and space drags.
  await editor.press('0')
  await ada.page.mouse.move(...(await editor.place(100, 50)))
  await ada.page.mouse.wheel(0, -600)
  await ada.page.waitForTimeout(100)
  const near = await editor.picture_box()
  assert.ok(near.width > before.width * 1.5)
  await ada.page.keyboard.down('Space')
  await editor.drag([0, 0], [-80, 0])
  await ada.page.keyboard.up('Space')
  assert.equal(Math.round((await editor.picture_box()).x), Math.round(near.x - 80))
  assert.equal(await editor.marked(), 0)
})

journey('a picture grows by its frame, by numbers and to a shape, within what can be made', {}, async (editor, ada, asset) => {
  await editor.open(asset)
  await ada.page.getByText(ada.says('region.extend'), { exact: true }).first().click()
  await editor.go.click()
  await editor.says('region.empty_extend')
  // By keys on a handle, by dragging one, by a number, to a shape.
  await editor.handle('right').focus()
  await editor.press('Shift+ArrowRight', 'ArrowRight')
  assert.equal(await editor.number('region.side_right').inputValue(), '72')
  await editor.set_number('region.side_top', 100)
  const box = await editor.handle('left').boundingBox()
  await ada.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await ada.page.mouse.down()
  await ada.page.mouse.move(box.x + box.width / 2 - 60, box.y + box.height / 2, { steps: 5 })
  await ada.page.mouse.up()
  const left = Number(await editor.number('region.side_left').inputValue())
  assert.ok(left >= 32 && left % 8 === 0, `pulled by ${left}`)
  await editor.set_number('region.side_bottom', 99999)
  assert.equal(await editor.number('region.side_bottom').inputValue(), String(8192 - 512 - 100))
  await editor.says('region.enlarged')
  await ada.page.getByRole('button', { name: '16:9' }).click()
  assert.deepEqual(await Promise.all(['left', 'top', 'right', 'bottom'].map((side) => editor.number(`region.side_${side}`).inputValue())), ['71', '0', '71', '0'])
  await shoot(ada.window, 'editor-extend')
  await accessible(ada.page, 'extending')
  // Kept over a reload, and sent as the contract says.
  await editor.words.fill('more snow')
  await ada.page.reload()
  await editor.ready()
  assert.equal(await editor.number('region.side_left').inputValue(), '71')
  let body
  await ada.page.route('**/api/v1/generations', (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    body = route.request().postDataJSON()
    return route.fulfill({ status: 402, json: { error: { code: 'insufficient_credits', message: 'Not now.', field: null } } })
  })
  await editor.go.click()
  await ada.page.getByText('Not now.').first().waitFor()
  assert.deepEqual(body.extend, { left: 71, top: 0, right: 71, bottom: 0, only_new: false })
  assert.deepEqual([body.source, body.mask, body.prompt], [asset, undefined, 'more snow'])
  // And then for good.
  await ada.page.unroute('**/api/v1/generations')
  await editor.go.click()
  const result = await editor.sees_result()
  const made = await ada.ask('GET', `/assets/${result}`)
  assert.deepEqual([made.width, made.height, made.source], [768 + 142, 512, asset])
  await shoot(ada.window, 'editor-extended')
  await accessible(ada.page, 'an extended picture')
})

journey('a picture is enlarged and cut out where it is shown, for the price that was said', {}, async (editor, ada) => {
  const words = 'a red apple on a white table'
  const { id } = await ada.ask('POST', '/generations', { model: 'illustrator', prompt: words, width: 192, height: 128, seed: 3, accepted_credits: 1, id: uuid_v7() })
  await ada.sees_picture(words)
  const { assets } = await ada.ask('GET', `/generations/${id}`)
  const asset = assets[0].id
  const balance = async () => (await ada.ask('GET', '/wallet')).available
  const tools = ada.page.getByRole('group', { name: ada.says('region.tools_of_picture') })
  const made = async () => {
    const way = tools.getByRole('status').getByRole('link')
    await way.waitFor({ timeout: 60_000 })
    return (await way.getAttribute('href')).split('/').pop()
  }

  await editor.open(asset)
  await tools.getByRole('button', { name: /4\D+2 credits/ }).waitFor()
  const before = await balance()
  await tools.getByRole('button', { name: /2\D+1 credit$/ }).click()
  const large = await ada.ask('GET', `/assets/${await made()}`)
  assert.deepEqual([large.width, large.height, large.source, large.model], [384, 256, asset, 'upscaler'])
  await shoot(ada.window, 'editor-tools')
  await accessible(ada.page, 'tools in the editor')

  await ada.page.goto(`/p/${asset}`)
  await tools.getByRole('button', { name: /^(?!.*[24]).*1 credit$/ }).click()
  const cut = await ada.ask('GET', `/assets/${await made()}`)
  assert.deepEqual([cut.width, cut.height, cut.source, cut.model], [192, 128, asset, 'cut-out'])
  await shoot(ada.window, 'editor-tools-table')
  await accessible(ada.page, 'tools on the light-table')
  assert.equal(before - (await balance()), 2)

  // A studio that has no tools offers none.
  await ada.page.route('**/api/v1/models', async (route) => {
    const answer = await route.fetch()
    const offer = await answer.json()
    await route.fulfill({ response: answer, json: { ...offer, items: offer.items.filter(({ capabilities }) => !capabilities.tool) } })
  })
  await editor.open(asset)
  assert.equal(await tools.count(), 0)
})

journey('a finger draws and two fingers move, on a phone', { viewport: 'phone', theme: 'dark' }, async (editor, ada, asset) => {
  await editor.open(asset)
  await fits(ada.page, 'editor on a phone')
  await editor.touch([[-80, 0], [-40, 10], [0, 20], [40, 10], [80, 0]])
  await ada.button('region.settings').click()
  assert.ok((await editor.marked(0)) > 0.5, 'a finger marks something')
  await shoot(ada.window, 'editor-sheet')
  await accessible(ada.page, 'settings of the editor, phone')
  await fits(ada.page, 'settings of the editor, phone')
  const marked = await editor.marked()
  await ada.button('region.settings').click()
  const before = await editor.picture_box()
  await editor.touch([[-30, 0], [-60, 0], [-90, 0]], [[30, 0], [60, 0], [90, 0]])
  assert.ok((await editor.picture_box()).width > before.width * 1.8, 'two fingers come nearer')
  await ada.button('region.settings').click()
  assert.equal(await editor.marked(), marked, 'and draw nothing')
  await ada.button('region.settings').click()
  await editor.words.fill('a boat')
  await shoot(ada.window, 'editor-drawn')
  await accessible(ada.page, 'editor, phone')
  await editor.go.click()
  await editor.sees_result()
  await fits(ada.page, 'result on a phone')
  await shoot(ada.window, 'editor-result')
  await accessible(ada.page, 'result, phone')
})
