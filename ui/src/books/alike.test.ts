import { expect, test } from 'vitest'
import { alike } from './alike'

test('the same book in another spelling is the same book', () => {
  expect(alike({ title: 'Fox ', pages: [{ no: 1, text: { set: null, text: 'a\r\nb' } }] }, { pages: [{ text: { text: 'a\nb', set: { size: 3, lines: [] } }, no: 1 }], title: 'Fox' })).toBe(true)
  expect(alike({ pages: [1, 2] }, { pages: [1] })).toBe(false)
  expect(alike({ art: null }, { art: { zoom: 1000 } })).toBe(false)
  expect(alike({ a: 1 }, { a: 1, b: 0 })).toBe(false)
})
