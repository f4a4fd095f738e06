import { expect, test } from 'vitest'
import { accent_properties, contrast, parse_hex } from './accent'
import { justify, visible_rows } from './rows'

test('text on any accent can be read, and the accent can be read as text', () => {
  for (const accent of ['#d9482b', '#ffd400', '#00e5ff', '#111111', '#ffffff', '#7a7a7a', '#0b5fff', '#9fe870', '#f0a']) {
    const made = accent_properties(accent)!
    const fill = parse_hex(made['--accent-fill']!)!
    expect(contrast(fill, parse_hex(made['--on-accent']!)!), accent).toBeGreaterThanOrEqual(4.5)
    const [light, dark] = /light-dark\((#\w+), (#\w+)\)/.exec(made['--accent-text']!)!.slice(1).map((hex) => parse_hex(hex)!)
    expect(contrast(light!, [250, 248, 244]), accent).toBeGreaterThanOrEqual(4.5)
    expect(contrast(dark!, [29, 27, 24]), accent).toBeGreaterThanOrEqual(4.5)
  }
  expect(accent_properties('vermilion')).toBeNull()
})

test('rows are full, in order, and near the wanted height', () => {
  const shapes = Array.from({ length: 200 }, (_, i) => ({ ratio: [1, 2 / 3, 1.5, 16 / 9, 0.75][i % 5]! }))
  const { rows, height } = justify(shapes, 1200, 280, 16)
  expect(rows.flatMap((row) => row.cells.map((cell) => cell.index))).toEqual(shapes.map((_, i) => i))
  for (const row of rows.slice(0, -1)) {
    const last = row.cells.at(-1)!
    expect(last.left + last.width).toBe(1200)
    expect(row.height).toBeGreaterThan(190)
    expect(row.height).toBeLessThan(380)
  }
  const end = rows.at(-1)!
  expect(height).toBe(end.top + end.height)
})

test('a last row is not blown up, and one that stands alone has a line of its own', () => {
  expect(justify([{ ratio: 1 }], 1200, 280, 16).rows[0]!.height).toBeLessThanOrEqual(322)
  const { rows } = justify([{ ratio: 1 }, { ratio: 2, alone: true }, { ratio: 1 }], 400, 180, 10)
  expect(rows.map((row) => row.cells.length)).toEqual([1, 1, 1])
  expect(rows[1]!.height).toBe(200)
  expect(justify([], 400, 180, 10)).toEqual({ rows: [], height: 0 })
})

test('only the rows in sight are drawn', () => {
  const { rows } = justify(Array.from({ length: 5000 }, () => ({ ratio: 1 })), 1000, 250, 10)
  const seen = visible_rows(rows, 5000, 6000)
  expect(seen.length).toBeLessThan(8)
  expect(seen[0]!.top + seen[0]!.height).toBeGreaterThanOrEqual(5000)
  expect(seen.at(-1)!.top).toBeLessThanOrEqual(6000)
})
