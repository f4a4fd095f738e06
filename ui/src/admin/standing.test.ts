import { expect, test } from 'vitest'
import { conditions_of, counted, success_rate, takes_jobs } from './standing'
import type { AdminChannel as Channel } from '../api/types'

type Figures = Channel['figures']
type OperationStanding = Channel['operations'][number]

const NOW = Date.parse('2025-05-01T12:00:00Z')
const LATER = '2025-05-01T12:32:00Z'
const figures: Figures = { hours: 24, attempts: 0, succeeded: 0, failed: 0, rejected: 0, unknown: 0, cancelled: 0, average_ms: null, cost_micros: 0, unpriced: 0 }
const well = (operation: OperationStanding['operation']): OperationStanding => ({ operation, standing: 'closed', reason: null, until: null, failures: 0, detail: null })
const channel = (more: Partial<Channel> = {}): Channel => ({
  key: 'house/one',
  provider: 'house',
  provider_model: 'one',
  priority: 1,
  weight: 1,
  state: 'active',
  hand: null,
  running: 0,
  operations: [well('generate'), well('edit')],
  figures,
  ...more,
})

test('a channel that is well says so once', () => {
  expect(conditions_of(channel(), NOW)).toEqual([{ kind: 'well', operation: null }])
  expect(conditions_of(channel({ operations: [] }), NOW)).toEqual([{ kind: 'well', operation: null }])
  expect(takes_jobs(channel(), NOW)).toBe(true)
})

test('what was said by hand goes before how it is', () => {
  const ill = [{ ...well('generate'), standing: 'open', reason: 'busy', until: LATER }]
  expect(conditions_of(channel({ operations: ill, hand: { state: 'draining', until: null } }), NOW)).toEqual([{ kind: 'draining', operation: null }])
  const resting = channel({ operations: ill, hand: { state: 'resting', until: LATER } })
  expect(conditions_of(resting, NOW)).toEqual([{ kind: 'resting', until: LATER, reason: 'hand', operation: null }])
  expect(takes_jobs(resting, NOW)).toBe(false)
})

test('a rest by hand ends by itself', () => {
  const over = channel({ hand: { state: 'resting', until: '2025-05-01T11:59:00Z' } })
  expect(conditions_of(over, NOW)).toEqual([{ kind: 'well', operation: null }])
})

test('without its key a channel rests until somebody mends it, whatever its rest says', () => {
  const keyless = (standing: string, until: string | null) => channel({ operations: [{ ...well('generate'), standing, reason: 'key', until }] })
  for (const one of [keyless('open', LATER), keyless('half_open', null)]) {
    expect(conditions_of(one, NOW)).toEqual([{ kind: 'resting', until: null, reason: 'key', operation: null }])
    expect(takes_jobs(one, NOW)).toBe(false)
  }
})

test('operations that stand alike share a line, others have their own', () => {
  const open = (operation: OperationStanding['operation'], until = LATER): OperationStanding => ({ operation, standing: 'open', reason: 'failing', until, failures: 3, detail: 'no' })
  const both = channel({ operations: [open('generate'), open('edit')] })
  expect(conditions_of(both, NOW)).toEqual([{ kind: 'resting', until: LATER, reason: 'failing', operation: null }])
  expect(takes_jobs(both, NOW)).toBe(false)
  const one = channel({ operations: [well('generate'), open('edit')] })
  expect(conditions_of(one, NOW)).toEqual([{ kind: 'resting', until: LATER, reason: 'failing', operation: 'edit' }])
  expect(takes_jobs(one, NOW)).toBe(true)
  const probed = channel({ operations: [open('generate', '2025-05-01T11:59:59Z'), open('edit')] })
  expect(conditions_of(probed, NOW).map(({ kind }) => kind)).toEqual(['probing', 'resting'])
  expect(takes_jobs(probed, NOW)).toBe(true)
})

test('the rate counts what tells about the channel, and is never rounded up', () => {
  const made = (succeeded: number, failed: number, more: Partial<Figures> = {}) => ({ ...figures, succeeded, failed, ...more })
  expect(success_rate(made(0, 0, { rejected: 4, cancelled: 2 }))).toBeNull()
  expect(counted(made(400, 12, { rejected: 4, cancelled: 2 }))).toBe(412)
  expect(success_rate(made(29, 71))).toBe(0.29)
  expect(success_rate(made(989, 11))).toBe(0.98)
  expect(success_rate(made(9999, 1))).toBe(0.999)
  expect(success_rate(made(3, 0))).toBe(1)
  expect(success_rate(made(3, 0, { unknown: 1 }))).toBe(0.75)
})
