import { expect, test } from 'vitest'
import { from_graph, from_parameters, told_by } from './dropped'

const bytes = (text: string, how: 'utf8' | 'latin1' = 'utf8') => (how === 'utf8' ? new TextEncoder().encode(text) : Uint8Array.from(text, (sign) => sign.charCodeAt(0)))

async function packed(data: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([data as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function chunk(type: string, data: Uint8Array, length = data.length): Uint8Array {
  const made = new Uint8Array(12 + data.length)
  new DataView(made.buffer).setUint32(0, length)
  made.set(bytes(type), 4)
  made.set(data, 8)
  return made
}

function png(...chunks: Uint8Array[]): Blob {
  const head = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])
  const parts = [head, chunk('IHDR', new Uint8Array(13)), ...chunks, chunk('IDAT', new Uint8Array(40)), chunk('IEND', new Uint8Array(0))]
  return new Blob(parts as Uint8Array<ArrayBuffer>[])
}

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const text = (key: string, value: string, how: 'utf8' | 'latin1' = 'latin1') => chunk('tEXt', join(bytes(`${key}\0`), bytes(value, how)))
const itxt = (key: string, value: string | Uint8Array) =>
  chunk('iTXt', join(bytes(`${key}\0`), new Uint8Array([typeof value === 'string' ? 0 : 1, 0]), bytes('en\0key\0'), typeof value === 'string' ? bytes(value) : value))

const GRAPH = {
  3: { class_type: 'KSampler', inputs: { seed: 42, steps: 20, positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] } },
  5: { class_type: 'EmptyLatentImage', inputs: { width: 832, height: 1216, batch_size: 1 } },
  6: { class_type: 'CLIPTextEncode', inputs: { text: ['11', 0], clip: ['4', 1] } },
  7: { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['4', 1] } },
  11: { class_type: 'PrimitiveString', inputs: { value: 'a fox in the snow' } },
}

test('a picture of ours tells its request, packed or not', async () => {
  const settings = { prompt: '红狐狸', negative_prompt: 'rain', model: 'illustrator', style: 'ink', seed: 7, width: 1024, height: 1536 }
  const told = JSON.stringify({ v: 1, studio: 'Atelier', generation: '018f4a7e-0000-7000-8000-000000000001', settings })
  for (const [key, value] of [['studio', told], ['studio', await packed(bytes(told))], ['easel', told]] as const) {
    expect(await told_by(png(text('Software', 'Atelier'), itxt(key, value)))).toEqual({
      from: 'studio',
      prompt: '红狐狸',
      negative_prompt: 'rain',
      model: 'illustrator',
      style: 'ink',
      seed: 7,
      width: 1024,
      height: 1536,
    })
  }
})

test('the usual parameters are read, with settings and without', async () => {
  const usual = 'a fox, snow\nmoon light\nNegative prompt: blurry,\nlow quality\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 123456, Size: 512x768, Model: dream, Lora hashes: "a: b, c: d", Version: v1.9'
  expect(await told_by(png(text('parameters', usual)))).toEqual({
    from: 'parameters',
    prompt: 'a fox, snow\nmoon light',
    negative_prompt: 'blurry,\nlow quality',
    model: 'dream',
    style: null,
    seed: 123456,
    width: 512,
    height: 768,
  })
  expect(from_parameters('just a fox')).toMatchObject({ prompt: 'just a fox', seed: null })
  expect(from_parameters('狐狸\nSeed: 7')).toMatchObject({ prompt: '狐狸', seed: 7 })
  expect((await told_by(png(text('parameters', 'un café', 'latin1'))))?.prompt).toBe('un café')
  expect((await told_by(png(chunk('zTXt', join(bytes('parameters\0\0'), await packed(bytes('packed words')))))))?.prompt).toBe('packed words')
  expect(from_parameters('Steps: 20, Seed: 1')).toBeNull()
})

test('a graph is followed from the sampler to the words', async () => {
  expect(await told_by(png(text('prompt', JSON.stringify(GRAPH))))).toMatchObject({ from: 'comfyui', prompt: 'a fox in the snow', negative_prompt: 'blurry', seed: 42, width: 832, height: 1216 })
  const flux = {
    1: { class_type: 'SamplerCustomAdvanced', inputs: { noise: ['2', 0], guider: ['3', 0], latent_image: ['9', 0] } },
    2: { class_type: 'RandomNoise', inputs: { noise_seed: 99 } },
    3: { class_type: 'BasicGuider', inputs: { conditioning: ['4', 0] } },
    4: { class_type: 'FluxGuidance', inputs: { conditioning: ['5', 0], guidance: 3.5 } },
    5: { class_type: 'CLIPTextEncode', inputs: { text: 'a whale' } },
  }
  expect(from_graph(JSON.stringify(flux))).toMatchObject({ prompt: 'a whale', negative_prompt: '', seed: 99, width: null })
  // Python's own numbers, wires in a circle and wires to nowhere.
  expect(from_graph('{"1":{"class_type":"KSampler","inputs":{"positive":["2",0],"seed":NaN}},"2":{"class_type":"Join","inputs":{"a":["2",0],"b":["1",0],"c":["404",0]}}}')).toBeNull()
  expect(from_graph('{"1":{"class_type":"CLIPTextEncode","inputs":{"text":"alone"}}}')).toMatchObject({ prompt: 'alone', seed: null })
})

test('ours is believed before the others', async () => {
  expect((await told_by(png(text('prompt', JSON.stringify(GRAPH)), text('parameters', 'theirs'), itxt('studio', '{"settings":{"prompt":"ours"}}'))))?.prompt).toBe('ours')
  expect((await told_by(png(itxt('studio', '{broken'), text('parameters', 'theirs'))))?.prompt).toBe('theirs')
})

test('garbage tells nothing and never throws', async () => {
  expect(await told_by(new Blob([]))).toBeNull()
  expect(await told_by(new Blob([new Uint8Array(500)]))).toBeNull()
  expect(await told_by(png())).toBeNull()
  expect(await told_by(png(chunk('tEXt', bytes('parameters')), chunk('iTXt', bytes('studio\0\u0001')), chunk('iTXt', bytes('studio\0\u0001\0en'))))).toBeNull()
  // A length that points out of the file.
  expect(await told_by(png(chunk('tEXt', bytes('parameters\0words'), 0xfffffff0)))).toBeNull()
  // Packed text that isn't.
  expect(await told_by(png(chunk('iTXt', join(bytes('studio\0'), new Uint8Array([1, 0, 0, 0, 9, 9, 9])))))).toBeNull()
  for (const odd of ['null', '[]', '3', '{"prompt":7}', '{"prompt":""}', '{"settings":null}', '{"settings":{"prompt":"x","seed":-1,"width":"big"}}']) {
    const told = await told_by(png(itxt('studio', odd), text('prompt', odd)))
    if (told) expect([told.seed, told.width]).toEqual([null, null])
  }
  // Random bytes behind a good head, again and again.
  let state = 7
  const chance = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) & 255
  for (let round = 0; round < 200; round++) {
    const noise = Uint8Array.from({ length: 300 }, chance)
    await told_by(png(chunk(['tEXt', 'zTXt', 'iTXt'][round % 3]!, join(bytes(['studio\0', 'parameters\0', 'prompt\0'][round % 3]!), noise)), noise))
  }
})

test('a small file that unpacks into a huge text is given up', async () => {
  const bomb = await packed(new Uint8Array(64 * 1024 * 1024).fill(97))
  expect(bomb.length).toBeLessThan(200_000)
  expect(await told_by(png(itxt('studio', bomb)))).toBeNull()
})
