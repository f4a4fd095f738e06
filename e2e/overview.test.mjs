// How the studio is doing, by whoever runs it: drawn now, over a span, in figures and plots.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, calm, fits, open_browser, shoot } from './browser.mjs'
import { ADDRESSES, FOX, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

test('an administrator sees what is drawn, how fast, and who came', { timeout: 120_000 }, async () => {
  const olga = await signed_in(browser, studio, cookies)
  try {
    await olga.open(ADDRESSES.admin.overview)
    const pictures = () => olga.page.locator('dl > div').nth(1).locator('dd').first().innerText()
    assert.equal(await pictures(), '0')
    await olga.make_pictures([FOX, `${FOX}, ink`])
    await olga.page.reload()
    await olga.settled()
    assert.equal(await pictures(), '2')
    await shoot(olga.window, 'overview')
    await accessible(olga.page, 'the overview')
    // Every plot is a table, too.
    const plot = olga.page.getByRole('region', { name: olga.says('overview.pictures') })
    await plot.getByText(olga.says('plot.table')).click()
    assert.match(await plot.getByRole('row').nth(1).innerText(), /\b2\b/)
    await olga.page.getByRole('link', { name: '7 days', exact: true }).click()
    await olga.page.waitForURL('**/admin/overview?days=7')
    await olga.link_or_button('overview.to_revenue').click()
    await olga.page.waitForURL('**/admin/revenue?days=7')
    calm(olga.window)
  } finally {
    await olga.window.context.close()
  }
})

test('the overview on a phone in the dark, in Japanese', { timeout: 60_000 }, async () => {
  const olga = await signed_in(browser, studio, cookies, { viewport: 'phone', theme: 'dark', language: 'ja' })
  try {
    await olga.ask('PATCH', '/me', { language: 'ja' })
    await olga.open(ADDRESSES.admin.overview)
    await olga.page.locator('figure').first().waitFor()
    await shoot(olga.window, 'overview')
    await fits(olga.page, 'the overview')
    await accessible(olga.page, 'the overview on a phone')
    calm(olga.window)
  } finally {
    await olga.window.context.close()
  }
})
