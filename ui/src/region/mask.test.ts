import { expect, test } from 'vitest'
import { depths, grown } from './distance'
import { Mask, pack, TILE, unpack } from './mask'
import { bounded, mend_history, moved, perform, replayed, thinned, with_operation, EMPTY_HISTORY, type History, type Operation } from './operations'
import { grey_png, mask_bytes } from './png'
import { draw_segment, fill_box, fill_polygon } from './raster'

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom })
const rectangle = (left: number, top: number, right: number, bottom: number, erase = false): Operation => ({ kind: 'rectangle', erase, box: box(left, top, right, bottom) })
const stroke = (dabs: number[], softness = 0, erase = false): Operation => ({ kind: 'stroke', erase, softness, dabs: Float32Array.from(dabs) })

function drawn(width: number, height: number, ...operations: Operation[]): Mask {
  return replayed({ operations, at: operations.length }, width, height)
}

/// A drawing of everything there is, made by chance that is always the same.
function anything(seed: number, width: number, height: number): Operation {
  let state = seed * 2654435761 + 1
  const chance = (most: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0
    return (state / 2 ** 32) * most
  }
  const erase = chance(1) < 0.3
  const pick = Math.floor(chance(7))
  if (pick === 0) return { kind: 'invert' }
  if (pick === 1) return { kind: 'grow', by: Math.round(chance(16) - 8) }
  if (pick === 2) return { kind: 'lasso', erase, corners: Float32Array.from({ length: 12 }, (_, i) => chance(i % 2 ? height : width)) }
  if (pick === 3) return { kind: 'ellipse', erase, box: box(chance(width / 2), chance(height / 2), width / 2 + chance(width / 2), height / 2 + chance(height / 2)) }
  if (pick === 4) return rectangle(chance(width / 2), chance(height / 2), width / 2 + chance(width), height / 2 + chance(height), erase)
  return stroke(Array.from({ length: 15 }, (_, i) => (i % 3 === 2 ? 2 + chance(20) : chance(i % 3 ? height : width))), chance(1), erase)
}

test('a brush covers a disc, hard or soft, and never beyond its radius', () => {
  for (const softness of [0, 0.5, 1]) {
    const mask = drawn(101, 101, stroke([50.5, 50.5, 30], softness))
    expect(mask.data[50 * 101 + 50]).toBe(255)
    for (let y = 0; y < 101; y++) {
      for (let x = 0; x < 101; x++) {
        const far = Math.hypot(x - 50, y - 50)
        const value = mask.data[y * 101 + x]!
        if (far > 30.5) expect(value).toBe(0)
        if (far < 30 * (1 - softness) - 1) expect(value).toBe(255)
      }
    }
  }
  const area = drawn(101, 101, stroke([50.5, 50.5, 30])).share * 101 * 101
  expect(Math.abs(area - Math.PI * 900)).toBeLessThan(30)
})

test('a stroke drawn twice, or in pieces, is the same as once', () => {
  const dabs = [20, 20, 8, 60, 30, 12, 61, 70, 4]
  const once = drawn(100, 100, stroke(dabs, 0.6))
  const twice = drawn(100, 100, stroke(dabs, 0.6), stroke(dabs, 0.6))
  expect(twice.data).toEqual(once.data)
  const pieces = new Mask(100, 100)
  const [a, b, c] = [{ x: 20, y: 20, radius: 8 }, { x: 60, y: 30, radius: 12 }, { x: 61, y: 70, radius: 4 }]
  draw_segment(pieces, b, c, 0.6, false)
  draw_segment(pieces, a, b, 0.6, false)
  expect(pieces.data).toEqual(once.data)
})

test('erasing takes away exactly what was drawn', () => {
  const dabs = [20, 20, 8, 60, 30, 12]
  expect(drawn(100, 100, stroke(dabs), stroke(dabs, 0, true)).share).toBe(0)
  expect(drawn(40, 40, { kind: 'invert' }, rectangle(10, 10, 20, 20, true)).share).toBeCloseTo(1 - 100 / 1600)
})

