// A sign-in provider for journeys (OpenID Connect): it signs for real (RS256), and whoever comes is at once the person it was told, or
// sent back as a journey wants it.
import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'

const CLIENT = { id: 'studio', secret: 'secret-of-the-issuer' }
const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

export class Issuer {
  /** Who signs in there: `{ sub, email, email_verified, name }`. */
  person = null
  /** A word of OAuth's to send people back with instead, such as `access_denied`. */
  refuses = null
  #server
  #keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  #asked = new Map()

  static async start() {
    const issuer = new Issuer()
    issuer.#server = createServer((request, answer) => void issuer.#serve(request, answer))
    await new Promise((done) => issuer.#server.listen(0, '127.0.0.1', done))
    issuer.url = `http://127.0.0.1:${issuer.#server.address().port}`
    return issuer
  }

  /** What a studio is told of it. */
  get settings() {
    return { EASEL_OIDC_ISSUER: this.url, EASEL_OIDC_CLIENT_ID: CLIENT.id, EASEL_OIDC_CLIENT_SECRET: CLIENT.secret, EASEL_OIDC_NAME: 'Example Works' }
  }

  async stop() {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }

  async #serve(request, answer) {
    const url = new URL(request.url, this.url)
    const say = (status, value) => {
      answer.writeHead(status, { 'content-type': 'application/json' })
      answer.end(JSON.stringify(value))
    }
    if (url.pathname === '/.well-known/openid-configuration') {
      say(200, {
        issuer: this.url,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        jwks_uri: `${this.url}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      })
    } else if (url.pathname === '/keys') {
      say(200, { keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }] })
    } else if (url.pathname === '/authorize') {
      const back = new URL(url.searchParams.get('redirect_uri'))
      back.searchParams.set('state', url.searchParams.get('state'))
      if (this.refuses) back.searchParams.set('error', this.refuses)
      else {
        const code = `code-${this.#asked.size + 1}`
        this.#asked.set(code, { query: url.searchParams, person: this.person })
        back.searchParams.set('code', code)
      }
      answer.writeHead(302, { location: back.href })
      answer.end()
    } else if (url.pathname === '/token') {
      let text = ''
      for await (const part of request) text += part
      const form = new URLSearchParams(text)
      const asked = this.#asked.get(form.get('code'))
      this.#asked.delete(form.get('code'))
      const shown = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
      const knows = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`
      if (request.headers.authorization !== knows) say(401, { error: 'invalid_client' })
      else if (!asked || shown !== asked.query.get('code_challenge')) say(400, { error: 'invalid_grant' })
      else say(200, { access_token: 'of-no-use', token_type: 'Bearer', expires_in: 300, id_token: this.#signed(asked) })
    } else say(404, {})
  }

  #signed({ query, person }) {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: this.url, aud: CLIENT.id, nonce: query.get('nonce'), iat: now, exp: now + 300, ...person }
    const words = `${base64({ alg: 'RS256', kid: 'key-1' })}.${base64(claims)}`
    return `${words}.${createSign('RSA-SHA256').update(words).sign(this.#keys.privateKey, 'base64url')}`
  }
}
