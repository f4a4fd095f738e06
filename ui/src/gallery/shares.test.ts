import { expect, test } from 'vitest'
import { absolute, expires_at, is_over } from './shares'
import { days_left } from './trash'

const NOW = Date.parse('2026-11-21T12:00:00Z')

test('a link ends when it was said to end', () => {
  expect(expires_at('days_7', NOW)).toBe('2026-11-28T12:00:00.000Z')
  expect(expires_at('never', NOW)).toBeNull()
  expect(is_over({ expires_at: '2026-11-21T12:00:00Z' }, NOW)).toBe(true)
  expect(is_over({ expires_at: '2026-11-21T12:00:01Z' }, NOW)).toBe(false)
  expect(is_over({ expires_at: null }, NOW)).toBe(false)
  expect(absolute('/s/x', 'https://studio.example')).toBe('https://studio.example/s/x')
  expect(absolute('https://other.example/s/x', 'https://studio.example')).toBe('https://other.example/s/x')
})

test('the trash keeps thirty days', () => {
  expect(days_left('2026-11-21T12:00:00Z', 30, NOW)).toBe(30)
  expect(days_left('2026-11-21T11:00:00Z', 30, NOW)).toBe(30)
  expect(days_left('2026-10-23T13:00:00Z', 30, NOW)).toBe(2)
  expect(days_left('2026-01-01T00:00:00Z', 30, NOW)).toBe(0)
  expect(days_left('not a time', 30, NOW)).toBe(0)
  expect(days_left('2026-11-21T11:00:00Z', 7, NOW)).toBe(7)
})
