// Where things are on the pages: by role and by the name that the catalogue of messages gives them, in one place. When a page
// changes its build, only this file does; when it changes its words, nothing does.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { open_window, quiet } from './browser.mjs'

const locales = join(dirname(fileURLToPath(import.meta.url)), '../locales')
const catalogues = new Map()
function catalogue(language) {
  if (!catalogues.has(language)) catalogues.set(language, JSON.parse(readFileSync(join(locales, `${language}.json`), 'utf8')))
  return catalogues.get(language)
}

/** The text of the catalogue behind a key such as `auth.email`. */
export function text_of(language, key) {
  const text = key.split('.').reduce((tree, name) => tree?.[name], catalogue(language))
  assert.equal(typeof text, 'string', `${language}.json has a text for ${key}`)
  return text
}

/** The same as a pattern: what is filled in later may be anything. */
export function pattern_of(language, key, { whole = true } = {}) {
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  let pattern = ''
  let depth = 0
  for (const piece of text_of(language, key).split(/([{}])/)) {
    if (piece === '{') {
      if (depth++ === 0) pattern += '[\\s\\S]+?'
    } else if (piece === '}') depth--
    else if (depth === 0) pattern += escaped(piece)
  }
  return new RegExp(whole ? `^\\s*${pattern}\\s*$` : pattern, 'i')
}

/** The addresses of the pages, for whoever looks at all of them. */
export const ADDRESSES = {
  stranger: { landing: '/', 'privacy-facts': '/privacy-facts', 'sign-up': '/sign-up', 'sign-in': '/sign-in', forgot: '/forgot', openid: '/openid', showcase: '/showcase', help: '/help', 'help-article': '/help/first-picture', missing: '/no-such-page' },
  signed: {
    create: '/create',
    gallery: '/gallery',
    boards: '/boards',
    trash: '/trash',
    shares: '/shares',
    characters: '/characters',
    'character-new': '/characters/new',
    strips: '/strips',
    books: '/books',
    'book-from-text': '/books/from-text',
    brand: '/brand',
    'brand-new': '/brand/new',
    showcase: '/showcase',
    help: '/help',
    'help-article': '/help/what-credits-cost',
    wallet: '/wallet',
    buy: '/buy',
    notifications: '/notifications',
    settings: '/settings',
  },
  admin: { start: '/admin/start', jobs: '/admin/jobs', audit: '/admin/audit', configuration: '/admin/settings', overview: '/admin/overview', people: '/admin/people', conversations: '/admin/conversations', models: '/admin/models', branding: '/admin/branding', help: '/admin/help', 'help-edit': '/admin/help/keyboard', 'help-new': '/admin/help/new', announcements: '/admin/announcements', texts: '/admin/texts', legal: '/admin/legal', styles: '/admin/styles', moderation: '/admin/showcase', payments: '/admin/payments', revenue: '/admin/revenue' },
}

export const PASSWORD = 'correct horse battery staple'
export const FOX = 'a red fox sitting in the snow under a full moon'

let people = 0
/** An address nobody has yet. */
export const new_address = () => `person-${process.pid}-${++people}-${randomBytes(3).toString('hex')}@example.com`

