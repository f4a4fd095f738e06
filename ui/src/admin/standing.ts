/// What the standing of a channel comes to, without words.
import type { AdminChannel } from '../api/types'

type Figures = AdminChannel['figures']

export type Condition =
  | { kind: 'well' | 'draining' | 'probing'; operation: string | null }
  | { kind: 'resting'; until: string | null; reason: string | null; operation: string | null }

/// How the channel is, as one line or, where its operations differ, as one for each that isn't well. What was said by hand goes first.
export function conditions_of(channel: AdminChannel, now: number): Condition[] {
  const hand = channel.hand
  if (hand?.state === 'draining') return [{ kind: 'draining', operation: null }]
  if (hand?.state === 'resting' && (!hand.until || Date.parse(hand.until) > now)) {
    return [{ kind: 'resting', until: hand.until, reason: 'hand', operation: null }]
  }
  if (channel.state === 'draining') return [{ kind: 'draining', operation: null }]

  const each = channel.operations.map(({ operation, standing, reason, until }): Condition => {
    if (standing === 'closed') return { kind: 'well', operation }
    // No rest mends a key: the channel comes back when its operator has done something, and looks the same until then.
    if (reason === 'key') return { kind: 'resting', until: null, reason, operation }
    // A rest that is over stands until a job has tried the channel.
    if (standing === 'half_open' || (until && Date.parse(until) <= now)) return { kind: 'probing', operation }
    return { kind: 'resting', until, reason, operation }
  })
  const alike = (one: Condition) => JSON.stringify({ ...one, operation: null })
  const first = each[0]
  if (!first) return [{ kind: 'well', operation: null }]
  if (each.every((one) => alike(one) === alike(first))) return [{ ...first, operation: null }]
  return each.filter((one) => one.kind !== 'well')
}

/// Whether jobs may come to the channel, for at least one operation.
export function takes_jobs(channel: AdminChannel, now: number): boolean {
  const conditions = conditions_of(channel, now)
  if (conditions.some(({ kind }) => kind === 'well' || kind === 'probing')) return true
  return conditions.some(({ operation }) => operation) && conditions.length < channel.operations.length
}

/// What the rate is counted over: a request that was refused for what it asks, or taken back, says nothing about the channel.
export const counted = ({ succeeded, failed, unknown }: Figures): number => succeeded + failed + unknown

/// The share that succeeded, never rounded up: only a channel without a failure has them all.
export function success_rate(figures: Figures): number | null {
  const all = counted(figures)
  if (all === 0) return null
  const steps = figures.succeeded * 100 >= all * 99 ? 1000 : 100
  return Math.floor((figures.succeeded * steps) / all) / steps
}
