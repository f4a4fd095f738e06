/// Figures about money, and credits given or taken by hand.
import { api, ask } from '../api/client'
import type { CreditChanged, CreditChangeRequest, Revenue } from '../api/types'
import type { Bar } from '../kit/plot'
import { day_short, number, t } from '../messages/index.svelte'
import { minor } from '../money/price'

export type Span = { from: string; until: string }

const DAY_MS = 86_400_000
export const PRESETS = [7, 30, 90, 365]

/// Days are the studio's, in UTC.
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export const last_days = (count: number, now = Date.now()): Span => ({ from: day(now - (count - 1) * DAY_MS), until: day(now) })

/// What an address asks for: `days` before today, or a first and a last day.
export function span_of(search: string, now = Date.now()): { span: Span; days: number | null } {
  const asked = new URLSearchParams(search)
  const from = asked.get('from')
  const until = asked.get('until')
  if (from && until) return { span: { from, until }, days: null }
  const days = PRESETS.find((one) => String(one) === asked.get('days')) ?? 30
  return { span: last_days(days, now), days }
}

export async function read_revenue({ from, until }: Span, signal: AbortSignal): Promise<Revenue> {
  return ask(api.GET('/api/v1/admin/revenue', { params: { query: { from, until } }, signal }))
}

/// A table about these days as a file.
export const file_of = (table: 'activity' | 'receipts' | 'revenue' | 'revenue-by-model', { from, until }: Span): string => `/api/v1/admin/${table}.csv?from=${encodeURIComponent(from)}&until=${encodeURIComponent(until)}`

/// What a bar of a plot stands for: a day, or several.
export const bar_name = (bar: Bar): string => (bar.from === bar.until ? day_short(bar.from) : t('revenue.days_to', { from: day_short(bar.from), until: day_short(bar.until) }))

/// An amount in the studio's currency; a bare number where it sells nothing.
export const money_in = ({ currency, currency_digits }: Revenue, amount: number, short = false): string => (currency ? minor(amount, currency, currency_digits, short) : number(amount))

/// The same id again changes nothing more.
export async function change_credits(body: CreditChangeRequest): Promise<CreditChanged> {
  return ask(api.POST('/api/v1/admin/credit-changes', { body }))
}

/// Money that came and went by day, in one currency, and the same in others where there are some.
export function summed(revenue: Revenue): { by_day: Map<string, { up: number; down: number }>; came: number; went: number; count: number; by_gateway: Map<Revenue['days'][number]['gateway'], number>; others: Map<string, number> } {
  const by_day = new Map<string, { up: number; down: number }>()
  const by_gateway = new Map<Revenue['days'][number]['gateway'], number>()
  const others = new Map<string, number>()
  let [came, went, count] = [0, 0, 0]
  for (const one of revenue.days) {
    const back = one.kind === 'credit_note'
    const net = back ? -one.amount_minor : one.amount_minor
    if (one.currency !== revenue.currency) {
      others.set(one.currency, (others.get(one.currency) ?? 0) + net)
      continue
    }
    const before = by_day.get(one.day) ?? { up: 0, down: 0 }
    by_day.set(one.day, back ? { ...before, down: before.down + one.amount_minor } : { ...before, up: before.up + one.amount_minor })
    by_gateway.set(one.gateway, (by_gateway.get(one.gateway) ?? 0) + net)
    if (back) went += one.amount_minor
    else {
      came += one.amount_minor
      count += one.count
    }
  }
  return { by_day, came, went, count, by_gateway, others }
}