/** UUIDv7, as a browser makes it. */
export function uuid_v7() {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Whether a picture in this element can be seen: its bytes are there and whole, and it isn't hidden. */
const has_loaded = async (element) => {
  const images = element instanceof HTMLImageElement ? [element] : [...element.querySelectorAll('img')]
  for (const image of images) {
    if (!image.complete || image.naturalWidth === 0) continue
    if (!image.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    if (await image.decode().then(() => true, () => false)) return true
  }
  return false
}

/** Makes the first administrator of a new studio; answers the cookies of a session of theirs. */
export async function first_admin(browser, studio) {
  const window = await open_window(browser, studio, {})
  await new Person(window).become_first_admin(await studio.admin_link())
  const { cookies } = await window.context.storageState()
  await window.context.close()
  return cookies
}

/** Somebody in a new window who is signed in with these cookies. */
export async function signed_in(browser, studio, cookies, options = {}) {
  const window = await open_window(browser, studio, options)
  await window.context.addCookies(cookies)
  return new Person(window)
}

/** What a person does in a window. */
export class Person {
  constructor(window, email = new_address()) {
    this.window = window
    this.page = window.page
    this.email = email
    this.password = PASSWORD
  }

  // -- finding --

  /** The text for a key in this person's language, as a pattern. */
  says(key, options) {
    return pattern_of(this.window.language, key, options)
  }
  button(key) {
    return this.page.getByRole('button', { name: this.says(key) })
  }
  link_or_button(key, options) {
    const name = this.says(key, options)
    return this.page.getByRole('link', { name }).or(this.page.getByRole('button', { name })).filter({ visible: true })
  }
  field(key) {
    return this.page.getByLabel(this.says(key)).filter({ visible: true })
  }
  get prompt_field() {
    return this.page.getByRole('textbox', { name: this.says('create.prompt') })
  }
  get generate_button() {
    return this.page.getByRole('button', { name: this.says('create.generate', { whole: false }) }).filter({ visible: true })
  }
  /** Whatever shows this message now. */
  message(key) {
    return this.page.getByText(this.says(key, { whole: false })).filter({ visible: true }).first()
  }
  /** What shows a picture of these words: the link or button around it, or the picture itself. */
  picture(words) {
    const name = new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i')
    const holds = { has: this.page.locator('img') }
    return this.page
      .getByRole('link', { name })
      .filter(holds)
      .or(this.page.getByRole('button', { name }).filter(holds))
      .or(this.page.getByRole('img', { name }))
      .filter({ visible: true })
      .first()
  }

  // -- doing --

  async open(address) {
    await this.page.goto(address, { waitUntil: 'load' })
    await this.settled()
  }

  /** The page has drawn its main part. */
  async settled() {
    await this.page.getByRole('main').first().waitFor()
    await this.page.getByRole('heading').first().waitFor()
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined))
    await quiet(this.window)
  }

  async fill_form({ name, email, password }) {
    if (name !== undefined) await this.field('auth.name').fill(name)
    if (email !== undefined) await this.field('auth.email').fill(email)
    if (password !== undefined) {
      await this.page.locator('input[type=password]').first().waitFor()
      for (const field of await this.page.locator('input[type=password]').all()) await field.fill(password)
    }
  }

  /** Presses the form's own button. */
  async submit() {
    await this.page.locator('main form button[type=submit], form button[type=submit]').last().click()
  }

  /** From the first page, with the wish written there. */
  async sign_up_with_a_wish(name, prompt) {
    await this.open('/')
    await this.field('landing.prompt').fill(prompt)
    await this.button('landing.go').click()
    await this.fill_form({ name, email: this.email, password: this.password })
    await this.submit()
    await this.prompt_field.waitFor()
  }

  async sign_up_from_landing(name) {
    await this.open('/')
    await this.link_or_button('landing.sign_up').first().click()
    await this.fill_form({ name, email: this.email, password: this.password })
    await this.submit()
    await this.prompt_field.waitFor()
  }

  /** Signs up without the pages, for journeys that are about something else. */
  async sign_up_quietly(name = 'Ada') {
    await this.ask('POST', '/auth/sign-up', {
      email: this.email,
      password: this.password,
      name,
      language: this.window.language,
    })
    await this.open('/create')
    await this.prompt_field.waitFor()
  }

  async sign_in() {
    await this.fill_form({ email: this.email, password: this.password })
    await this.submit()
  }

  async type_prompt(prompt) {
    await this.prompt_field.fill(prompt)
  }

  /** Sees this price on the button. */
  async sees_price(credits) {
    await this.generate_button.filter({ hasText: new RegExp(`(^|\\D)${credits}(\\D|$)`) }).first().waitFor()
  }

  /** Sees this many credits somewhere on the page. */
  async sees_credits(count) {
    await this.page.getByText(new RegExp(`(^|\\D)${count}(\\D|$)`)).filter({ visible: true }).first().waitFor()
  }

  /** Waits for a picture of these words that has really loaded. */
  async sees_picture(words, { timeout = 60_000 } = {}) {
    const picture = this.picture(words)
    await picture.waitFor({ timeout })
    const until = Date.now() + timeout
    // Asked again and again, because the tile of a job gives way to the tile of its picture.
    while (!(await picture.evaluate(has_loaded, null, { timeout: 1_000 }).catch(() => false))) {
      assert.ok(Date.now() < until, `the picture of "${words}" is there but did not load`)
      await sleep(100)
    }
    return picture
  }

  get download_act() {
    // What lies over a page comes after it.
    return this.link_or_button('picture.download').or(this.link_or_button('picture.download_png')).last()
  }

  /** Opens the picture's own view and waits for its download. */
  async open_picture(words) {
    await (await this.sees_picture(words)).click()
    await this.download_act.waitFor()
  }

  async download() {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.download_act.click()])
    return readFile(await download.path())
  }

  // -- pictures of the draft --

  get add_button() {
    return this.button('create.add_picture').filter({ visible: true })
  }
  get chips() {
    return this.page.getByRole('list', { name: this.says('create.pictures') }).getByRole('listitem').filter({ has: this.button('create.remove_picture') })
  }
  /** The picture of the draft with this file's name. */
  chip(name) {
    return this.chips.filter({ has: this.page.getByRole('button', { name: new RegExp(name) }) })
  }
  /** Waits until the picture stands there for this. */
  async chip_is(name, role) {
    await this.chip(name).getByText(this.says(role)).waitFor()
  }
  /** Waits until the picture is in the studio. */
  async picture_there(name) {
    await this.chip(name).getByRole('progressbar').waitFor({ state: 'detached' })
    await this.chip(name).locator('img').waitFor()
  }
  async add_files(files) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.add_button.click()])
    await chooser.setFiles(files)
  }
  /** Hands a file to the page as the clipboard or a drag from the desktop does. */
  async #hand_over(kind, name, bytes) {
    await this.prompt_field.evaluate(
      (field, { kind, name, base64 }) => {
        const data = new DataTransfer()
        data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name, { type: 'image/png' }))
        const more = { bubbles: true, cancelable: true }
        if (kind === 'paste') field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, ...more }))
        else for (const step of ['dragenter', 'dragover', 'drop']) field.dispatchEvent(new DragEvent(step, { dataTransfer: data, ...more }))
      },
      { kind, name, base64: bytes.toString('base64') },
    )
  }
  paste_file(name, bytes) {
    return this.#hand_over('paste', name, bytes)
  }
  drop_file(name, bytes) {
    return this.#hand_over('drop', name, bytes)
  }
  async give_role(name, role) {
    await this.chip(name).locator('button').first().click()
    const choice = this.page.getByRole('dialog')
    await choice.getByText(this.says(role), { exact: true }).click()
    // While it closes, the role stands there twice.
    await choice.waitFor({ state: 'hidden' })
    await this.chip_is(name, role)
  }
  async take_away(index) {
    await this.chips.nth(index).getByRole('button', { name: this.says('create.remove_picture') }).click()
  }
  async choose_model(label) {
    await this.page.getByRole('button', { name: new RegExp(`^${text_of(this.window.language, 'create.model')}: `) }).click()
    await this.page.getByRole('dialog').getByText(label, { exact: true }).click()
    await this.page.getByRole('button', { name: new RegExp(`: ${label}$`) }).waitFor()
  }

  /** What the page about the models shows of one channel. */
  channel(key) {
    // The name of each of its buttons ends with the channel's key.
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('button', { name: key }) })
  }

  /** Opens what can be said about a channel, says it with a reason, and waits until it stands so. */
  async pause(key, word, why = '') {
    await this.channel(key).getByRole('button', { name: this.says('admin.pause', { whole: false }) }).click()
    const panel = this.page.getByRole('dialog', { name: this.says('admin.pause_of') })
    if (why) await panel.getByLabel(this.says('admin.why')).fill(why)
    await panel.getByRole('button', { name: this.says(word, { whole: false }) }).click()
  }

  /** Drains a channel on the page about the models, and lets jobs come to it again. */
  async drain_and_let_come(key) {
    await this.pause(key, 'admin.drain', 'trying the page')
    await this.channel(key).getByText(this.says('admin.draining')).waitFor()
    await this.channel(key).getByRole('button', { name: this.says('admin.let_come', { whole: false }) }).click()
    await this.channel(key).getByText(this.says('admin.well')).waitFor()
  }

  /** Tests a channel on the page about the models; answers the part of the page that tells about it. */
  async test_channel(key) {
    await this.channel(key).getByRole('button', { name: new RegExp(`^${text_of(this.window.language, 'admin.test')} ${key}`) }).click()
    return this.channel(key).getByRole('region', { name: this.says('admin.test_of') })
  }

  /** What the studio says of one channel. */
  async figures_of(key) {
    const { items } = await this.ask('GET', '/admin/models')
    return items.flatMap((model) => model.channels).find((channel) => channel.key === key)
  }

  /** Becomes an administrator by the link on the terminal of a new studio. */
  async become_first_admin(link) {
    await this.page.goto(link)
    await this.settled()
    await this.fill_form({ name: 'Olga', email: this.email, password: this.password })
    await this.submit()
    await this.prompt_field.waitFor()
  }

  /** Makes pictures without the pages; answers them, the first asked for first. */
  async make_pictures(prompts, more = {}) {
    for (const prompt of prompts) await this.ask('POST', '/generations', { id: uuid_v7(), model: 'illustrator', prompt, accepted_credits: 1, ...more })
    const until = Date.now() + 60_000
    for (;;) {
      const { items } = await this.ask('GET', '/assets?limit=50')
      const made = prompts.map((prompt) => items.find((one) => one.prompt === prompt))
      if (made.every(Boolean)) return made
      assert.ok(Date.now() < until, 'the pictures did not come')
      await sleep(150)
    }
  }

  /** Chooses these pictures, by their places, in the dialog that shows the gallery. */
  async pick_pictures(places) {
    const dialog = this.page.getByRole('dialog', { name: this.says('pictures.choose') })
    for (const place of places) await dialog.getByRole('listitem').nth(place).getByRole('button').click()
    return dialog
  }

  // -- asking the studio directly, as this person --

  async try_ask(method, path, data) {
    return this.window.context.request.fetch(`/api/v1${path}`, {
      method,
      data,
      headers: { origin: this.window.base },
    })
  }
  async ask(method, path, data) {
    const answer = await this.try_ask(method, path, data)
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return answer.status() === 204 ? null : answer.json()
  }

  /** The file of an export that is asked for like this. */
  async export_of(body) {
    const begun = await this.ask('POST', '/exports', body)
    for (let tries = 0; ; tries++) {
      const now = await this.ask('GET', `/exports/${begun.id}`)
      if (now.state === 'ready') return (await this.window.context.request.get(now.url)).body()
      assert.ok(now.state !== 'failed' && tries < 300, `the export is ${now.state}`)
      await sleep(100)
    }
  }
}

/** Checks that these bytes are a whole PNG of this size. */
export function is_png(bytes, width, height) {
  assert.deepEqual([...bytes.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10], 'the PNG signature')
  assert.equal(bytes.toString('latin1', 12, 16), 'IHDR')
  assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [width, height], 'width and height')
  assert.equal(bytes.toString('latin1', bytes.length - 8, bytes.length - 4), 'IEND', 'the end is there')
}
