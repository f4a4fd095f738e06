/// How long the trash keeps. All pure.

const DAY_MS = 86_400_000

/// Whole days until a picture is gone that is kept for so many, begun ones counted; never less than none.
export function days_left(trashed_at: string, kept_days: number, now: number): number {
  const until = new Date(trashed_at).getTime() + kept_days * DAY_MS
  return Number.isNaN(until) ? 0 : Math.min(kept_days, Math.max(0, Math.ceil((until - now) / DAY_MS)))
}
