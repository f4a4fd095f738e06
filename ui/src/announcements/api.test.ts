import { expect, test } from 'vitest'
import { from_field, standing, to_field } from './api'

test('an announcement is told from its beginning until its end', () => {
  const one = { from: '2026-01-01T10:00:00Z', until: '2026-01-01T12:00:00Z' }
  const at = (time: string) => standing(one, Date.parse(`2026-01-01T${time}:00Z`))
  expect([at('09:59'), at('10:00'), at('11:59'), at('12:00')]).toEqual(['later', 'now', 'now', 'over'])
  expect(standing({ ...one, until: null }, Date.parse('2030-01-01T00:00:00Z'))).toBe('now')
})

test('a moment comes back from its field as it was, to the minute', () => {
  expect(from_field(to_field('2026-03-29T12:34:00Z'))).toBe('2026-03-29T12:34:00.000Z')
  expect([to_field(null), from_field(''), from_field('soon')]).toEqual(['', null, null])
})
