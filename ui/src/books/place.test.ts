import { expect, test } from 'vitest'
import { art_moved, art_zoomed, inside, on_page, placed, resized, settled } from './place'
import type { Art, BookFormat } from './types'

const frame = { x: 100, y: 200, width: 3000, height: 1000 }
const art = (more: Partial<Art> = {}): Art => ({ asset_id: 'a', width_px: 1024, height_px: 1536, zoom: 1000, dx: 0, dy: 0, alt: '', ...more })
const format: BookFormat = { width: 16_830, height: 26_040, bleed: 318, margin: 1000, paper_um: 100 }

test('art covers its frame however it is moved, as the studio draws it', () => {
  for (const [zoom, dx, dy] of [[1000, 0, 0], [1000, 9000, 9000], [2500, -9000, 40], [1, 0, -2_000_000], [8000, 2_000_000, 0]] as const) {
    const at = placed(art({ zoom, dx, dy }), frame)
    expect(at.x).toBeLessThanOrEqual(frame.x)
    expect(at.y).toBeLessThanOrEqual(frame.y)
    expect(at.x + at.width).toBeGreaterThanOrEqual(frame.x + frame.width)
    expect(at.y + at.height).toBeGreaterThanOrEqual(frame.y + frame.height)
    expect(at.height / at.width).toBeCloseTo(1.5, 2)
  }
  expect(placed(art(), frame)).toEqual({ x: 100, y: -1550, width: 3000, height: 4500 })
})

test('what the clamp takes away is not kept', () => {
  const far = settled(art({ dx: 500, dy: 9000 }), frame)
  expect([far.dx, far.dy]).toEqual([0, 1750])
  expect(placed(far, frame)).toEqual(placed(art({ dx: 500, dy: 9000 }), frame))
  // The way back begins at once.
  expect(placed(art_moved(far, frame, 0, -10), frame).y).toBe(frame.y - 10)
  const same = art({ dy: 5 })
  expect(settled(same, frame)).toBe(same)
})

test('zooming keeps what lies under the finger', () => {
  const at = { x: 900, y: 500 }
  const share = (one: Art) => {
    const whole = placed(one, frame)
    return [(at.x - whole.x) / whole.width, (at.y - whole.y) / whole.height]
  }
  const near = art_zoomed(art(), frame, 2400, at)
  share(near).forEach((one, i) => expect(one).toBeCloseTo(share(art())[i]!, 2))
  expect(art_zoomed(near, frame, 10).zoom).toBe(1000)
  expect(art_zoomed(near, frame, 99_999).zoom).toBe(20_000)
})

test('nothing leaves the paper or gets too small', () => {
  expect(on_page({ x: -5000, y: 30_000, width: 2000, height: 100 }, format)).toEqual({ x: -318, y: 26_040 + 318 - 300, width: 2000, height: 300 })
  const box = { x: 1000, y: 1000, width: 2000, height: 1000 }
  expect(resized(box, 'se', { x: 4000, y: 3000 }, format)).toEqual({ x: 1000, y: 1000, width: 3000, height: 2000 })
  expect(resized(box, 'nw', { x: 9000, y: 9000 }, format)).toEqual({ x: 2700, y: 1700, width: 300, height: 300 })
})

test('a leaning panel is met where it is', () => {
  const shape = [{ x: 0, y: 0 }, { x: 1000, y: 0 }, { x: 1400, y: 1000 }, { x: 400, y: 1000 }]
  expect(inside(shape, { x: 700, y: 500 })).toBe(true)
  expect(inside(shape, { x: 50, y: 900 })).toBe(false)
})
