// From a stranger to a picture on the disk, and what goes wrong on the way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { calm, open_browser, open_window, shoot } from './browser.mjs'
import { FOX, Person, is_png } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

/** Runs a journey in a window of its own; what it looked like in the end is kept when it fails. */
function journey(name, options, walk) {
  test(name, { timeout: 120_000 }, async () => {
    const window = await open_window(browser, studio, options)
    try {
      await walk(new Person(window))
      calm(window)
    } catch (error) {
      await shoot(window, `failed-${name.replace(/\W+/g, '-').slice(0, 60)}`).catch(() => {})
      throw error
    } finally {
      await window.context.close()
    }
  })
}

journey('a stranger signs up, makes a picture, and keeps it', {}, async (ada) => {
  await ada.sign_up_with_a_wish('Ada', FOX)
  await ada.sees_credits(20)
  assert.equal(await ada.prompt_field.inputValue(), FOX, 'the wish came along')
  await ada.sees_price(1)
  await ada.generate_button.click()
  // By itself: nothing is reloaded.
  await ada.sees_picture(FOX)
  await ada.sees_credits(19)
  await shoot(ada.window, 'create-with-picture')

  await ada.open_picture(FOX)
  await shoot(ada.window, 'picture')
  assert.match(await ada.page.locator('body').innerText(), /fox/)
  is_png(await ada.download(), 1024, 1024)

  await ada.open('/wallet')
  for (const kind of ['kind.hold', 'kind.capture', 'kind.grant']) await ada.message(kind).waitFor()
  await ada.sees_credits(19)
  await shoot(ada.window, 'wallet')

  const { items } = await ada.ask('GET', '/wallet/entries')
  const lines = items.map(({ kind, credits, available_after, held_after }) => ({ kind, credits, available_after, held_after }))
  assert.deepEqual(lines, [
    { kind: 'capture', credits: -1, available_after: 19, held_after: 0 },
    { kind: 'hold', credits: -1, available_after: 19, held_after: 1 },
    { kind: 'grant', credits: 20, available_after: 20, held_after: 0 },
  ])
})

journey('the same in Chinese, on a phone', { language: 'zh-CN', viewport: 'phone' }, async (ada) => {
  const prompt = '一只红狐狸坐在满月下的雪地里'
  await ada.sign_up_with_a_wish('小林', prompt)
  assert.equal(await ada.page.locator('html').getAttribute('lang'), 'zh-CN')
  await ada.sees_price(1)
  await ada.generate_button.click()
  await ada.sees_picture(prompt)
  await shoot(ada.window, 'create-with-picture')
  await ada.open_picture(prompt)
  is_png(await ada.download(), 1024, 1024)
  await ada.open('/wallet')
  for (const kind of ['kind.hold', 'kind.capture']) await ada.message(kind).waitFor()
})

journey('a sticker: nothing behind what is drawn, and told that it is no photo', { viewport: 'phone' }, async (ada) => {
  const prompt = 'a photo of a fox waving'
  await ada.sign_up_quietly()
  await ada.type_prompt(prompt)
  await ada.button('create.more').click()
  await ada.page.getByLabel(ada.says('create.transparent', { whole: false })).check()
  await shoot(ada.window, 'clear-background')
  await ada.page.keyboard.press('Escape')
  await ada.button('create.more_set').waitFor()
  await ada.generate_button.click()
  await ada.sees_picture(prompt)
  await ada.message('create.notes.photographic_asked').waitFor()
  await ada.open_picture(prompt)
  await ada.message('create.notes.photographic_asked').waitFor()
  const file = await ada.download()
  is_png(file, 1024, 1024)
  assert.equal(file[25], 6, 'the file has alpha')
  const refused = await ada.try_ask('POST', '/quotes', { model: 'illustrator', prompt, palette: ['red'] })
  assert.deepEqual([refused.status(), (await refused.json()).error.code], [400, 'invalid_palette'])
})

journey('a prompt that is missing or far too long is told at the field, and nothing is charged', {}, async (ada) => {
  await ada.sign_up_from_landing('Ada')
  // Nothing written: the button is off, or pressing it says what is missing.
  await ada.type_prompt('')
  if (await ada.generate_button.isEnabled()) {
    await ada.generate_button.click()
    await ada.message('create.empty_prompt').waitFor()
  }
  const long = 'a fox and '.repeat(3_300)
  assert.equal(long.length, 33_000)
  await ada.type_prompt(long)
  if (await ada.generate_button.isEnabled()) await ada.generate_button.click()
  await ada.message('create.long_prompt').waitFor()
  assert.equal((await ada.prompt_field.inputValue()).length, 33_000, 'what was written is still there')
  await shoot(ada.window, 'prompt-too-long')
  const wallet = await ada.ask('GET', '/wallet')
  assert.deepEqual([wallet.available, wallet.held], [20, 0])

  for (const [body, code] of [
    [{ prompt: '' }, 'invalid_prompt'],
    [{ prompt: long }, 'invalid_prompt'],
    [{ prompt: FOX, width: 63, height: 64 }, 'invalid_size'],
    [{ prompt: FOX, count: 99 }, 'invalid_count'],
    [{ prompt: FOX, style: 'no-such-style' }, 'invalid_style'],
    [{ prompt: FOX, model: 'no-such-model' }, 'invalid_model'],
  ]) {
    const answer = await ada.try_ask('POST', '/quotes', { model: 'illustrator', ...body })
    assert.equal(answer.status(), 400, JSON.stringify(body).slice(0, 80))
    assert.equal((await answer.json()).error.code, code)
  }
})

