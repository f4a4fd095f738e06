import { expect, test } from 'vitest'
import { spread_of, spreads } from './spreads'

const pages = (...roles: ('cover' | 'body' | 'back')[]) => roles.map((role) => ({ role }))

test('a book lies open at two pages, its covers alone', () => {
  expect(spreads(pages('cover', 'body', 'body', 'body', 'back'), true)).toEqual([[0], [1, 2], [3], [4]])
  expect(spreads(pages('body', 'body', 'body'), true)).toEqual([[0, 1], [2]])
  expect(spreads(pages('cover', 'body'), false)).toEqual([[0], [1]])
  expect(spread_of(spreads(pages('cover', 'body', 'body'), true), 2)).toBe(1)
  expect(spread_of([], 3)).toBe(0)
})
