import { expect, test } from 'vitest'
import type { StudioActivity } from '../api/types'
import { bars_of, summed } from './overview'

const day = { day: '2026-11-02', joined: 1, active: 3, succeeded: 6, failed: 2, rejected: 1, cancelled: 4, pictures: 9, credits: 18, half_s: 3 }
const activity: StudioActivity = {
  from: '2026-11-01',
  until: '2026-11-03',
  days: [day, { ...day, day: '2026-11-03', active: 5, failed: 0 }],
  failures: [{ code: 'engine', count: 2 }],
  half_s: 3,
  most_s: 8,
  waiting: 0,
  running: 0,
  oldest_s: null,
}

test('sums leave out what people called off, and count nobody twice', () => {
  expect(summed(activity)).toEqual({ pictures: 18, credits: 36, joined: 2, ended: 16, failed: 2, busiest: 5 })
  expect(summed({ ...activity, days: [] })).toEqual({ pictures: 0, credits: 0, joined: 0, ended: 0, failed: 0, busiest: 0 })
})

test('a day on which nothing was has its place', () => {
  expect(bars_of(activity, (one) => one.pictures, (one) => one.failed).map((bar) => [bar.from, bar.up, bar.down])).toEqual([
    ['2026-11-01', 0, 0],
    ['2026-11-02', 9, 2],
    ['2026-11-03', 9, 0],
  ])
})
