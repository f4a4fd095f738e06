import { expect, test } from 'vitest'
import { filled } from './canned'

test('an answer kept ready speaks to the person in their language', () => {
  const words = { en: 'Hello {name}, thank you {name}.', ja: '{name} さん' }
  expect(filled(words, 'ja', 'Aki')).toBe('Aki さん')
  expect(filled(words, 'es', '$& {name}')).toBe('Hello $& {name}, thank you $& {name}.')
  expect(filled({ ja: 'はい' }, 'es', 'x')).toBe('はい')
  expect(filled({}, 'en', 'x')).toBe('')
})
