import { expect, test } from 'vitest'
import { continued, justify } from '../kit/rows'
import { at_edge, beside, blank_rows, box_of, cell_of, fitting_goal, index_at, place_part, visible_blanks, visible_cells, visible_parts } from './layout'

const RATIOS = [1, 2 / 3, 1.5, 16 / 9, 0.75]
const ratios = (count: number) => Array.from({ length: count }, (_, i) => RATIOS[i % 5]!)
const measures = { width: 1100, goal: 220, gap: 12, head: 48 }

test('rows that go on are the rows laid at once', () => {
  const all = ratios(937)
  let laid = continued(all.slice(0, 100), 1100, 220, 12)
  for (const count of [200, 201, 500, 937]) laid = continued(all.slice(0, count), 1100, 220, 12, laid)
  const once = justify(all.map((ratio) => ({ ratio })), 1100, 220, 12)
  expect(laid.rows).toEqual(once.rows)
  expect(laid.height).toBe(once.height)
  // Another width begins anew.
  expect(continued(all, 800, 220, 12, laid).rows).toEqual(justify(all.map((ratio) => ({ ratio })), 800, 220, 12).rows)
})

test('a part that is half read keeps room for the rest and shows no half row', () => {
  const placed = place_part({ key: '2026-11', shapes: ratios(103), expected: 500, done: false }, 0, measures)
  const last = placed.laid.rows.at(-1)!.cells.at(-1)!
  expect(last.left + last.width).toBe(1100)
  expect(placed.hung).toBeLessThanOrEqual(103)
  expect(placed.expected).toBe(500)
  expect(placed.blank.count).toBe(500 - placed.hung)
  expect(placed.height).toBeGreaterThan(placed.laid.rows.at(-1)!.top + placed.laid.rows.at(-1)!.height)
  const whole = place_part({ key: '2026-11', shapes: ratios(500), expected: 500, done: true }, 0, measures, placed.whole)
  expect([whole.hung, whole.blank.count]).toEqual([500, 0])
  // Fewer came than were promised: the part ends where they end.
  expect(place_part({ key: 'x', shapes: ratios(10), expected: 50, done: true }, 0, measures).blank.count).toBe(0)
})

test('a hundred thousand pictures need only what is in sight', () => {
  const parts = []
  let top = 0
  for (let month = 0; month < 40; month++) {
    const placed = place_part({ key: String(month), shapes: month === 20 ? ratios(200) : [], expected: 2500, done: false }, top, measures)
    parts.push(placed)
    top += placed.height
  }
  const seen = visible_parts(parts, parts[20]!.top + 100, parts[20]!.top + 2100)
  expect(seen.map((part) => part.key)).toEqual(['20'])
  expect(visible_cells(seen[0]!, 100, 2100).length).toBeLessThan(80)
  const blanks = visible_blanks(parts[3]!, 40_000, 42_000, 12)
  expect(blanks.length).toBeGreaterThan(10)
  expect(blanks.length).toBeLessThan(80)
  expect(visible_blanks(parts[3]!, -9000, -100, 12)).toEqual([])
  expect(fitting_goal(220, 100_000, 1100, 12)).toBe(220)
  expect(blank_rows(100_000, 0, { width: 360, goal: fitting_goal(400, 100_000, 360, 8), gap: 8, head: 0 }).height).toBeLessThanOrEqual(15_000_000)
})

test('a height leads to a picture and back', () => {
  const placed = place_part({ key: 'x', shapes: ratios(103), expected: 500, done: false }, 0, measures)
  for (const index of [0, 7, 60, 100, 103, 250, 499]) {
    const { top } = box_of(placed, index, 12)
    const back = index_at(placed, top + 1, 12)
    expect(box_of(placed, back, 12).top).toBe(top)
  }
})

test('arrows go to the picture that hangs above or below', () => {
  const placed = place_part({ key: 'x', shapes: ratios(60), expected: 60, done: true }, 0, measures)
  const below = beside(placed, 0, true)!
  expect(placed.laid.rows[1]!.cells.map((cell) => cell.index)).toContain(below)
  expect(beside(placed, below, false)).toBe(0)
  expect(beside(placed, 0, false)).toBeNull()
  expect(at_edge(placed, cell_of(placed, 0), false)).toBe(0)
})
