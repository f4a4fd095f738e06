/// What a dropped picture tells about how it was made: the text of a PNG's own chunks, as this studio, the usual web interfaces and
/// ComfyUI write them. Everything is bounded before it is parsed, and what can't be read tells nothing.

export type Told = {
  from: 'studio' | 'parameters' | 'comfyui'
  prompt: string
  negative_prompt: string
  model: string | null
  style: string | null
  seed: number | null
  width: number | null
  height: number | null
}

/// A larger file isn't looked into: no picture the studio takes in is larger.
const LARGEST_FILE = 25 * 1024 * 1024
const MOST_CHUNKS = 20_000
/// Of one text, as it lies in the file and unpacked.
const LONGEST_PACKED = 2 * 1024 * 1024
const LONGEST_TEXT = 4 * 1024 * 1024
const LONGEST_PROMPT = 32_000
const MOST_NODES = 5_000
const DEEPEST = 40

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10]
/// In this order: the first that can be read is believed. `easel` is what `studio` was called once.
const KEYS = ['studio', 'easel', 'parameters', 'prompt'] as const
type Key = (typeof KEYS)[number]

/// What this file tells, or null. Never throws.
export async function told_by(file: Blob): Promise<Told | null> {
  try {
    if (file.size < 57 || file.size > LARGEST_FILE) return null
    // The signature first, so that other large files aren't read for nothing.
    const head = new Uint8Array(await file.slice(0, 8).arrayBuffer())
    if (!SIGNATURE.every((byte, at) => head[at] === byte)) return null
    const texts = await texts_of(new Uint8Array(await file.arrayBuffer()))
    for (const key of KEYS) {
      const text = texts.get(key)
      const told = text === undefined ? null : read(key, text)
      if (told) return told
    }
  } catch {
    // A damaged file is still a picture; it only tells nothing.
  }
  return null
}

function read(key: Key, text: string): Told | null {
  try {
    if (key === 'studio' || key === 'easel') return from_studio(JSON.parse(text))
    if (key === 'parameters') return from_parameters(text)
    return from_graph(text)
  } catch {
    return null
  }
}

/// The texts under the keys we know. A picture's pixels are skipped, not read.
export async function texts_of(bytes: Uint8Array): Promise<Map<Key, string>> {
  const texts = new Map<Key, string>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = SIGNATURE.length
  for (let chunks = 0; chunks < MOST_CHUNKS && at + 12 <= bytes.length; chunks++) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = at + 8 + length
    if (end + 4 > bytes.length || type === 'IEND') break
    if (length <= LONGEST_PACKED && (type === 'tEXt' || type === 'zTXt' || type === 'iTXt')) {
      const found = await text_of(type, bytes.subarray(at + 8, end)).catch(() => null)
      if (found && !texts.has(found.key)) texts.set(found.key, found.text)
    }
    at = end + 4
  }
  return texts
}

async function text_of(type: string, data: Uint8Array): Promise<{ key: Key; text: string } | null> {
  const zero = data.indexOf(0)
  if (zero < 1 || zero > 79) return null
  const key = latin1(data.subarray(0, zero)) as Key
  if (!KEYS.includes(key)) return null
  const rest = data.subarray(zero + 1)
  if (type === 'tEXt') return { key, text: utf8_or_latin1(rest) }
  if (type === 'zTXt') return rest[0] === 0 ? { key, text: utf8_or_latin1(await unpacked(rest.subarray(1))) } : null
  // iTXt: packed or not, how, a language, the key in that language, and then the text.
  const language = rest.indexOf(0, 2)
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1)
  if (translated < 0 || rest[1] !== 0) return null
  const text = rest.subarray(translated + 1)
  return { key, text: utf8_or_latin1(rest[0] === 1 ? await unpacked(text) : text) }
}

/// Unpacks as far as is allowed: a few bytes may otherwise become gigabytes.
async function unpacked(packed: Uint8Array): Promise<Uint8Array> {
  const reader = new Blob([packed as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > LONGEST_TEXT) {
      await reader.cancel().catch(() => {})
      throw new Error('too much text')
    }
    parts.push(value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

/// By the rules tEXt is Latin-1, but many write UTF-8 into it.
function utf8_or_latin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return latin1(bytes)
  }
}

const words = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, LONGEST_PROMPT) : '')
const name = (value: unknown): string | null => words(value).slice(0, 200) || null

function whole(value: unknown, least: number, most: number): number | null {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most ? number : null
}

const seed_of = (value: unknown): number | null => whole(value, 0, Number.MAX_SAFE_INTEGER)
const side_of = (value: unknown): number | null => whole(value, 1, 65_536)

type Json = Record<string, unknown>
const is_object = (value: unknown): value is Json => !!value && typeof value === 'object' && !Array.isArray(value)

