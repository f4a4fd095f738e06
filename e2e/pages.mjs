// Where things are on the pages: by role and name, in one place. When the interface changes its words, only this file does.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** The names by which people find things. */
const NAMES = {
  en: {
    to_sign_up: /sign up|create (an |your |my )?account|get started|start (now|creating|free)|join/i,
    name: /^(your )?name/i,
    email: /e-?mail/i,
    password: /password/i,
    sign_up: /sign up|create (an |your |my )?account|start|join/i,
    sign_in: /sign in|log in/i,
    forgot: /send|reset|link/i,
    reset: /save|set|change|reset|password/i,
    prompt: /prompt|describe|what (do|should|would|to)|your (idea|picture)/i,
    generate: /generate/i,
    download: /download/i,
    credits: (count) => new RegExp(`\\b${count}\\b`),
    price: (count) => new RegExp(`generate\\b.*\\b${count}\\b`, 'is'),
    hold: /\bh(o|e)ld\b|set aside/i,
    capture: /captur|charged?|paid|spent/i,
    too_few: /not enough|too few|insufficient|need/i,
    needs_prompt: /prompt|describe|write|what/i,
    too_long: /32,?000|too long|shorter/i,
  },
  'zh-CN': {
    to_sign_up: /注册|开始|创建(账户|账号|帐号)|加入/,
    name: /名字|姓名|昵称|称呼|名称/,
    email: /邮箱|邮件|电子/,
    password: /密码/,
    sign_up: /注册|创建(账户|账号|帐号)|开始|加入/,
    sign_in: /登录|登入/,
    forgot: /发送|重置|重设|链接/,
    reset: /保存|设置|重置|重设|更改|修改|密码/,
    prompt: /提示词|描述|画(些)?什么|想(画|要)|创意|想法/,
    generate: /生成/,
    download: /下载/,
    credits: (count) => new RegExp(`${count}`),
    price: (count) => new RegExp(`生成[\\s\\S]*${count}`),
    hold: /预扣|冻结|暂扣|预留|占用|保留/,
    capture: /扣除|扣款|收取|支付|消费|结算|已付/,
    too_few: /不足|不够/,
    needs_prompt: /提示词|描述|写|输入/,
    too_long: /32,?000|太长|过长/,
  },
}

/** The addresses of the pages, for whoever looks at all of them. */
export const ADDRESSES = {
  stranger: { landing: '/', 'sign-up': '/sign-up', 'sign-in': '/sign-in', forgot: '/forgot', missing: '/no-such-page' },
  signed: { create: '/', gallery: '/gallery', wallet: '/wallet', settings: '/settings' },
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

/** What a person does in a window. */
export class Person {
  constructor(window, email = new_address()) {
    this.window = window
    this.page = window.page
    this.names = NAMES[window.language]
    this.email = email
    this.password = PASSWORD
  }

  // -- finding --

  button(name) {
    return this.page.getByRole('button', { name })
  }
  link_or_button(name) {
    return this.page.getByRole('link', { name }).or(this.page.getByRole('button', { name }))
  }
  field(name) {
    return this.page.getByRole('textbox', { name }).or(this.page.getByLabel(name))
  }
  get prompt_field() {
    return this.field(this.names.prompt).and(this.page.locator('textarea')).first()
  }
  get generate_button() {
    return this.button(this.names.generate).first()
  }
  /** What the page announces as wrong: at the field, or as an alert. */
  get complaint() {
    return this.page.locator('[role=alert], [aria-live=assertive], [id]:is([data-error], .error), .error')
  }
  /** Pictures whose alternative text has these words. */
  pictures(words) {
    return this.page.getByRole('img', { name: new RegExp(words.slice(0, 24).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i') })
  }

  // -- doing --

  async open(address) {
    await this.page.goto(address, { waitUntil: 'load' })
    await this.settled()
  }

  /** The page has drawn its main part. */
  async settled() {
    await this.page.getByRole('main').first().waitFor()
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined))
  }

  async fill_form({ name, email, password }) {
    if (name !== undefined) await this.field(this.names.name).first().fill(name)
    if (email !== undefined) await this.field(this.names.email).first().fill(email)
    if (password !== undefined) {
      for (const field of await this.page.locator('input[type=password]').all()) await field.fill(password)
    }
  }

  /** Presses the form's own button. */
  async submit() {
    await this.page.locator('form button[type=submit], form button:not([type])').last().click()
  }

  async sign_up_from_landing(name) {
    await this.open('/')
    await this.link_or_button(this.names.to_sign_up).first().click()
    await this.field(this.names.email).first().waitFor()
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
    await this.open('/')
    await this.prompt_field.waitFor()
  }

  async sign_in() {
    await this.field(this.names.email).first().waitFor()
    await this.fill_form({ email: this.email, password: this.password })
    await this.submit()
  }

  async type_prompt(prompt) {
    await this.prompt_field.fill(prompt)
  }

  /** Sees this price on the button. */
  async sees_price(credits) {
    await this.page
      .getByRole('button', { name: this.names.price(credits) })
      .first()
      .waitFor()
  }

  /** Waits for a picture of these words that has really loaded. */
  async sees_picture(words, { timeout = 60_000 } = {}) {
    const picture = this.pictures(words).first()
    await picture.waitFor({ timeout })
    await this.page.waitForFunction(
      (element) => {
        const image = element instanceof HTMLImageElement ? element : element.querySelector('img')
        return image?.complete && image.naturalWidth > 0
      },
      await picture.elementHandle(),
      { timeout },
    )
    return picture
  }

  /** Opens the picture's own view and waits for its download. */
  async open_picture(words) {
    await (await this.sees_picture(words)).click()
    await this.link_or_button(this.names.download).first().waitFor()
  }

  async download() {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.link_or_button(this.names.download).first().click(),
    ])
    return readFile(await download.path())
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
}

/** Checks that these bytes are a whole PNG of this size. */
export function is_png(bytes, width, height) {
  assert.deepEqual([...bytes.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10], 'the PNG signature')
  assert.equal(bytes.toString('latin1', 12, 16), 'IHDR')
  assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [width, height], 'width and height')
  assert.equal(bytes.toString('latin1', bytes.length - 8, bytes.length - 4), 'IEND', 'the end is there')
}
