// Characters: made, named in prompts, and kept the same whatever is done to the words around them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { Person, uuid_v7 } from './pages.mjs'
import { Provider, model_at, models_file, openai_at, png_of } from './provider.mjs'
import { Studio } from './studio.mjs'

let provider, models, studio, browser

before(async () => {
  provider = await Provider.start()
  models = await models_file({
    providers: { atelier: openai_at(provider) },
    models: [
      model_at(['atelier'], { name: 'painter', label: 'Painter', references: 4 }),
      model_at(['atelier'], { name: 'single', label: 'Single', references: 1 }),
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

const file = (name, hue) => ({ name, mimeType: 'image/png', buffer: png_of(320, 320, hue) })
const kept = (ada) => ada.page.evaluate(() => JSON.parse(localStorage.getItem('easel.draft')).prompt)
const options_of = (ada) => ada.page.getByRole('listbox', { name: ada.says('character.choose') }).getByRole('option')

/** Puts a picture into the studio without the pages. */
async function upload(ada, hue) {
  const answer = await ada.window.context.request.post('/api/v1/assets', {
    headers: { origin: ada.window.base },
    multipart: { id: uuid_v7(), file: { name: 'face.png', mimeType: 'image/png', buffer: png_of(300, 300, hue) } },
  })
  assert.ok(answer.ok(), await answer.text())
  const { id } = await answer.json()
  for (;;) {
    if ((await ada.ask('GET', `/assets/${id}`)).state === 'ready') return id
    await new Promise((done) => setTimeout(done, 100))
  }
}

async function character(ada, name, { pictures = 0, description = `This is ${name}.`, outfits = [] } = {}) {
  const ids = []
  for (let i = 0; i < pictures; i++) ids.push(await upload(ada, name.length * 20 + i * 40))
  return ada.ask('POST', '/characters', { id: uuid_v7(), name, description, never_changes: '', pictures: ids, outfits, consent: true })
}

journey('the first character is made, with pictures in an order of choice and an outfit', {}, async (ada) => {
  await ada.open('/characters')
  await ada.link_or_button('character.empty_act').waitFor()
  await shoot(ada.window, 'characters-empty')
  await accessible(ada.page, 'no characters yet')
  await ada.link_or_button('character.empty_act').click()
  const [chooser] = await Promise.all([ada.page.waitForEvent('filechooser'), ada.button('pictures.from_device').click()])
  await chooser.setFiles([file('front.png', 20), file('side.png', 90)])
  const pictures = ada.page.getByRole('list', { name: ada.says('character.pictures') }).getByRole('listitem').filter({ has: ada.page.locator('img') })
  await pictures.nth(1).waitFor()
  // Nothing to be sent without a name; what is there already stays there over a reload.
  await ada.field('character.description').fill('Short silver hair')
  await ada.button('character.make').click()
  await ada.message('character.name_needed').waitFor()
  await ada.page.getByRole('progressbar').first().waitFor({ state: 'detached' })
  await ada.page.reload()
  await ada.settled()
  await ada.message('kit.restored').waitFor()
  assert.equal(await ada.field('character.description').inputValue(), 'Short silver hair')
  assert.equal(await pictures.count(), 2)
  await ada.field('character.name').fill("Maya O'Hara")
  await ada.button('character.picture_later').first().click()
  await ada.button('character.add_outfit').click()
  await ada.field('character.outfit_name').fill('Raincoat')
  await shoot(ada.window, 'character-form')
  await accessible(ada.page, 'form of a character')
  const [sent] = await Promise.all([ada.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/characters')), ada.button('character.make').click()])
  assert.equal(sent.postDataJSON().pictures.length, 2)
  const answered = (await ada.page.getByRole('link', { name: /Maya O'Hara/ }).waitFor(), (await ada.ask('GET', '/characters')).items[0])
  assert.equal(answered.name, "Maya O'Hara")
  assert.deepEqual(answered.outfits.map((one) => one.name), ['Raincoat'])
  assert.deepEqual(answered.pictures.map((one) => one.asset_id), sent.postDataJSON().pictures)
  await shoot(ada.window, 'characters')
  await accessible(ada.page, 'characters')
})

journey('a character is named with @, stands there as a chip, and survives what is done to the words', {}, async (ada) => {
  const maya = await character(ada, "Maya O'Hara", { outfits: [{ name: 'Raincoat', description: 'yellow', asset_id: null }] })
  const ming = await character(ada, '小明')
  await character(ada, 'Ramon')
  await ada.open('/create')
  const { keyboard } = ada.page
  await ada.prompt_field.click()
  await keyboard.type('in the rain @')
  await options_of(ada).nth(3).waitFor()
  assert.equal(await options_of(ada).count(), 4)
  await accessible(ada.page, 'the list of characters')
  await shoot(ada.window, 'prompt-list')
  await keyboard.type("maya o'h")
  await options_of(ada).nth(2).waitFor({ state: 'detached' })
  assert.deepEqual(await options_of(ada).allTextContents().then((all) => all.map((one) => one.replace(/This.*|yellow/, '').trim())), ["Maya O'Hara", "Maya O'Hara (Raincoat)"])
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await keyboard.type('and @小')
  await keyboard.press('Tab')
  await keyboard.type('dance')
  assert.equal(await ada.prompt_field.inputValue(), "in the rain @Maya O'Hara (Raincoat) and @小明 dance")
  const [coat] = maya.outfits
  const source = `in the rain @{${maya.id}/${coat.id}} and @{${ming.id}} dance`
  assert.equal(await kept(ada), source)
  await shoot(ada.window, 'prompt-chips')
  await accessible(ada.page, 'prompt with chips')

  // A chip goes as a whole and comes back as a whole.
  for (let i = 0; i < 'dance'.length + 1; i++) await keyboard.press('Backspace')
  await keyboard.press('Backspace')
  assert.equal(await ada.prompt_field.inputValue(), "in the rain @Maya O'Hara (Raincoat) and ")
  await keyboard.press('Control+z')
  assert.match(await kept(ada), new RegExp(ming.id))
  await keyboard.type(' dance')
  // The caret steps over it.
  await keyboard.press('Home')
  for (let i = 0; i < 'in the rain '.length + 1; i++) await keyboard.press('ArrowRight')
  // The field hears of a moved caret a moment after it moved.
  const after_chip = "in the rain @Maya O'Hara (Raincoat)".length
  await ada.page.waitForFunction(([field, at]) => field.selectionStart === at, [await ada.prompt_field.elementHandle(), after_chip])
  await keyboard.press('Home')
  await keyboard.type('Today ')
  assert.match(await kept(ada), new RegExp(`^Today in the rain @\\{${maya.id}/${coat.id}\\} and @\\{${ming.id}\\} `))

  // Copied, it means the same character here and its name elsewhere.
  await keyboard.press('Control+a')
  const copied = await ada.prompt_field.evaluate((field) => {
    const data = new DataTransfer()
    field.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }))
    return { plain: data.getData('text/plain'), own: data.getData('application/x-easel-prompt') }
  })
  assert.match(copied.plain, /^Today in the rain @Maya O'Hara \(Raincoat\) and @小明/)
  assert.match(copied.own, new RegExp(ming.id))
  await keyboard.press('Delete')
  assert.equal(await kept(ada), '')
  await ada.prompt_field.evaluate((field, { plain, own }) => {
    const data = new DataTransfer()
    data.setData('text/plain', plain)
    data.setData('application/x-easel-prompt', own)
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, copied)
  assert.equal(await kept(ada), copied.own)

  // A new name is the name everywhere, over a reload too.
  await ada.ask('PATCH', `/characters/${maya.id}`, { name: 'Mia' })
  await ada.page.reload()
  await ada.settled()
  await ada.page.waitForFunction(() => document.querySelector('#prompt')?.value.includes('@Mia (Raincoat)'))
  await ada.choose_model('Painter')
  const [sent] = await Promise.all([ada.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/generations')), ada.generate_button.click()])
  assert.match(sent.postDataJSON().prompt, new RegExp(`@\\{${maya.id}/${coat.id}\\}`))
  await ada.sees_picture('Mia')
  const [made] = (await ada.ask('GET', '/generations')).items
  assert.doesNotMatch(made.prompt, /[{}]/)
  assert.match(made.prompt_source, new RegExp(maya.id))
  assert.deepEqual(made.cast.map((one) => one.name).sort(), ['Mia', '小明'])
})

journey('an input method writes beside chips without disturbing them', {}, async (ada) => {
  const ming = await character(ada, '小明')
  await ada.open('/create')
  await ada.prompt_field.click()
  const client = await ada.window.context.newCDPSession(ada.page)
  await ada.page.keyboard.type('@')
  await options_of(ada).first().waitFor()
  // While the letters are composed they name nobody; what they become does.
  for (const text of ['x', 'xiao', 'xiaom']) await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await client.send('Input.insertText', { text: '小明' })
  await options_of(ada).first().waitFor()
  await ada.page.keyboard.press('Enter')
  await client.send('Input.imeSetComposition', { text: 'pao', selectionStart: 3, selectionEnd: 3 })
  await client.send('Input.insertText', { text: '跑步' })
  assert.equal(await ada.prompt_field.inputValue(), '@小明 跑步')
  assert.equal(await kept(ada), `@{${ming.id}} 跑步`)
})

journey('the places a model has for pictures are told, and a misfit before anything is paid', {}, async (ada) => {
  await character(ada, 'Maya', { pictures: 2 })
  await character(ada, 'Tom', { pictures: 1 })
  await ada.open('/create')
  await ada.choose_model('Painter')
  await ada.type_prompt('@Maya and @Tom at sea')
  await ada.message('character.places').waitFor()
  assert.match(await ada.message('character.places').textContent(), /3.*4.*2.*Maya.*1.*Tom/)
  await ada.choose_model('Single')
  await ada.message('character.misfit_room').waitFor()
  await shoot(ada.window, 'prompt-misfit')
  await accessible(ada.page, 'prompt with a misfit')
  await ada.generate_button.click()
  assert.deepEqual((await ada.ask('GET', '/generations')).items, [])
  await ada.page.getByRole('button', { name: /Painter/ }).first().click()
  await ada.message('character.places').waitFor()
  const asked = provider.asked.length
  await ada.generate_button.click()
  await ada.sees_picture('Maya')
  if ('cast' in (await ada.ask('GET', '/generations')).items[0] && provider.asked[asked].pictures) assert.equal(provider.asked[asked].pictures, 3)
})

journey('a face is asked about once, in plain words', {}, async (ada) => {
  let asked = 0
  await ada.page.route('**/api/v1/characters', async (route) => {
    if (route.request().method() !== 'POST' || route.request().postDataJSON().consent) return route.continue()
    asked++
    await route.fulfill({ status: 400, json: { error: { code: 'consent_required', message: 'Say that they agree.', field: 'consent' } } })
  })
  await ada.open('/characters/new')
  await ada.field('character.name').fill('Grandfather')
  await ada.field('character.description').fill('A tall man with a white beard')
  await ada.button('character.make').click()
  const dialog = ada.page.getByRole('dialog', { name: ada.says('character.consent_title') })
  await dialog.waitFor()
  await shoot(ada.window, 'character-consent')
  await accessible(ada.page, 'the question about a face')
  await dialog.getByRole('button', { name: ada.says('character.consent_no') }).click()
  assert.equal(await ada.field('character.name').inputValue(), 'Grandfather')
  await ada.button('character.make').click()
  await dialog.getByRole('button', { name: ada.says('character.consent_yes') }).click()
  await ada.page.getByRole('link', { name: /Grandfather/ }).waitFor()
  assert.equal(asked, 2)
})

journey('what is least alike can be tried again', {}, async (ada) => {
  const maya = await character(ada, 'Maya')
  // The stand-in's flat pictures look like nobody: what the studio's own eye would say is said for it.
  const percents = [82, 41]
  await ada.page.route(/\/api\/v1\/generations(\?|$)/, async (route) => {
    if (route.request().method() !== 'GET') return route.continue()
    const answer = await route.fetch()
    const page = await answer.json()
    for (const job of page.items) job.assets.forEach((asset, i) => (asset.likeness = job.assets.length > 1 ? [{ character_id: maya.id, name: 'Maya', percent: percents[i] }] : []))
    await route.fulfill({ response: answer, json: page })
  })
  await ada.ask('POST', '/generations', { id: uuid_v7(), model: 'painter', prompt: `@{${maya.id}} in a boat`, count: 2, accepted_credits: 4 })
  for (;;) {
    const [job] = (await ada.ask('GET', '/generations')).items
    if (job.state === 'succeeded') break
    await new Promise((done) => setTimeout(done, 100))
  }
  await ada.page.reload()
  await ada.page.getByText('Maya 41%').waitFor()
  assert.equal(await ada.button('character.try_weakest_for').count(), 1)
  await shoot(ada.window, 'likeness')
  await accessible(ada.page, 'pictures with a likeness')
  await ada.type_prompt('something else, half written')
  const [sent] = await Promise.all([ada.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/generations')), ada.button('character.try_weakest_for').click()])
  const wish = sent.postDataJSON()
  assert.deepEqual([wish.count, wish.prompt, wish.accepted_credits], [1, `@{${maya.id}} in a boat`, 2])
  assert.equal(await ada.prompt_field.inputValue(), 'something else, half written')
})

journey('a picture becomes a character, which is used, named and deleted, on a phone', { viewport: 'phone', theme: 'dark' }, async (ada) => {
  const picture = await upload(ada, 60)
  await ada.open(`/characters/new?picture=${picture}`)
  await ada.page.getByRole('list', { name: ada.says('character.pictures') }).locator('img').first().waitFor()
  await ada.field('character.name').fill('Nix')
  await fits(ada.page, 'form of a character')
  await shoot(ada.window, 'character-form')
  await accessible(ada.page, 'form of a character, phone')
  await ada.button('character.make').click()
  await ada.button('character.use_of').click()
  await ada.prompt_field.waitFor()
  assert.equal(await ada.prompt_field.inputValue(), '@Nix ')
  await fits(ada.page, 'prompt with a chip')
  await shoot(ada.window, 'prompt-chips')
  await ada.page.getByRole('link', { name: ada.says('frame.characters') }).filter({ visible: true }).click()
  await ada.page.getByRole('link', { name: /Nix/ }).click()
  await ada.button('kit.delete').click()
  const dialog = ada.page.getByRole('dialog', { name: ada.says('character.delete_title') })
  assert.ok(await dialog.getByRole('button', { name: ada.says('kit.delete') }).isDisabled())
  await dialog.getByRole('textbox').fill('nix')
  await dialog.getByRole('button', { name: ada.says('kit.delete') }).click()
  await ada.link_or_button('character.empty_act').waitFor()
  // In the prompt the name stays as a word.
  await ada.open('/create')
  await ada.page.waitForFunction(() => document.querySelector('#prompt')?.value === '@Nix ')
  assert.equal(await kept(ada), '@Nix ')
})
