import { expect, test } from 'vitest'
import type { AdminExhibit } from '../api/types'
import { filter_of, search_of } from './api'
import { acts_for, queue_of } from './moderation'

const one = (change: Partial<AdminExhibit>) => ({ state: 'live', reports: 0, featured: false, appeal_open: false, ...change }) as AdminExhibit

test('what can be decided follows from what was picked', () => {
  expect(acts_for([])).toEqual([])
  expect(acts_for([one({ state: 'waiting' })])).toEqual(['approve', 'refuse'])
  expect(acts_for([one({ reports: 2 })])).toEqual(['dismiss', 'feature', 'take_down'])
  expect(acts_for([one({ featured: true })])).toEqual(['unfeature', 'take_down'])
  expect(acts_for([one({ state: 'taken_down' })])).toEqual(['restore'])
  expect(acts_for([one({ state: 'refused', appeal_open: true })])).toEqual(['restore', 'uphold'])
  expect(acts_for([one({ state: 'waiting' }), one({})])).toEqual(['approve', 'feature', 'refuse', 'take_down'])
})

test('an address asks for a queue, or for the first', () => {
  expect([queue_of('?queue=down'), queue_of(''), queue_of('?queue=all')]).toEqual(['down', 'waiting', 'waiting'])
})

test('an address holds the filter, and words are looked for among all', () => {
  const asked = { q: 'fox', model: 'pen', style: '', featured: true }
  expect(search_of(asked)).toBe('?q=fox&model=pen')
  expect(filter_of('?q=%20fox&featured=true')).toEqual({ q: 'fox', model: '', style: '', featured: true })
  expect(search_of({ q: '', model: '', style: '', featured: false })).toBe('')
})
