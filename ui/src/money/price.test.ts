import { expect, test } from 'vitest'
import { price_of, price_of_each, saving } from './price'

const small = { amount: '499.00', amount_minor: 49900, currency: 'INR', credits: 500 }
const large = { amount: '1999.00', amount_minor: 199900, currency: 'INR', credits: 2500 }

test('a price is written with its currency, and never loses a digit', () => {
  expect(price_of(small)).toBe('₹499.00')
  expect(price_of({ amount: '90071992547409.93', amount_minor: 9007199254740993, currency: 'INR' })).toContain('409.93')
  expect(price_of({ amount: '500', amount_minor: 500, currency: 'JPY' })).toBe('¥500')
})

test('what one credit costs keeps its first digits however small it is', () => {
  expect(price_of_each(small)).toBe('₹1.00')
  expect(price_of_each({ ...small, credits: 100_000 })).toBe('₹0.005')
})

test('a saving is told against the dearest pack only', () => {
  expect(saving(small, [small, large])).toBeNull()
  expect(saving(large, [small, large])).toBe(0.2)
  expect(saving(small, [small])).toBeNull()
})
