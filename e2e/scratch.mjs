import { open_browser, open_window, shoot, quiet } from './browser.mjs'
import { Person, first_admin, uuid_v7 } from './pages.mjs'
import { Studio } from './studio.mjs'
const studio = await Studio.start()
const browser = await open_browser()
await first_admin(browser, studio)
const rows = [['desktop', 'light', 'en'], ['phone', 'dark', 'zh-CN'], ['desktop', 'dark', 'zh-CN'], ['phone', 'light', 'en']]
for (const [viewport, theme, language] of rows) {
  const ada = new Person(await open_window(browser, studio, { viewport, theme, language }))
  const { page } = ada
  const shot = async (name) => { await page.waitForTimeout(350); await shoot(ada.window, `tour-${name}`) }
  const t = (k, o) => ada.says(k, o)
  const phone = viewport === 'phone'
  try {
    await ada.sign_up_quietly()
    await ada.open('/books'); await shot('books-empty')
    const ids = []
    for (const [title, kind, format] of [[language === 'en' ? 'The fox and the moon' : '狐狸与月亮', 'comic', 'comic'], [language === 'en' ? 'A ladder to the moon, told twice' : '通往月亮的梯子', 'storybook', 'square']]) {
      const id = uuid_v7(); ids.push(id)
      await ada.ask('POST', '/books', { id, kind, title, language, format, reading: 'left_to_right', pages: 3, ...(kind === 'comic' ? { template: 'action' } : {}) })
    }
    await ada.ask('PUT', `/books/${ids[1]}/sharing`, { visibility: 'unlisted' })
    await ada.open('/books'); await shot('books')
    await ada.open('/strips'); await shot('strips-empty')
    await ada.open('/books/from-text'); await shot('from-text')
    await ada.field('book.your_text').fill(language === 'en' ? '# The Moon Ladder\n\nScene 1\nA fox looks at the moon.\n\nFOX: Who hung that up there?\nOWL: (whispers) Nobody knows.\n' : '第1场\n狐狸看着月亮。\n\n狐狸：是谁把它挂上去的？\n猫头鹰：（小声）没人知道。\n')
    await ada.button('book.plan').click()
    await page.getByRole('heading', { name: t('book.review_title') }).waitFor(); await quiet(ada.window); await shot('plan')
    await ada.open(`/books/${ids[0]}`)
    await page.locator('.stage .drawn svg').waitFor(); await quiet(ada.window)
    await shot('editor')
    const things = page.getByRole('list', { name: t('book.on_this_page') }).getByRole('button')
    await things.nth(1).focus()
    if (phone) await page.getByRole('group', { name: t('book.parts') }).getByRole('button', { name: t('book.details') }).click()
    await shot('panel')
    await page.locator('summary', { hasText: t('book.panel_layout') }).click()
    await page.getByRole('button', { name: t('book.side_of.right') }).scrollIntoViewIfNeeded()
    await shot('panel-layout')
    if (phone) await page.getByRole('group', { name: t('book.parts') }).getByRole('button', { name: t('book.page') }).click()
    await page.keyboard.press('Escape')
    await ada.button('book.more').click(); await shot('menu')
    await page.getByRole('menuitem', { name: t('book.change_paper') }).click()
    const asks = page.getByRole('dialog', { name: t('book.change_paper') })
    await asks.locator('input[value="manga"]').check({ force: true })
    await asks.locator('figure svg').nth(3).waitFor(); await shot('paper'); await page.keyboard.press('Escape')
    for (const [key, name] of [['book.again_title', 'again'], ['book.copy_language', 'copy'], ['book.export', 'export'], ['book.share', 'share'], ['frame.shortcuts', 'keys'], ['book.history', 'history']]) {
      await ada.button('book.more').click()
      await page.getByRole('menuitem', { name: t(key) }).click(); await quiet(ada.window); await shot(name)
      await page.keyboard.press('Escape')
    }
    if (phone) await page.getByRole('group', { name: t('book.parts') }).getByRole('button', { name: t('book.details') }).click()
    await page.evaluate(() => document.activeElement?.blur())
    await page.keyboard.press('Escape')
    if (phone) await page.getByRole('group', { name: t('book.parts') }).getByRole('button', { name: t('book.details') }).click()
    await page.locator('summary', { hasText: t('book.whole_book') }).click()
    await page.getByRole('button', { name: t('book.change_paper') }).scrollIntoViewIfNeeded()
    await shot('whole')
    await page.locator('summary', { hasText: t('book.text_styles') }).click()
    await page.getByLabel(t('book.style_name')).scrollIntoViewIfNeeded()
    await shot('styles')
    console.log(viewport, theme, language, JSON.stringify(ada.window.troubles))
  } catch (e) { console.log(viewport, language, String(e).slice(0, 600)); await shot('fail') }
  await ada.window.context.close()
}
await browser.close(); await studio.stop(); process.exit(0)
