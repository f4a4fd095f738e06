import { expect, test } from 'vitest'
import { filter_of, search_of } from './people'

test('an address is read and written as the same filter', () => {
  for (const search of ['', '?q=ada', '?role=owner', '?suspended=true', '?q=a+b%26c&role=support&suspended=false']) {
    expect(search_of(filter_of(search))).toBe(search)
  }
})

test('words that mean nothing ask for nothing', () => {
  expect(filter_of('?role=admin&suspended=perhaps&q=%20%20')).toEqual({ q: '', role: '', suspended: '' })
})
