import { expect, test } from 'vitest'
import { active, address_of, days_of, filters_of, has_months, NO_FILTERS, query_of, without } from './filters'

test('an address and what it narrows to lead to each other', () => {
  const address = '/gallery?q=red+fox&model=painter&tag=sea&from=2026-01-05&favourite=true&by=meaning'
  const filters = filters_of(address.split('?')[1]!)
  expect(filters).toMatchObject({ q: 'red fox', by: 'meaning', model: 'painter', tag: 'sea', favourite: true, from: '2026-01-05', to: '' })
  expect(filters_of(address_of(filters).split('?')[1]!)).toEqual(filters)
  expect(address_of(NO_FILTERS)).toBe('/gallery')
  expect(address_of({ ...NO_FILTERS, trashed: true })).toBe('/trash')
})

test('an address from anywhere is mended', () => {
  expect(filters_of(`?from=yesterday&to=2026-02-31&by=magic&favourite=1&q=${'x'.repeat(900)}`)).toEqual({ ...NO_FILTERS, q: 'x'.repeat(300) })
})

test('the studio is asked only for what is set', () => {
  expect(query_of(NO_FILTERS)).toEqual({})
  expect(query_of({ ...NO_FILTERS, by: 'meaning' })).toEqual({})
  expect(query_of({ ...NO_FILTERS, q: ' fox ', by: 'meaning', kind: 'upscaled', trashed: true })).toEqual({ q: 'fox', by: 'meaning', kind: 'upscaled', trashed: true })
  expect(has_months({ ...NO_FILTERS, by: 'meaning' })).toBe(true)
  expect(has_months({ ...NO_FILTERS, q: 'fox', by: 'meaning' })).toBe(false)
})

test('filters are taken away one by one', () => {
  const filters = { ...NO_FILTERS, q: 'fox', style: 'ink', favourite: true }
  expect(active(filters)).toEqual(['q', 'style', 'favourite'])
  expect(active(without(filters, 'style'))).toEqual(['q', 'favourite'])
})

test('a month has its own last day, and is cut to the days asked for', () => {
  expect(days_of('2024-02', NO_FILTERS)).toEqual({ from: '2024-02-01', to: '2024-02-29' })
  expect(days_of('2026-11', { ...NO_FILTERS, from: '2026-11-10', to: '2026-12-24' })).toEqual({ from: '2026-11-10', to: '2026-11-30' })
})
