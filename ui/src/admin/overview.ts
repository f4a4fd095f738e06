/// What went on in the studio.
import { api, ask } from '../api/client'
import type { StudioActivity } from '../api/types'
import { days_between, type Bar } from '../kit/plot'
import type { Span } from './revenue'

export async function read_activity({ from, until }: Span, signal: AbortSignal): Promise<StudioActivity> {
  return ask(api.GET('/api/v1/admin/activity', { params: { query: { from, until } }, signal }))
}

type Day = StudioActivity['days'][number]

/// One number of each day as bars, and another below the line.
export function bars_of(activity: StudioActivity, up: (day: Day) => number, down: (day: Day) => number = () => 0): Bar[] {
  return days_between(activity.from, activity.until, new Map(activity.days.map((day) => [day.day, { up: up(day), down: down(day) }])))
}

export type Sums = { pictures: number; credits: number; joined: number; ended: number; failed: number; busiest: number }

/// Over the whole span. What people called off is nobody's failure, and not counted among what ended.
export function summed(activity: StudioActivity): Sums {
  const sums: Sums = { pictures: 0, credits: 0, joined: 0, ended: 0, failed: 0, busiest: 0 }
  for (const day of activity.days) {
    sums.pictures += day.pictures
    sums.credits += day.credits
    sums.joined += day.joined
    sums.ended += day.succeeded + day.failed + day.rejected
    sums.failed += day.failed
    sums.busiest = Math.max(sums.busiest, day.active)
  }
  return sums
}
