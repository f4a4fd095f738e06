/// How long the trash keeps. All pure.

export const KEPT_DAYS = 30
const DAY_MS = 86_400_000

/// Whole days until a picture is gone, begun ones counted; never less than none.
export function days_left(trashed_at: string, now: number): number {
  const until = new Date(trashed_at).getTime() + KEPT_DAYS * DAY_MS
  return Number.isNaN(until) ? 0 : Math.min(KEPT_DAYS, Math.max(0, Math.ceil((until - now) / DAY_MS)))
}
