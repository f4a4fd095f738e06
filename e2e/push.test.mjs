// What happened, on the device: switched on in the settings, told by the studio to a push service, shown by the worker, and where it leads;
// what is said where a browser won't; and that nothing of it is left for whoever comes next.
import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { Person, first_admin } from './pages.mjs'
import { Studio } from './studio.mjs'

/** A push service and the keys of its one browser: reads what it is told as the browser would. */
class Service {
  told = []
  wrong = []
  constructor() {
    this.ecdh = createECDH('prime256v1')
    this.ecdh.generateKeys()
    this.auth = randomBytes(16)
  }
  async begin() {
    this.server = createServer((request, answer) => {
      const parts = []
      request.on('data', (part) => parts.push(part))
      request.on('end', () => {
        try {
          this.who(request.headers.authorization)
          this.told.push(JSON.parse(this.read(Buffer.concat(parts))))
          answer.writeHead(201).end()
        } catch (problem) {
          this.wrong.push(problem.message)
          answer.writeHead(400).end()
        }
      })
    })
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done))
    this.url = `http://127.0.0.1:${this.server.address().port}`
  }
  who(said) {
    const [, token, key] = said.match(/^vapid t=(.+), k=(.+)$/)
    const [head, about, signature] = token.split('.')
    const point = Buffer.from(key, 'base64url')
    const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
    const known = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }
    assert.ok(verify('sha256', Buffer.from(`${head}.${about}`), known, Buffer.from(signature, 'base64url')), 'the signature holds')
    assert.equal(JSON.parse(Buffer.from(about, 'base64url')).aud, this.url)
  }
  read(body) {
    const [salt, key, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
    const draw = (secret, by, about, length) => Buffer.from(hkdfSync('sha256', secret, by, about, length))
    const about = Buffer.concat([Buffer.from('WebPush: info\0'), this.ecdh.getPublicKey(), key])
    const secret = draw(this.ecdh.computeSecret(key), this.auth, about, 32)
    const open = createDecipheriv('aes-128-gcm', draw(secret, salt, 'Content-Encoding: aes128gcm\0', 16), draw(secret, salt, 'Content-Encoding: nonce\0', 12))
    open.setAuthTag(sealed.subarray(-16))
    const words = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()])
    return words.subarray(0, words.lastIndexOf(2)).toString()
  }
  get keys() {
    return { p256dh: this.ecdh.getPublicKey('base64url'), auth: this.auth.toString('base64url') }
  }
}

let studio, browser
const service = new Service()

before(async () => {
  await service.begin()
  studio = await Studio.start({ EASEL_PUSH_ANYWHERE: 'true' })
  browser = await open_browser()
  await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
  service.server.close()
})

/** There is no push service of the browser's maker here: it is given ours. Everything else is the browser's own. */
async function give_service({ context }) {
  await context.addInitScript(
    ({ url, keys }) => {
      const kept = () => {
        const endpoint = localStorage.getItem('pushed')
        if (!endpoint) return null
        return { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => (localStorage.removeItem('pushed'), true) }
      }
      PushManager.prototype.getSubscription = async () => kept()
      PushManager.prototype.subscribe = async (options) => {
        if (!options.userVisibleOnly || options.applicationServerKey.length !== 87) throw new Error('asked otherwise')
        localStorage.setItem('pushed', `${url}/push/${Math.random()}`)
        return kept()
      }
    },
    { url: service.url, keys: service.keys },
  )
}

async function see(person, name) {
  await person.settled()
  await person.page.locator('#notifications').scrollIntoViewIfNeeded()
  await accessible(person.page, name)
  await fits(person.page, name)
  await shoot(person.window, name)
}

const kept = (person) => person.page.evaluate(() => localStorage.getItem('pushed'))

