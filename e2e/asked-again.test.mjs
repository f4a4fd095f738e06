// From a picture onwards: one more of it, its prompt with the characters in it, a character made of it, and its formats.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, open_browser, open_window, quiet, shoot } from './browser.mjs'
import { Person, uuid_v7 } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies, maya, plain, grown, enlarged

async function made(ada, wish) {
  const { id } = await ada.ask('POST', '/generations', { id: uuid_v7(), accepted_credits: 9, ...wish })
  for (;;) {
    const job = await ada.ask('GET', `/generations/${id}`)
    if (job.state === 'succeeded') return job.assets[0].id
    assert.ok(['queued', 'running'].includes(job.state), `${wish.model}: ${job.state}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
  const window = await open_window(browser, studio, {})
  const ada = new Person(window)
  await ada.sign_up_quietly()
  maya = await ada.ask('POST', '/characters', { id: uuid_v7(), name: 'Maya', description: 'a girl with a red coat', never_changes: '', pictures: [], outfits: [] })
  plain = await made(ada, { model: 'illustrator', prompt: `@{${maya.id}} in the snow`, style: 'storybook', width: 512, height: 512 })
  grown = await made(ada, { model: 'illustrator', prompt: 'more snow', source: plain, extend: { left: 0, top: 0, right: 128, bottom: 0, only_new: false }, feather: 20 })
  enlarged = await made(ada, { model: 'upscaler', prompt: '', source: plain, factor: 2 })
  cookies = (await window.context.storageState()).cookies
  await window.context.close()
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

function journey(name, options, walk) {
  test(name, { timeout: 120_000 }, async () => {
    const window = await open_window(browser, studio, options)
    await window.context.addCookies(cookies)
    try {
      await walk(new Person(window), window)
      calm(window)
    } catch (error) {
      await shoot(window, `failed-${name.replace(/\W+/g, '-').slice(0, 60)}`).catch(() => {})
      throw error
    } finally {
      await window.context.close()
    }
  })
}

async function menu(ada, window, picture) {
  await ada.page.goto(`/p/${picture}`)
  await quiet(window)
  await ada.button('picture.more').click()
}
const entry = (ada, key) => ada.page.getByRole('menuitem', { name: ada.says(key, { whole: false }) }).filter({ visible: true })

async function sent(ada, act) {
  const [request] = await Promise.all([ada.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/generations')), act()])
  assert.equal((await request.response()).status(), 202)
  return request.postDataJSON()
}

journey('one more is asked for with everything the picture was asked with, and told where one is', {}, async (ada, window) => {
  await menu(ada, window, grown)
  await accessible(ada.page, 'what can be done with a picture')
  const more = await sent(ada, () => entry(ada, 'picture.again').click())
  assert.deepEqual(more.extend, { left: 0, top: 0, right: 128, bottom: 0, only_new: false })
  assert.deepEqual([more.source, more.feather, more.strength, more.count, more.seed], [plain, 20, 75, 1, null])
  // A dialog lies over the page: what isn't in it can't be pressed.
  await ada.page.getByRole('dialog').getByText(ada.says('picture.again_begun')).waitFor()
  await ada.page.keyboard.press('Escape')
  await ada.page.waitForURL((address) => !address.pathname.startsWith('/p/'))
  await ada.page.getByText(ada.says('picture.again_begun')).waitFor()

  await menu(ada, window, enlarged)
  assert.equal(await entry(ada, 'picture.everything').count(), 0, 'a tool has no words to take over')
  const tool = await sent(ada, () => entry(ada, 'picture.again').click())
  assert.deepEqual([tool.model, tool.prompt, tool.source, tool.factor], ['upscaler', '', plain, 2])
})

journey('a prompt that is used again brings its characters along as chips', {}, async (ada, window) => {
  await ada.page.goto(`/p/${plain}`)
  await quiet(window)
  await ada.button('picture.reuse').filter({ visible: true }).click()
  await ada.prompt_field.waitFor()
  // Until the list of characters has come the field can't know what she is called.
  await quiet(window)
  assert.equal(await ada.prompt_field.inputValue(), '@Maya in the snow')
  const wish = await sent(ada, () => ada.page.keyboard.press('Control+Enter'))
  assert.equal(wish.prompt, `@{${maya.id}} in the snow`)
})

journey('a picture that grew is varied as one that grows', {}, async (ada, window) => {
  await ada.page.goto(`/p/${grown}`)
  await quiet(window)
  await ada.button('picture.variation').filter({ visible: true }).click()
  await ada.prompt_field.waitFor()
  const wish = await sent(ada, () => ada.page.keyboard.press('Control+Enter'))
  assert.deepEqual([wish.source, wish.extend?.right, wish.feather, wish.width], [plain, 128, 20, undefined])
})

journey('from a picture to a character made of it, and to its formats, on a phone', { viewport: 'phone', theme: 'dark' }, async (ada, window) => {
  await menu(ada, window, plain)
  await shoot(window, 'picture-more')
  await entry(ada, 'picture.make_character').click()
  await ada.page.waitForURL(new RegExp(`/characters/new\\?picture=${plain}$`))
  await ada.page.getByRole('list', { name: ada.says('character.pictures') }).locator('img').first().waitFor()
  await menu(ada, window, plain)
  await entry(ada, 'picture.formats').click()
  await ada.page.waitForURL(new RegExp(`/formats/${plain}$`))
})
