import { expect, test } from 'vitest'
import { extended, fits, is_enlarged, mend_margins, NONE, ratio_of, RATIOS, SIDE_MAX, to_ratio, with_margin } from './extend'
import { Mask } from './mask'
import { fill_box } from './raster'
import { field_of, Veil } from './veil'
import { fitted, held, pinched, pressed, to_picture, to_window, zoomed } from './view'

const WINDOW = { width: 1000, height: 800 }
const FREE = { left: 20, top: 20, right: 20, bottom: 20 }

test('a picture is fitted into the free middle', () => {
  const view = fitted({ width: 2000, height: 1000 }, WINDOW, FREE)
  expect(view.scale).toBeCloseTo(0.48)
  expect(to_window(view, { x: 1000, y: 500 })).toEqual({ x: 500, y: 400 })
  expect(fitted({ width: 16, height: 16 }, WINDOW, FREE).scale).toBe(8)
})

test('zooming keeps the place under the pointer, and stays within reason', () => {
  const view = fitted({ width: 2000, height: 1000 }, WINDOW, FREE)
  const at = { x: 321, y: 234 }
  const near = zoomed(view, at, 3, view.scale)
  expect(to_picture(near, at).x).toBeCloseTo(to_picture(view, at).x)
  expect(to_picture(near, at).y).toBeCloseTo(to_picture(view, at).y)
  expect(zoomed(view, at, 1e9, view.scale).scale).toBe(32)
  expect(zoomed(view, at, 1e-9, view.scale).scale).toBeCloseTo(0.12)
})

test('two fingers carry the picture along', () => {
  const view = { scale: 1, x: 0, y: 0 }
  const next = pinched(view, [{ x: 0, y: 0 }, { x: 100, y: 0 }], [{ x: 50, y: 10 }, { x: 250, y: 10 }], 1)
  expect(next.scale).toBe(2)
  expect(to_window(next, { x: 50, y: 0 })).toEqual({ x: 150, y: 10 })
})

test('however far it is pushed, something of the picture stays in sight', () => {
  const picture = { width: 100, height: 100 }
  for (const x of [-1e6, 1e6]) {
    const view = held({ scale: 2, x, y: x }, picture, WINDOW)
    expect(view.x + 200).toBeGreaterThanOrEqual(48)
    expect(view.x).toBeLessThanOrEqual(WINDOW.width - 48)
  }
})

test('a pen sets the width by its pressure, a mouse does not', () => {
  expect(pressed(40, 0.5, false)).toBe(40)
  expect(pressed(40, 0, true)).toBeCloseTo(3.2)
  expect(pressed(40, 1, true)).toBe(40)
  expect(pressed(40, 0.4, true)).toBe(20)
})

test('a ratio is reached by growing one side, and the rest stays', () => {
  for (const name of RATIOS) {
    for (const size of [{ width: 1024, height: 1024 }, { width: 1536, height: 1024 }, { width: 333, height: 1001 }]) {
      const margins = to_ratio(size, ratio_of(name))
      const now = extended(size, margins)
      expect(Math.abs(now.width / now.height - ratio_of(name)), `${name} of ${size.width}`).toBeLessThan(0.01)
      expect(margins.left + margins.right === 0 || margins.top + margins.bottom === 0).toBe(true)
      expect(Math.min(...Object.values(margins))).toBeGreaterThanOrEqual(0)
      expect(Math.abs(margins.left - margins.right)).toBeLessThanOrEqual(1)
    }
  }
  expect(to_ratio({ width: 1600, height: 900 }, 16 / 9)).toEqual(NONE)
})

test('margins keep to what can be made', () => {
  const size = { width: 1024, height: 1024 }
  expect(with_margin(size, NONE, 'left', 300.4).left).toBe(300)
  expect(with_margin(size, NONE, 'left', -5).left).toBe(0)
  expect(with_margin(size, NONE, 'left', Number.NaN).left).toBe(0)
  const wide = with_margin(size, { ...NONE, right: 3000 }, 'left', 99_999)
  expect(extended(size, wide).width).toBe(SIDE_MAX)
  const most = with_margin({ width: 5000, height: 5000 }, NONE, 'top', 99_999)
  expect(fits({ width: 5000, height: 5000 }, most)).toBe(true)
  expect(fits({ width: 5000, height: 5000 }, { ...most, top: most.top + 1 })).toBe(false)
  expect(with_margin({ width: SIDE_MAX, height: 9 }, NONE, 'right', 10).right).toBe(0)
  expect(fits(size, { ...NONE, top: SIDE_MAX })).toBe(false)
  expect(is_enlarged(size, { ...NONE, top: 513 }, 1536)).toBe(true)
  expect(is_enlarged(size, { ...NONE, top: 512 }, 1536)).toBe(false)
})

test('damaged margins are none', () => {
  expect(mend_margins({ left: 12, top: -3, right: 1e9, bottom: 'x' })).toEqual({ ...NONE, left: 12 })
  expect(mend_margins(null)).toEqual(NONE)
})

test('the veil lies where the mask is, with an edge of black and white that walks', () => {
  const mask = new Mask(100, 100)
  fill_box(mask, { left: 20, top: 20, right: 60, bottom: 60 }, false)
  mask.recount()
  const veil = new Veil(200, 200)
  const view = { scale: 2, x: 0, y: 0 }
  const box = veil.place(view, mask.whole)
  veil.draw(mask, null, view, box, [217, 72, 43], 1, 0)
  const pixel = (x: number, y: number) => [...veil.bytes.subarray((y * 200 + x) * 4, (y * 200 + x) * 4 + 4)]
  expect(pixel(10, 10)).toEqual([0, 0, 0, 0])
  expect(pixel(80, 80).slice(0, 3)).toEqual([217, 72, 43])
  expect(pixel(80, 80)[3]).toBeGreaterThan(60)
  const edge = Array.from({ length: 30 }, (_, i) => pixel(119, 50 + i))
  expect(edge.every(([red, , , alpha]) => alpha === 255 && (red === 255 || red === 24))).toBe(true)
  expect(new Set(edge.map(([red]) => red)).size).toBe(2)
  const before = edge.map(([red]) => red)
  veil.walk(box, 5)
  expect(Array.from({ length: 30 }, (_, i) => pixel(119, 50 + i)[0])).toEqual(before.map((red) => (red === 255 ? 24 : 255)))
  expect(pixel(80, 80).slice(0, 3)).toEqual([217, 72, 43])
  veil.clear(box)
  expect(pixel(80, 80)).toEqual([0, 0, 0, 0])
})

test('a softened edge fades inwards', () => {
  const mask = new Mask(400, 400)
  fill_box(mask, { left: 100, top: 100, right: 300, bottom: 300 }, false)
  expect(field_of(mask, 1)).toBeNull()
  const field = field_of(mask, 50)!
  const row = 200 * field.width
  expect(field.depths[row + 99]).toBe(0)
  expect(field.depths[row + 110]!).toBeLessThan(80)
  expect(field.depths[row + 200]).toBe(255)
})
