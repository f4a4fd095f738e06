// A text that a chat model plans: only when that was chosen, as long as somebody waits for it, and by rules where it can't.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ChatModel } from './chat.mjs'
import { Person, first_admin } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, chat
const STORY = 'A fox looks at the moon.\nThe fox builds a ladder.'

before(async () => {
  chat = await ChatModel.start()
  studio = await Studio.start(chat.env)
  browser = await open_browser()
  await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  await chat?.stop()
})

async function look(person, name) {
  await shoot(person.window, name)
  await fits(person.page, name)
  await accessible(person.page, name)
}

async function until(what) {
  const end = Date.now() + 10_000
  while (!what()) {
    assert.ok(Date.now() < end, `waited for: ${what}`)
    await new Promise((done) => setTimeout(done, 30))
  }
}

for (const options of [{}, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }]) {
  const kind = options.viewport ?? 'desktop'
  test(`a text is planned by a chat model (${kind})`, { timeout: 120_000 }, async () => {
    const ada = new Person(await open_window(browser, studio, options))
    const { page } = ada
    try {
      await ada.sign_up_quietly()
      await ada.open('/books/from-text')
      const review = page.getByRole('heading', { name: ada.says('book.review_title') })
      const choose = (key) => page.getByText(ada.says(key)).click()
      await ada.field('book.your_text').fill(STORY)
      await page.getByText(ada.says('book.plan_by_model_hint')).waitFor()

      // Rules keep the text at home.
      const before = chat.asked.length
      await choose('book.plan_by_rules')
      await ada.button('book.plan').click()
      await review.waitFor()
      assert.equal(chat.asked.length, before)
      await page.getByText(ada.says('book.planned_by_rules', { whole: false })).waitFor()
      await ada.button('book.back_to_text').last().click()

      // Whoever doesn't want to wait stops, and nothing goes on behind their back.
      chat.hangs = true
      const given_up = chat.given_up
      await choose('book.plan_by_model')
      await ada.button('book.plan').click()
      await page.getByText(ada.says('book.plan_waiting')).waitFor()
      await until(() => chat.asked.length === before + 1)
      await look(ada, `book-plan-waiting-${kind}`)
      await ada.button('book.plan_stop').click()
      await page.getByText(ada.says('book.plan_waiting')).waitFor({ state: 'detached' })
      await until(() => chat.given_up === given_up + 1)
      assert.equal(await page.getByRole('alert').innerText(), '')

      chat.hangs = false
      await ada.button('book.plan').click()
      await review.waitFor()
      await page.getByText(ada.says('book.planned_by_model', { whole: false })).waitFor()
      const prompt = page.getByRole('textbox', { name: ada.says('book.panel_n', { n: 1 }) }).first()
      assert.equal(await prompt.inputValue(), 'Moonlight falls on this: A fox looks at the moon.')
      const sent = chat.asked.at(-1)
      assert.equal(JSON.parse(sent.messages[1].content).text, STORY)
      assert.ok(!JSON.stringify(sent).includes(ada.email), 'nobody is named')
      await look(ada, `book-plan-model-${kind}`)
      await ada.button('book.make').click()
      await page.waitForURL(/\/books\/[0-9a-f-]{36}$/)
      calm(ada.window)
    } finally {
      await ada.window.context.close()
    }
  })
}