journey('too few credits are told before anything is lost', {}, async (ada) => {
  await ada.sign_up_quietly()
  for (let turn = 0; turn < 5; turn++) {
    await ada.ask('POST', '/generations', { model: 'illustrator', prompt: `${FOX}, ${turn}`, count: 4, width: 64, height: 64, accepted_credits: 4 })
  }
  await ada.page.reload()
  await ada.type_prompt(FOX)
  // The way to more stands where the button was.
  await ada.message('create.missing').waitFor()
  assert.equal(await ada.generate_button.count(), 0)
  assert.equal(await ada.prompt_field.inputValue(), FOX)
  await shoot(ada.window, 'too-few-credits')
  const refused = await ada.try_ask('POST', '/generations', { model: 'illustrator', prompt: FOX, accepted_credits: 1 })
  assert.equal(refused.status(), 402)
  const { error } = await refused.json()
  assert.deepEqual([error.code, error.needed, error.available], ['insufficient_credits', 1, 0])
})

journey('a session that ended in the middle costs a sign-in, not the draft', {}, async (ada) => {
  await ada.sign_up_quietly()
  const draft = `${FOX}, with a lantern`
  await ada.type_prompt(draft)
  await ada.sees_price(1)
  await ada.window.context.clearCookies()
  await ada.generate_button.click()
  await ada.sign_in()
  await ada.prompt_field.waitFor()
  assert.equal(await ada.prompt_field.inputValue(), draft)
  await ada.page.reload()
  await ada.prompt_field.waitFor()
  assert.equal(await ada.prompt_field.inputValue(), draft, 'a reload keeps it too')
})

journey('a forgotten password is set again by mail, and every other window is signed out', {}, async (ada) => {
  await ada.sign_up_quietly()
  const elsewhere = await open_window(browser, studio, {})
  const again = new Person(elsewhere, ada.email)
  await again.open('/sign-in')
  await again.sign_in()
  await again.prompt_field.waitFor()

  const window = await open_window(browser, studio, {})
  const forgetful = new Person(window, ada.email)
  const begin = Date.now() - 1_000
  await forgetful.open('/forgot')
  await forgetful.fill_form({ email: ada.email })
  await forgetful.submit()
  const mail = await studio.mail_to(ada.email, { after: begin })
  const link = mail.match(/https?:\/\/[^\s"'<>]*reset[^\s"'<>]*/)?.[0]?.replace(/&amp;/g, '&')
  assert.ok(link?.startsWith(studio.url), `a link to the studio in the mail:\n${mail}`)
  await forgetful.page.goto(link)
  await forgetful.settled()
  forgetful.password = 'another horse, another staple'
  await forgetful.fill_form({ password: forgetful.password })
  await forgetful.submit()
  await forgetful.prompt_field.waitFor()

  assert.equal((await again.try_ask('GET', '/me')).status(), 401, 'the other window is signed out')
  assert.equal((await ada.try_ask('POST', '/auth/sign-in', { email: ada.email, password: ada.password })).status(), 401)
  const token = link.split(/[/=]/).pop()
  const twice = await forgetful.try_ask('POST', '/auth/reset', { token, password: 'a third horse, a third staple' })
  assert.equal(twice.status(), 400, 'a link works once')
  calm(window)
  await window.context.close()
  await elsewhere.context.close()
})

journey('a stranger sees nothing of what is private', {}, async (ada) => {
  await ada.sign_up_quietly()
  const made = await ada.ask('POST', '/generations', { model: 'illustrator', prompt: FOX, width: 64, height: 64, accepted_credits: 1 })
  await ada.sees_picture(FOX)
  const { assets } = await ada.ask('GET', `/generations/${made.id}`)
  const window = await open_window(browser, studio, {})
  const stranger = new Person(window)
  assert.equal((await stranger.try_ask('GET', `/assets/${assets[0].id}/content`)).status(), 401)
  await stranger.sign_up_quietly('Eve')
  for (const path of [`/assets/${assets[0].id}`, `/assets/${assets[0].id}/content`, `/generations/${made.id}`]) {
    assert.equal((await stranger.try_ask('GET', path)).status(), 404, path)
  }
  assert.equal((await stranger.try_ask('POST', `/generations/${made.id}/cancel`)).status(), 404)
  await window.context.close()
})