/// Our own words: the record that `easel-tells` writes.
function from_studio(json: unknown): Told | null {
  if (!is_object(json) || !is_object(json.settings)) return null
  const spec = json.settings
  const prompt = words(spec.prompt)
  if (!prompt) return null
  return {
    from: 'studio',
    prompt,
    negative_prompt: words(spec.negative_prompt),
    model: name(spec.model),
    style: name(spec.style),
    seed: seed_of(spec.seed),
    width: side_of(spec.width),
    height: side_of(spec.height),
  }
}

const SETTING = /([A-Za-z][\w /+-]{0,39}):\s*("(?:\\.|[^"\\])*"|[^,]*)(?:,\s*|$)/g

/// The widespread form: the prompt, perhaps what to leave out, and a last line of settings.
export function from_parameters(text: string): Told | null {
  const lines = text.replaceAll('\r', '').trim().split('\n')
  const settings = new Map<string, string>()
  const last = lines.at(-1) ?? ''
  if (/^\s*(Steps|Seed|Size|Sampler|Model|Style|CFG scale|Version): /.test(last)) {
    for (const [, key, value] of last.slice(0, 20_000).matchAll(SETTING)) settings.set(key!.trim(), value!.trim().replace(/^"|"$/g, ''))
    lines.pop()
  }
  const negative = lines.findIndex((line) => line.startsWith('Negative prompt:'))
  const positive = negative < 0 ? lines : lines.slice(0, negative)
  const left_out = negative < 0 ? '' : lines.slice(negative).join('\n').slice('Negative prompt:'.length)
  const prompt = words(positive.join('\n'))
  if (!prompt) return null
  const size = /^(\d{1,5})x(\d{1,5})$/.exec(settings.get('Size') ?? '')
  return {
    from: 'parameters',
    prompt,
    negative_prompt: words(left_out),
    model: name(settings.get('Model')),
    style: name(settings.get('Style')),
    seed: seed_of(settings.get('Seed')),
    width: size ? side_of(size[1]) : null,
    height: size ? side_of(size[2]) : null,
  }
}

type Node = { class_type: string; inputs: Json }

/// A graph of nodes: from what samples back along the wires to the words.
export function from_graph(text: string): Told | null {
  // Python writes NaN, which JSON doesn't know.
  const json: unknown = JSON.parse(text.replace(/\bNaN\b|-?\bInfinity\b/g, 'null'))
  if (!is_object(json)) return null
  const nodes = new Map<string, Node>()
  for (const [id, node] of Object.entries(json).slice(0, MOST_NODES)) {
    if (is_object(node) && typeof node.class_type === 'string' && is_object(node.inputs)) nodes.set(id, { class_type: node.class_type, inputs: node.inputs })
  }
  const samplers = [...nodes.values()].filter(({ inputs }) => Array.isArray(inputs.positive) || Array.isArray(inputs.guider))
  const sampler = samplers.find(({ class_type }) => /sampler/i.test(class_type)) ?? samplers[0]
  const follow = (link: unknown, wanted: string[], accept: (value: unknown) => boolean): unknown => {
    const seen = new Set<string>()
    const waiting: [unknown, number][] = [[link, 0]]
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const [to, deep] = one
      if (!Array.isArray(to) || deep > DEEPEST) continue
      const id = String(to[0])
      const node = nodes.get(id)
      if (!node || seen.has(id)) continue
      seen.add(id)
      for (const key of wanted) if (accept(node.inputs[key])) return node.inputs[key]
      for (const value of Object.values(node.inputs)) if (Array.isArray(value) && value.length === 2) waiting.push([value, deep + 1])
    }
    return null
  }
  const TEXTS = ['text', 'text_g', 't5xxl', 'clip_l', 'prompt', 'string', 'value', 'wildcard_text', 'populated_text']
  const is_text = (value: unknown) => typeof value === 'string' && value.trim() !== ''
  const is_number = (value: unknown) => typeof value === 'number'
  let prompt = words(follow(sampler?.inputs.positive ?? sampler?.inputs.guider, TEXTS, is_text))
  const same = JSON.stringify(sampler?.inputs.positive) === JSON.stringify(sampler?.inputs.negative)
  const negative = same ? '' : words(follow(sampler?.inputs.negative, TEXTS, is_text))
  if (!prompt) {
    // Without a wire to follow, the longest words of an encoder are most likely meant.
    const texts = [...nodes.values()].filter(({ class_type }) => /text|prompt/i.test(class_type)).map(({ inputs }) => words(inputs.text ?? inputs.prompt))
    prompt = texts.sort((a, b) => b.length - a.length)[0] ?? ''
  }
  if (!prompt) return null
  const seed = sampler?.inputs.seed ?? sampler?.inputs.noise_seed
  const latent = sampler?.inputs.latent_image
  return {
    from: 'comfyui',
    prompt,
    negative_prompt: negative === prompt ? '' : negative,
    model: null,
    style: null,
    seed: seed_of(Array.isArray(seed) ? follow(seed, ['seed', 'value'], is_number) : (seed ?? follow(sampler?.inputs.noise, ['noise_seed', 'seed'], is_number))),
    width: side_of(follow(latent, ['width'], is_number)),
    height: side_of(follow(latent, ['height'], is_number)),
  }
}
