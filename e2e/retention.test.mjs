// What the operator says about how long things are kept is what people read, in every language, and what the trash says.
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { FOX, Person } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser

before(async () => {
  studio = await Studio.start({ EASEL_KEEP_TRASH_DAYS: '7', EASEL_KEEP_FAILED_DAYS: '30', EASEL_KEEP_CONVERSATIONS_DAYS: '365', EASEL_KEEP_NOTICES_DAYS: '14' })
  browser = await open_browser()
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const LOOKS = [{}, { theme: 'dark', viewport: 'phone', language: 'zh-CN' }, { viewport: 'phone', language: 'es' }, { language: 'ja', theme: 'dark' }]

test('the periods that the operator chose are told, and the trash keeps to them', { timeout: 240_000 }, async () => {
  for (const look of LOOKS) {
    const eve = new Person(await open_window(browser, studio, look))
    await eve.open('/privacy-facts')
    for (const key of ['kept_pictures', 'kept_failed', 'kept_sign_ins', 'kept_notices', 'kept_conversations', 'kept_visitors', 'kept_mails', 'kept_reports', 'kept_money', 'kept_log', 'looked']) {
      await eve.message(`privacy.${key}`).waitFor()
    }
    await eve.page.getByText(eve.says('privacy.kept_pictures')).filter({ hasText: /(^|\D)7(\D|$)/ }).waitFor()
    await eve.page.getByText(eve.says('privacy.kept_failed')).filter({ hasText: /(^|\D)30(\D|$)/ }).waitFor()
    await eve.page.getByText(eve.says('privacy.kept_conversations')).filter({ hasText: /(^|\D)365(\D|$)/ }).waitFor()
    await accessible(eve.page, 'privacy-kept')
    await fits(eve.page, 'privacy-kept')
    await eve.page.getByRole('heading', { name: eve.says('privacy.kept_title') }).scrollIntoViewIfNeeded()
    await shoot(eve.window, 'privacy-kept')

    await eve.sign_up_quietly()
    const [fox] = await eve.make_pictures([FOX])
    await eve.ask('DELETE', `/assets/${fox.id}`)
    await eve.open('/trash')
    await eve.page.getByText(eve.says('trash.text')).filter({ hasText: /(^|\D)7(\D|$)/ }).waitFor()
    await eve.page.getByText(eve.says('trash.days_left', { whole: false })).filter({ hasText: /(^|\D)7(\D|$)/ }).first().waitFor()
    await shoot(eve.window, 'trash-kept')
    calm(eve.window)
    await eve.window.context.close()
  }
})
