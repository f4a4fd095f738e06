import { expect, test } from 'vitest'
import { as_hex, colours_in, distance, dominant_colours, oklab, reading, readings } from './colours'

test('colours are read as people paste them', () => {
  expect(colours_in('#D9482B, #fff; 1d1b18\nrgb(255, 136, 0) and #d9482b again')).toEqual(['#d9482b', '#ffffff', '#1d1b18', '#ff8800'])
  expect(colours_in('nothing here, not even #12 or coffee')).toEqual([])
  expect(as_hex('#F80')).toBe('#ff8800')
  expect(as_hex('blue')).toBeNull()
})

test('the colours of a picture are those it lives of, each once', () => {
  const pixels: number[] = []
  const paint = (rgb: number[], count: number) => {
    for (let i = 0; i < count; i++) pixels.push(...rgb.map((part) => part + (i % 3)), 255)
  }
  paint([250, 248, 244], 600)
  paint([217, 72, 43], 250)
  paint([30, 60, 120], 140)
  paint([31, 62, 118], 60)
  for (let i = 0; i < 500; i++) pixels.push(0, 255, 0, 0)
  const found = dominant_colours(pixels, 4)
  expect(found).toHaveLength(3)
  // What is vivid leads, what is clear doesn't count.
  const red = oklab([218, 73, 44])
  expect(distance(oklab([parseInt(found[0]!.slice(1, 3), 16), parseInt(found[0]!.slice(3, 5), 16), parseInt(found[0]!.slice(5), 16)]), red)).toBeLessThan(0.03)
  expect(dominant_colours([])).toEqual([])
})

test('what can be read on what is told by its contrast', () => {
  expect(reading('#000000', '#ffffff')).toMatchObject({ ratio: 21, level: 'good' })
  expect(reading('#ffee00', '#ffffff').level).toBe('poor')
  expect(reading('#d9482b', '#ffffff').level).toBe('large')
  const all = readings(['#d9482b', '#1d1b18', '#ffee00'])
  expect(all[0]!.ratio).toBeGreaterThan(all.at(-1)!.ratio)
  expect(all.every((one) => one.level !== 'poor')).toBe(true)
  expect(readings([])).toEqual([])
})
