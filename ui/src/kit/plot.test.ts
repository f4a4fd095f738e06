import { expect, test } from 'vitest'
import { days_between, grouped, ticks } from './plot'

const told = new Map([
  ['2026-11-02', { up: 500, down: 0 }],
  ['2026-11-09', { up: 100, down: 30 }],
])

test('days without anything are days too', () => {
  const days = days_between('2026-10-31', '2026-11-09', told)
  expect(days).toHaveLength(10)
  expect(days[0]).toEqual({ from: '2026-10-31', until: '2026-10-31', up: 0, down: 0 })
  expect(days.at(-1)).toMatchObject({ up: 100, down: 30 })
  expect(days_between('2026-11-09', '2026-11-02', told)).toEqual([])
})

test('many days become weeks, months, years, and nothing is lost', () => {
  const days = days_between('2026-10-31', '2026-11-09', told)
  expect(grouped(days, 10)).toHaveLength(10)
  // Saturday and Sunday, a week from Monday on, and the next one's beginning.
  expect(grouped(days, 5).map((bar) => [bar.from, bar.until, bar.up])).toEqual([
    ['2026-10-31', '2026-11-01', 0],
    ['2026-11-02', '2026-11-08', 500],
    ['2026-11-09', '2026-11-09', 100],
  ])
  expect(grouped(days, 2).map((bar) => bar.up)).toEqual([0, 600])
  const years = grouped(days_between('2017-01-01', '2026-11-22', told), 40)
  expect(years).toHaveLength(10)
  expect(years.reduce((sum, bar) => sum + bar.down, 0)).toBe(30)
})

test('an axis has round numbers, and holds everything', () => {
  expect(ticks(0, 4990, 4)).toEqual([0, 2000, 4000, 6000])
  expect(ticks(-120, 900, 4)).toEqual([-500, 0, 500, 1000])
  expect(ticks(0, 0, 4)).toContain(0)
})
