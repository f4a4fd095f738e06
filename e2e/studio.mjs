// A studio for one journey: the built program on a free port, with a data directory of its own that is gone afterwards.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** The first of these that is there; `named` by a variable, nothing else is looked for. */
function find(named, built, how) {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target')
  const candidates = named ? [resolve(root, named)] : built.map((path) => join(target, path))
  const found = candidates.find((path) => existsSync(path))
  if (!found) throw new Error(`No program at ${candidates.join(' or ')}: run \`${how}\` first.`)
  return found
}

/** The program: EASEL_BIN, else what cargo built last for release, else for development. */
export const program = () => find(process.env.EASEL_BIN, ['release/easel', 'debug/easel'], 'cargo build -p easel')

/** The stand-in of Stripe: EASEL_STRIPE_STAND_IN, else what cargo built. */
export const stripe_stand_in = () =>
  find(process.env.EASEL_STRIPE_STAND_IN, ['debug/examples/stripe', 'release/examples/stripe'], 'cargo build -p easel-testing --example stripe')

function free_port() {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

const running = new Set()
const kill_all = () => {
  for (const child of running) child.kill('SIGKILL')
}
process.on('exit', kill_all)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

/** Sees to it that this process ends with the journey, however that ends. */
export function mind(child) {
  running.add(child)
  child.on('exit', () => running.delete(child))
  return child
}

export class Studio {
  #child = null
  #env
  #said = ''

  constructor(port, host, data_dir, env) {
    this.port = port
    this.url = `http://${host}:${port}`
    this.data_dir = data_dir
    this.#env = env
  }

  /** Starts a studio; `env` adds or overrides variables, `host` is what people call this machine. */
  static async start(env = {}, { host = '127.0.0.1' } = {}) {
    const data_dir = await mkdtemp(join(tmpdir(), 'easel-e2e-'))
    const studio = new Studio(await free_port(), host, data_dir, env)
    await studio.begin()
    return studio
  }

  /** Starts the program (again) on the same port and data. */
  async begin() {
    const env = { ...process.env }
    for (const name of Object.keys(env)) if (name.startsWith('EASEL_')) delete env[name]
    const child = spawn(program(), ['serve'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...env,
        EASEL_LISTEN: `127.0.0.1:${this.port}`,
        EASEL_DATA_DIR: this.data_dir,
        EASEL_PUBLIC_URL: this.url,
        EASEL_VERIFY_EMAIL: 'off',
        EASEL_MODELS: join(root, 'config/models.json'),
        ...this.#env,
      },
    })
    this.#child = mind(child)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text) => (this.#said += text))
    }
    const until = Date.now() + 30_000
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The studio ended (${child.exitCode ?? child.signalCode}) before it was healthy:\n${this.log}`)
      }
      const healthy = await fetch(`${this.url}/healthz`).then((answer) => answer.ok, () => false)
      if (healthy) return
      if (Date.now() > until) throw new Error(`The studio was not healthy within 30 s:\n${this.log}`)
      await sleep(30)
    }
  }

  /** Everything the program printed, without colours. */
  get log() {
    return this.#said.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
  }

  /** The one-time link that makes the first administrator. */
  async admin_link() {
    const until = Date.now() + 5_000
    for (;;) {
      const link = this.log.match(/https?:\/\/\S*\/(?:welcome|first-admin)\/[^\s"'<>]*/)
      if (link) return link[0]
      if (Date.now() > until) throw new Error(`No link for the first administrator in what was printed:\n${this.log}`)
      await sleep(50)
    }
  }

  /** The newest mail to this address as text, waited for. */
  async mail_to(address, { after = 0 } = {}) {
    const until = Date.now() + 15_000
    for (;;) {
      const found = []
      for (const path of await files_under(this.data_dir)) {
        if (!/\.(eml|txt|mail)$/i.test(path)) continue
        const { mtimeMs } = await stat(path)
        const text = readable(await readFile(path, 'utf8'))
        // A mail to somebody else may name the address, too.
        const to = /^to:[^\n]*/im.exec(text)?.[0].toLowerCase() ?? ''
        if (mtimeMs >= after && to.includes(address.toLowerCase())) found.push({ mtimeMs, text })
      }
      found.sort((a, b) => b.mtimeMs - a.mtimeMs)
      if (found.length) return found[0].text
      if (Date.now() > until) throw new Error(`No mail to ${address} under ${this.data_dir}`)
      await sleep(100)
    }
  }

  /** Ends the program as a power cut does. The data stays. */
  async cut() {
    await this.#end('SIGKILL')
  }

  /** Ends the program in order and deletes its data. */
  async stop() {
    await this.#end('SIGTERM')
    await rm(this.data_dir, { recursive: true, force: true })
  }

  async #end(signal) {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill(signal)
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(patience)
  }
}

async function files_under(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

/** A mail as people read it: the transfer encodings undone, part by part. */
export function readable(raw) {
  return raw.replace(/\r\n/g, '\n').split(/\n(?=--\S)/).map((part) => {
    const split = part.indexOf('\n\n')
    if (split < 0) return part
    const head = part.slice(0, split)
    const body = part.slice(split + 2)
    if (/content-transfer-encoding:\s*base64/i.test(head)) {
      return `${head}\n\n${Buffer.from(body.replace(/\s/g, ''), 'base64').toString('utf8')}`
    }
    if (/content-transfer-encoding:\s*quoted-printable/i.test(head)) {
      const bytes = body.replace(/=\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
      return `${head}\n\n${Buffer.from(bytes, 'latin1').toString('utf8')}`
    }
    return part
  }).join('\n')
}

/** A worker lent to a studio, as its owner starts it: an address, a token and models of its own. */
export class LentWorker {
  #child

  static start(studio, token, models) {
    const env = { ...process.env }
    for (const name of Object.keys(env)) if (name.startsWith('EASEL_')) delete env[name]
    const child = spawn(program(), ['worker'], {
      cwd: tmpdir(),
      stdio: 'ignore',
      env: { ...env, EASEL_STUDIO_URL: studio.url, EASEL_WORKER_TOKEN: token, EASEL_MODELS: models },
    })
    const worker = new LentWorker()
    worker.#child = mind(child)
    return worker
  }

  /** As a pulled plug does. */
  kill() {
    this.#child?.kill('SIGKILL')
  }
}