test('a polygon covers its area, and all of it where its line crosses itself', () => {
  const triangle = new Mask(100, 100)
  fill_polygon(triangle, [10, 10, 90, 10, 10, 90], false)
  triangle.recount()
  expect(triangle.share * 10_000).toBeGreaterThan(3140)
  expect(triangle.share * 10_000).toBeLessThan(3260)
  // A five-pointed star: its middle is gone round twice.
  const star = new Mask(100, 100)
  fill_polygon(star, Array.from({ length: 5 }, (_, i) => (i * 4 * Math.PI) / 5).flatMap((turn) => [50 + 40 * Math.sin(turn), 50 - 40 * Math.cos(turn)]), false)
  expect(star.marked(50, 50)).toBe(true)
  expect(fill_polygon(star, [1, 1, 2, 2], false)).toEqual(box(0, 0, 0, 0))
})

test('what lies beside the picture is cut off without a word', () => {
  const mask = new Mask(10, 10)
  fill_box(mask, box(-5, -5, 3, 3), false)
  draw_segment(mask, { x: -50, y: -50, radius: 5 }, { x: -60, y: -60, radius: 5 }, 0, false)
  fill_polygon(mask, [8, 8, 400, 8, 400, 400, 8, 400], false)
  mask.recount()
  expect(mask.share * 100).toBe(9 + 4)
  expect(mask.marked(-1, 0)).toBe(false)
})

test('growing and shrinking are round, exact, and stop at nothing but the picture', () => {
  const dot = new Uint8Array(61 * 61)
  dot[30 * 61 + 30] = 255
  const disc = grown(dot, 61, 61, 20)
  for (let y = 0; y < 61; y++) {
    for (let x = 0; x < 61; x++) {
      const far = Math.hypot(x - 30, y - 30)
      const value = disc[y * 61 + x]!
      if (far <= 20) expect(value).toBe(255)
      if (far >= 21) expect(value).toBe(0)
    }
  }
  const back = grown(disc, 61, 61, -20)
  expect(back[30 * 61 + 30]).toBeGreaterThanOrEqual(128)
  expect(back.filter((value) => value >= 128).length).toBeLessThanOrEqual(9)
  // Shrinking leaves what touches the picture's edge there.
  const full = new Uint8Array(400).fill(255)
  expect(grown(full, 20, 20, -5)).toEqual(full)
  expect(grown(new Uint8Array(400), 20, 20, 9)).toEqual(new Uint8Array(400))
})

test('distances agree with measuring every pair', () => {
  for (let seed = 1; seed < 12; seed++) {
    const width = 17 + seed
    const height = 29 - seed
    const bytes = drawn(width, height, anything(seed, width, height), anything(seed + 50, width, height)).data.map((value) => (value >= 128 ? 255 : 0))
    const got = depths(bytes, width, height, 8)
    for (let at = 0; at < bytes.length; at++) {
      let far = Infinity
      for (let other = 0; other < bytes.length; other++) {
        if (!bytes[other]) far = Math.min(far, Math.hypot((at % width) - (other % width), Math.floor(at / width) - Math.floor(other / width)))
      }
      const want = Math.round(255 * Math.min(1, far / 8))
      expect(got[at]).toBe(bytes[at] ? want : 0)
    }
  }
})

test('packing gives every byte back, and stays small where much is alike', () => {
  const same = new Uint8Array(100_000).fill(255)
  expect(pack(same).length).toBeLessThan(10)
  expect(unpack(pack(same), same.length)).toEqual(same)
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)
  expect(pack(noise).length).toBeLessThanOrEqual(noise.length + 1)
  expect(unpack(pack(noise), noise.length)).toEqual(noise)
  expect(unpack(pack(new Uint8Array()), 4)).toEqual(new Uint8Array(4))
  expect(unpack(Uint8Array.of(1, 255, 255, 255, 255, 255), 9).length).toBe(9)
})

/// Whether two masks are the same, without a comparison that is made to be told.
const alike = (one: Uint8Array, other: Uint8Array) => one.length === other.length && one.every((value, at) => value === other[at])

