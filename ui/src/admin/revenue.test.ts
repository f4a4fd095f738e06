import { expect, test } from 'vitest'
import type { Revenue } from '../api/types'
import { last_days, span_of, summed } from './revenue'

const NOW = Date.parse('2026-11-22T06:00:00Z')

test('a span is named by the address, else the last thirty days', () => {
  expect(last_days(1, NOW)).toEqual({ from: '2026-11-22', until: '2026-11-22' })
  expect(span_of('', NOW)).toEqual({ span: { from: '2026-10-24', until: '2026-11-22' }, days: 30 })
  expect(span_of('?days=7', NOW).span.from).toBe('2026-11-16')
  expect(span_of('?days=8', NOW).days).toBe(30)
  expect(span_of('?from=2026-01-01&until=2026-01-31', NOW)).toEqual({ span: { from: '2026-01-01', until: '2026-01-31' }, days: null })
})

test('what came and what went back are told apart, and currencies are not mixed', () => {
  const one = { day: '2026-11-20', gateway: 'upi', currency: 'INR', count: 2, amount_minor: 99800, credits: 1000 } as const
  const revenue = {
    currency: 'INR',
    days: [
      { ...one, kind: 'receipt' },
      { ...one, kind: 'credit_note', count: 1, amount_minor: 20000 },
      { ...one, kind: 'receipt', currency: 'USD', amount_minor: 500 },
    ],
  } as Revenue
  const { by_day, came, went, count, by_gateway, others } = summed(revenue)
  expect([came, went, count]).toEqual([99800, 20000, 2])
  expect(by_day.get('2026-11-20')).toEqual({ up: 99800, down: 20000 })
  expect(by_gateway.get('upi')).toBe(79800)
  expect([...others]).toEqual([['USD', 500]])
})