test('a device is switched on, told, led by it, and forgotten with whoever signs out', { timeout: 180_000 }, async () => {
  const window = await open_window(browser, studio)
  await window.context.grantPermissions(['notifications'], { origin: studio.url })
  await give_service(window)
  const eve = new Person(window)
  await eve.sign_up_quietly('Eve Adler')
  await eve.open('/settings')
  assert.equal(await eve.page.getByRole('columnheader', { name: eve.says('notices.devices') }).count(), 0, 'no choice before there is a device')
  await see(eve, 'push-off')
  await eve.button('notices.push_on').click()
  await eve.button('notices.push_off').waitFor()
  await eve.page.getByRole('columnheader', { name: eve.says('notices.devices') }).waitFor()
  await see(eve, 'push-on')

  // The worker is one file, whose address stays and which is asked for anew.
  const file = await fetch(`${studio.url}/push-worker.js`)
  assert.match(file.headers.get('content-type'), /^text\/javascript/)
  assert.equal(file.headers.get('cache-control'), 'no-cache')
  const text = await file.text()
  assert.doesNotMatch(text, /\bimport\b|caches\b|"fetch"|`fetch`/)

  // Something happens while nobody looks.
  await eve.ask('PUT', '/notices/looking', { looking: false })
  await eve.ask('POST', '/me/password', { current_password: eve.password, new_password: 'another good sentence' })
  for (let tries = 0; service.told.length === 0 && tries < 100; tries += 1) await sleep(100)
  assert.deepEqual(service.wrong, [])
  const told = service.told[0]
  assert.deepEqual([told.kind, told.path, told.language], ['password_changed', '/settings', 'en'])

  // The browser hands it to the worker, which shows it.
  const devtools = await window.context.newCDPSession(eve.page)
  const registration = new Promise((done) => devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && done(registrations[0].registrationId)))
  await devtools.send('ServiceWorker.enable')
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: studio.url, registrationId: await registration, data: JSON.stringify(told) })
  const shown = () => eve.page.evaluate(async () => (await (await navigator.serviceWorker.getRegistration('/')).getNotifications()).map(({ title, body, data, lang, tag }) => ({ title, body, data, lang, tag })))
  let notes = []
  for (let tries = 0; notes.length === 0 && tries < 50; tries += 1) [notes] = [await shown(), await sleep(100)]
  assert.deepEqual(notes, [{ title: told.title, body: 'Your password was changed.', data: { id: told.id, path: '/settings' }, lang: 'en', tag: told.id }])

  // Pressing it leads there, and it is read. Only a real finger lets a worker open a window: that it would is seen here.
  const [worker] = window.context.serviceWorkers()
  await worker.evaluate(async () => {
    const real = self.clients
    Object.defineProperty(self, 'clients', { value: { matchAll: async () => [], openWindow: async (address) => (self.opened = address) }, configurable: true })
    const [notification] = await self.registration.getNotifications()
    const event = new NotificationEvent('notificationclick', { notification })
    let work
    Object.defineProperty(event, 'waitUntil', { value: (promise) => (work = promise) })
    self.dispatchEvent(event)
    await work
    Object.defineProperty(self, 'clients', { value: real })
  })
  assert.equal(await worker.evaluate(() => self.opened), `${studio.url}/settings`)
  assert.deepEqual(await shown(), [])
  const { items } = await eve.ask('GET', '/notices')
  assert.ok(items.find((one) => one.id === told.id).read, 'pressed is read')

  // Off, and on again; then whoever signs out takes it with them.
  await eve.button('notices.push_off').click()
  await eve.button('notices.push_on').waitFor()
  assert.equal(await kept(eve), null)
  await eve.button('notices.push_on').click()
  await eve.button('notices.push_off').waitFor()
  await eve.button('settings.sign_out').click()
  await eve.page.waitForURL((url) => url.pathname !== '/settings')
  await eve.page.waitForFunction(() => localStorage.getItem('pushed') === null)

  // What a session leaves that just ended, the next person's page ends.
  await eve.page.evaluate(() => localStorage.setItem('pushed', 'http://127.0.0.1:9/left'))
  const olga = new Person(window)
  await olga.sign_up_quietly('Olga Berg')
  await olga.open('/settings')
  await olga.page.waitForFunction(() => localStorage.getItem('pushed') === null)
  await olga.button('notices.push_on').waitFor()
  calm(window)
  await window.context.close()
})

const LOOKS = [{ theme: 'dark' }, { viewport: 'phone', language: 'es' }, { viewport: 'phone', theme: 'dark', language: 'zh-CN' }, { language: 'ja' }]

test('what stands in the way is said, in every language', { timeout: 180_000 }, async () => {
  const ways = {
    push_denied: () => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }),
    push_unsupported: () => delete window.PushManager,
    push_insecure: () => Object.defineProperty(window, 'isSecureContext', { get: () => false }),
    push_home_screen: () => {
      delete window.PushManager
      Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1' })
    },
  }
  for (const [i, look] of LOOKS.entries()) {
    const [key, act] = Object.entries(ways)[i]
    const window = await open_window(browser, studio, look)
    await window.context.addInitScript(act)
    const person = new Person(window)
    await person.sign_up_quietly('Ada Braun')
    await person.open('/settings')
    await person.message(`notices.${key}`).waitFor()
    assert.equal(await person.button('notices.push_on').count(), 0)
    await see(person, `push-${key}`)
    calm(window)
    await window.context.close()
  }
})
