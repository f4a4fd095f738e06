import { expect, test } from 'vitest'
import { fit, held, true_scale, WHOLE, zoomed } from './zoom'

const stage = { width: 1000, height: 800, fit_width: 800, fit_height: 800 }

test('a picture fits its stage whole', () => {
  expect(fit(2000, 1000, 1000, 800)).toEqual({ width: 1000, height: 500 })
  expect(fit(100, 400, 1000, 800)).toEqual({ width: 200, height: 800 })
})

test('what lies under the pointer stays there', () => {
  const at = { x: 150, y: -80 }
  const near = zoomed(WHOLE, 4, at, stage)
  // The same point of the picture before and after.
  expect((at.x - near.x) / near.scale).toBeCloseTo(at.x)
  expect((at.y - near.y) / near.scale).toBeCloseTo(at.y)
  expect(zoomed(near, 0.01, at, stage)).toEqual(WHOLE)
})

test('a picture never leaves its stage', () => {
  expect(held({ scale: 1, x: 500, y: 9 }, stage)).toEqual(WHOLE)
  expect(held({ scale: 2, x: 9999, y: -9999 }, stage)).toEqual({ scale: 2, x: 300, y: -400 })
  expect(held({ scale: 999, x: 0, y: 0 }, stage).scale).toBe(16)
})

test('true size is at least twice', () => {
  expect(true_scale(4096, 800, 1)).toBeCloseTo(5.12)
  expect(true_scale(800, 800, 2)).toBe(2)
})
