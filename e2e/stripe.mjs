// The stand-in of Stripe beside a studio: its program, and the wire on which it tells the studio what happened, which can be cut.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Studio, mind, stripe_stand_in } from './studio.mjs'

async function read(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

export class Stripe {
  /** While it is, nothing that is told arrives. */
  is_cut = false
  /** What was told and taken, oldest first. */
  told = []
  #child
  #env = {}
  #studio
  #wire

  static async start() {
    const program = stripe_stand_in()
    const stripe = new Stripe()
    stripe.#wire = createServer((request, answer) => void stripe.#pass(request, answer))
    await new Promise((done) => stripe.#wire.listen(0, '127.0.0.1', done))
    const hook = `http://127.0.0.1:${stripe.#wire.address().port}/api/v1/webhooks-in/stripe`
    stripe.#child = mind(spawn(program, ['127.0.0.1:0', hook], { stdio: ['ignore', 'pipe', 'ignore'] }))
    await stripe.#begun().catch(async (error) => {
      await stripe.stop()
      throw error
    })
    return stripe
  }

  /** What a studio has to be given, as the program prints it. */
  async #begun() {
    await new Promise((done, fail) => {
      this.#child.on('error', fail)
      this.#child.on('exit', (code) => fail(new Error(`The stand-in of Stripe ended (${code}).`)))
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        const [, name, value] = line.match(/^(EASEL_STRIPE_\w+)=(.*)$/) ?? []
        if (name) this.#env[name] = value
        if (Object.keys(this.#env).length === 3) done()
      })
    })
    this.url = this.#env.EASEL_STRIPE_API_URL
  }

  /** A studio that is paid here. People call it otherwise than the pages where they pay, so that these are another site to the browser. */
  async studio(env) {
    this.#studio = await Studio.start({ ...this.#env, ...env }, { host: 'localhost' })
    return this.#studio
  }

  async #pass(request, answer) {
    const body = await read(request)
    const taken = this.#studio && !this.is_cut ? await this.#tell(request, body) : 503
    if (taken < 300) this.told.push(JSON.parse(body).type)
    answer.writeHead(taken).end()
  }

  #tell({ url, headers }, body) {
    const { 'stripe-signature': signature, 'content-type': type } = headers
    const sent = fetch(`${this.#studio.url}${url}`, { method: 'POST', body, headers: { 'stripe-signature': signature, 'content-type': type } })
    return sent.then((answer) => answer.status, () => 502)
  }

  async #ask(path, options) {
    const answer = await fetch(`${this.url}${path}`, options)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }

  /** What an operator or a bank does, such as `expire/<session>`: see crates/easel-testing/src/stripe/api.rs. */
  by_hand(what) {
    return this.#ask(`/_/${what}`, { method: 'POST' })
  }

  /** The page that was opened for a payment. */
  async session_of(payment) {
    const found = (await this.#ask('/_/sessions')).findLast((one) => one.client_reference_id === payment)
    if (!found) throw new Error(`No page for the payment ${payment}.`)
    return found
  }

  /** Pays without the page. */
  async pay(payment) {
    const { id } = await this.session_of(payment)
    await fetch(`${this.url}/pay/${id}`, { method: 'POST', redirect: 'manual' })
    return id
  }

  /** What went back of a payment, as the studio would ask for it. */
  async refunds_of(payment) {
    const { payment_intent } = await this.session_of(payment)
    const headers = { authorization: `Bearer ${this.#env.EASEL_STRIPE_SECRET_KEY}`, 'stripe-version': 'any' }
    return (await this.#ask(`/v1/refunds?payment_intent=${payment_intent}`, { headers })).data
  }

  /** Waits until this has been told so often since it began. */
  async has_told(type, times = 1) {
    for (const until = Date.now() + 15_000; this.told.filter((one) => one === type).length < times; await sleep(50)) {
      if (Date.now() > until) throw new Error(`${type} was not told: ${this.told.join(', ')}`)
    }
  }

  async stop() {
    const child = this.#child
    if (child?.pid && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await gone
    }
    this.#wire?.closeAllConnections()
    await new Promise((done) => this.#wire.close(done))
  }
}
