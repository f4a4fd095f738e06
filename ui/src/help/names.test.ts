import { expect, test } from 'vitest'
import { filled, slug_of } from './names'

test('names stand in their places and are never read as places', () => {
  const names = { studio: '{credits} & Co', credit: 'star', credits: 'stars', welcome: '20 stars' }
  expect(filled('{studio}: {credit}, {credits}, {welcome}, {other} {', names)).toBe('{credits} & Co: star, stars, 20 stars, {other} {')
})

test('an address is made of what a title has of plain letters', () => {
  expect(slug_of('  Wie zahlt man? – Über PayPal!')).toBe('wie-zahlt-man-uber-paypal')
  expect(slug_of('如何付款')).toBe('')
  expect(slug_of('x'.repeat(59) + ' yz')).toBe('x'.repeat(59))
})
