/// How long a link lives, and how it is said. All pure.
import type { Share } from './api'

export const EXPIRIES = ['days_1', 'days_7', 'days_30', 'never'] as const
export type Expiry = (typeof EXPIRIES)[number]

const DAYS: Record<Expiry, number | null> = { days_1: 1, days_7: 7, days_30: 30, never: null }

export function expires_at(expiry: Expiry, now: number): string | null {
  const days = DAYS[expiry]
  return days === null ? null : new Date(now + days * 86_400_000).toISOString()
}

export const is_over = (share: Pick<Share, 'expires_at'>, now: number): boolean => !!share.expires_at && new Date(share.expires_at).getTime() <= now

/// A link as it is handed on, whether the studio gave its whole address or only the path.
export const absolute = (url: string, origin = location.origin): string => new URL(url, origin).href
