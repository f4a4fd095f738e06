// A provider for journeys: a small server that speaks the OpenAI Images API and answers with real pictures, or as badly as a journey
// wants it to. It remembers what it was asked.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

const LARGEST = 64 << 20

/** A PNG of this size: a slope between two colours, so that pictures can be told apart by eye and by bytes. */
export function png_of(width, height, hue = 0) {
  const stride = width * 3 + 1
  const raw = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * stride + 1 + x * 3
      raw[at] = (40 + (hue & 127) + (x * 80) / width) & 255
      raw[at + 1] = (70 + (y * 90) / height) & 255
      raw[at + 2] = (200 - (hue & 127) + ((x + y) * 40) / (width + height)) & 255
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))])
}

async function read(request) {
  const parts = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > LARGEST) throw new Error('too much')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** What stands in the body: the fields of its JSON or form, and how many pictures came along. */
function understand(type, body) {
  if (type.startsWith('application/json')) return { ...JSON.parse(body), pictures: 0 }
  const text = body.toString('latin1')
  const field = (name) => text.match(new RegExp(`name="${name}"\\r\\n(?:[^\\r\\n]+\\r\\n)*\\r\\n([^\\r\\n]*)`))?.[1]
  return { prompt: field('prompt'), model: field('model'), size: field('size'), n: field('n'), pictures: [...text.matchAll(/filename="/g)].length }
}

export class Provider {
  /** What it was asked, oldest first. */
  asked = []
  /** An answer other than a picture, such as `{ status: 500, message: 'no' }`. */
  instead = null
  /** While it is a promise, a streamed picture stays unfinished until that is kept. */
  until = null
  #server

  static async start() {
    const provider = new Provider()
    provider.#server = createServer((request, answer) => void provider.#serve(request, answer))
    await new Promise((done) => provider.#server.listen(0, '127.0.0.1', done))
    provider.url = `http://127.0.0.1:${provider.#server.address().port}/v1`
    return provider
  }

  async #serve(request, answer) {
    const send = (status, value) => {
      answer.writeHead(status, { 'content-type': 'application/json' })
      answer.end(JSON.stringify(value))
    }
    try {
      const wanted = understand(request.headers['content-type'] ?? '', await read(request))
      this.asked.push({ path: request.url, ...wanted })
      if (this.instead) return send(this.instead.status, { error: { message: this.instead.message, type: this.instead.type ?? 'server_error', code: this.instead.code ?? null } })
      const [width, height] = (wanted.size ?? '512x512').split('x').map(Number)
      if (wanted.stream) return await this.#paint(answer, width, height)
      const data = Array.from({ length: Number(wanted.n ?? 1) }, (_, i) => ({ b64_json: png_of(width, height, this.asked.length * 31 + i * 17).toString('base64') }))
      send(200, { created: 1, data })
    } catch (error) {
      send(400, { error: { message: String(error), type: 'invalid_request_error', code: null } })
    }
  }

  /** First a coarse picture, then the whole one. */
  async #paint(answer, width, height) {
    const say = (type, hue) => answer.write(`event: ${type}\ndata: ${JSON.stringify({ type, b64_json: png_of(width, height, hue).toString('base64'), partial_image_index: 0 })}\n\n`)
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    say('image_generation.partial_image', 90)
    await this.until
    say('image_generation.completed', 200)
    answer.end()
  }

  async stop() {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }
}

const words = (en, zh) => ({ en, 'zh-CN': zh })
const SIZES = [
  { id: 'square', width: 512, height: 512 },
  { id: 'landscape', width: 768, height: 512 },
]

/** A model of its own with one channel at each of these providers, in this order. */
export function model_at(providers, { name, label, references = 0, source = false, price = 2, options = {} }) {
  return {
    name,
    label: words(label, label),
    description: words('Draws at a provider.', '由服务方作画。'),
    capabilities: { sizes: SIZES, min_px: 256, max_px: 1024, step_px: 64, max_count: 2, tiers: ['1K'], qualities: ['standard'], styles: [], references, source, mask: false, negative_prompt: false, seed: false },
    prices: [{ tier: '1K', quality: 'standard', credits: price }],
    channels: providers.map((provider, priority) => ({
      provider,
      provider_model: `${name}-large`,
      priority,
      operations: source || references ? ['generate', 'edit'] : ['generate'],
      costs: [{ micros: 4000 }],
      options,
    })),
  }
}

/** A models file for one journey; `clear` deletes it. */
export async function models_file({ providers = {}, models }) {
  const dir = await mkdtemp(join(tmpdir(), 'easel-models-'))
  const path = join(dir, 'models.json')
  const illustrator = {
    name: 'illustrator',
    label: words('Illustrator', '插画师'),
    description: words('Built in.', '内置。'),
    capabilities: { sizes: SIZES, min_px: 64, max_px: 2048, step_px: 64, max_count: 4, tiers: ['1K'], qualities: ['standard'], styles: ['storybook', 'ink'], seed: true },
    prices: [{ tier: '1K', quality: 'standard', credits: 1 }],
    channels: [{ provider: 'built-in', provider_model: 'illustrator' }],
  }
  await writeFile(path, JSON.stringify({ providers: { 'built-in': { engine: 'illustrator', concurrency: 2 }, ...providers }, models: [illustrator, ...models] }))
  return { path, clear: () => rm(dir, { recursive: true, force: true }) }
}

/** How a models file names this provider. */
export const openai_at = (provider, more = {}) => ({ engine: 'openai', url: provider.url, concurrency: 2, options: { auth: 'none', timeout_seconds: 20 }, ...more })