test('undoing and redoing give back what was there, step by step, across tiles', () => {
  const width = TILE + 70
  const height = TILE * 2 + 9
  const mask = new Mask(width, height)
  const states = [mask.data.slice()]
  const patches = []
  for (let seed = 1; seed <= 24; seed++) {
    mask.begin()
    perform(mask, anything(seed, width, height))
    patches.push(mask.end())
    states.push(mask.data.slice())
    const fresh = new Mask(width, height)
    fresh.fill_from(mask.data)
    fresh.recount()
    expect(mask.share).toBe(fresh.share)
  }
  const redo = []
  while (patches.length) {
    redo.push(mask.swap(patches.pop()!).patch)
    expect(alike(mask.data, states[patches.length]!)).toBe(true)
  }
  expect(mask.share).toBe(0)
  expect(mask.extent).toBeNull()
  for (let at = 1; redo.length; at++) {
    mask.swap(redo.pop()!)
    expect(alike(mask.data, states[at]!)).toBe(true)
  }
})

test('a history goes back and forth, and what is drawn after going back takes the place of what was ahead', () => {
  let history: History = EMPTY_HISTORY
  for (let i = 0; i < 4; i++) history = with_operation(history, rectangle(i * 10, 0, i * 10 + 5, 10))
  expect(replayed(history, 40, 10).share).toBeCloseTo(0.5)
  history = moved(moved(history, -1), -1)
  expect(replayed(history, 40, 10).share).toBeCloseTo(0.25)
  expect(replayed(moved(history, 9), 40, 10).share).toBeCloseTo(0.5)
  expect(moved(history, -9).at).toBe(0)
  history = with_operation(history, { kind: 'clear' })
  expect(history.operations.length).toBe(3)
  expect(moved(history, 1)).toEqual(history)
  expect(replayed(with_operation(history, { kind: 'invert' }), 40, 10).share).toBe(1)
})

test('a history that has grown too large keeps its drawing and its newest steps', () => {
  let history: History = EMPTY_HISTORY
  for (let seed = 1; seed < 40; seed++) history = with_operation(history, anything(seed, 120, 90))
  const before = replayed(history, 120, 90).data
  const less = bounded(history, 120, 90, 2000)
  expect(less.operations.length).toBeLessThan(history.operations.length)
  expect(replayed(less, 120, 90).data).toEqual(before)
  for (let back = 1; back < 10; back++) expect(replayed(moved(less, -back), 120, 90).data).toEqual(replayed(moved(history, -back), 120, 90).data)
  expect(bounded(history, 120, 90)).toBe(history)
})

test('what was kept is drawn again, and what is damaged ends the list there', () => {
  const history: History = { operations: [stroke([1, 2, 3]), rectangle(0, 0, 4, 4), { kind: 'grow', by: -3 }, { kind: 'paste', packed: pack(new Uint8Array(9)) }], at: 3 }
  expect(mend_history(structuredClone(history))).toEqual(history)
  expect(mend_history({ operations: [...history.operations.slice(0, 2), { kind: 'stroke', dabs: [1, 2] }, { kind: 'invert' }], at: 99 })).toEqual({ operations: history.operations.slice(0, 2), at: 2 })
  for (const bad of [null, 7, {}, { operations: 'x' }, { operations: [null], at: -4 }]) expect(mend_history(bad)).toEqual(EMPTY_HISTORY)
  expect(mend_history({ operations: [{ kind: 'grow', by: 9999 }], at: 1 }).operations).toEqual([])
})

test('a line keeps its ends when it is thinned', () => {
  const line = thinned([0, 0, 0.2, 0, 0.4, 0, 3, 0, 3.1, 0], 2, 1)
  expect([...line.map((value) => Math.round(value * 10))]).toEqual([0, 0, 30, 0, 31, 0])
})

test('a mask is written as a whole grey PNG, and read by the rule of the studio', async () => {
  const bytes = Uint8Array.of(0, 255, 128, 7, 255, 0)
  const file = new Uint8Array(await (await grey_png(bytes, 3, 2)).arrayBuffer())
  expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
  const view = new DataView(file.buffer)
  expect([view.getUint32(16), view.getUint32(20), file[24], file[25]]).toEqual([3, 2, 8, 0])
  const length = view.getUint32(33)
  const body = await new Response(new Blob([file.slice(41, 41 + length)]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer()
  expect([...new Uint8Array(body)]).toEqual([0, 0, 255, 128, 0, 7, 255, 0])
  expect([...mask_bytes(Uint8ClampedArray.of(0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 255, 255))]).toEqual([0, 255, 0])
  expect([...mask_bytes(Uint8ClampedArray.of(0, 0, 0, 0, 255, 255, 255, 255, 9, 9, 9, 127))]).toEqual([255, 0, 255])
})
