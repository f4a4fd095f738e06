// The browser, and what every page is checked for while somebody uses it.
import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { speak_pseudo } from './pseudo.mjs'

export const VIEWPORTS = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1440, height: 900 },
}
export const THEMES = ['light', 'dark']
export const OUT = join(dirname(fileURLToPath(import.meta.url)), 'out')

export async function open_browser() {
  const named = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  const executablePath = named.find((path) => path && existsSync(path))
  if (!executablePath) throw new Error('No Chromium: install it, or name one in CHROMIUM.')
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-quic',
      '--no-first-run',
    ],
  })
}

/**
 * A person's own browser window. Its `troubles` must be empty at the end: see `calm`. `elsewhere`: other pages that it may show.
 * `speaks`: `ltr` or `rtl` for the made-up language of `pseudo.mjs`.
 */
export async function open_window(browser, studio, { viewport = 'desktop', theme = 'light', language = 'en', elsewhere = [], speaks = null } = {}) {
  const context = await browser.newContext({
    baseURL: studio.url,
    viewport: VIEWPORTS[viewport],
    hasTouch: viewport !== 'desktop',
    isMobile: viewport === 'phone',
    colorScheme: theme,
    locale: language,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(15_000)
  if (speaks) await speak_pseudo({ context }, speaks)
  const page = await context.newPage()
  const troubles = []
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    // The browser itself notes every refused request; the journeys provoke those on purpose.
    if (/Failed to load resource|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_NETWORK/.test(message.text())) return
    troubles.push(`console: ${message.text()}`)
  })
  // What is being asked for right now, the live stream apart, which never ends.
  const pending = new Set()
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => pending.delete(request))
  page.on('request', (request) => {
    const address = request.url()
    if (!/\/events(\?|$)/.test(address)) pending.add(request)
    if (![studio.url, ...elsewhere].some((known) => address.startsWith(known)) && !/^(data|blob|about):/.test(address)) troubles.push(`asked elsewhere: ${address}`)
  })
  page.on('response', (answer) => {
    if (answer.status() >= 500) troubles.push(`${answer.status()} from ${answer.url()}`)
  })
  return { context, page, troubles, pending, viewport, theme, language, base: studio.url }
}

/** Waits until the page has everything it asked for: nothing pending for a moment, and nothing busy. */
export async function quiet({ page, pending }) {
  const until = Date.now() + 15_000
  for (let calm_since = Date.now(); Date.now() - calm_since < 200; await sleep(25)) {
    const busy = pending.size > 0 || (await page.locator('[aria-busy=true]').filter({ visible: true }).count()) > 0
    if (busy) calm_since = Date.now()
    assert.ok(Date.now() < until, `still waiting for ${[...pending].map((request) => request.url()).join(', ') || 'something busy'}`)
  }
}

/** Nothing went wrong behind what was seen. */
export function calm(window) {
  assert.deepEqual(window.troubles, [], 'the page had troubles behind the scenes')
}

const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** No finding of axe on what is shown now; of all its rules, or of those about colours. */
export async function accessible(page, name, { colours_only = false } = {}) {
  // A colour on its way to another one is neither: what moves and ends has ended.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    return Promise.all(ending.map((one) => one.finished.catch(() => {}))).then(() => {})
  })
  // What is well needs no words; style sheets are only fetched anew for rules that aren't asked for.
  const options = { runOnly: colours_only ? COLOURS : RULES, resultTypes: ['violations'], preload: false }
  const { violations } = await new AxeBuilder({ page }).options(options).analyze()
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 4).map((node) => `      ${node.target.join(' ')}  ${node.html.slice(0, 160)}`).join('\n')}`,
  )
  assert.deepEqual(told, [], `axe on ${name}`)
}

/** Nothing sticks out at the side. */
export async function fits(page, name) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return null
    const culprits = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > width + 1 || element.getBoundingClientRect().left < -1)
    return culprits.slice(0, 3).map((element) => element.outerHTML.slice(0, 160))
  })
  assert.equal(wide, null, `${name} can be scrolled sideways`)
}

/** A picture of the page for whoever made it to look at. */
export async function shoot(window, name) {
  mkdirSync(OUT, { recursive: true })
  const { page, viewport, theme, language } = window
  await page.screenshot({ path: join(OUT, `${name}--${viewport}-${theme}-${language}.png`), animations: 'disabled' })
}
