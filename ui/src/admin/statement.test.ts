import { expect, test } from 'vitest'
import { text_of } from './statement'

test('a statement is read in whatever a bank writes it', () => {
  expect(text_of(new TextEncoder().encode('\ufeffDate;Größe'))).toBe('Date;Größe')
  expect(text_of(Uint8Array.of(0x47, 0x72, 0xf6, 0xdf, 0x65))).toBe('Größe')
  expect(text_of(Uint8Array.of(0xff, 0xfe, 0x41, 0, 0x2c, 0))).toBe('A,')
  expect(text_of(Uint8Array.of(0xfe, 0xff, 0, 0x41))).toBe('A')
  expect(text_of(new Uint8Array())).toBe('')
})
