import { expect, test } from 'vitest'
import { pieces } from './links'

test('addresses become links and nothing else does', () => {
  expect(pieces('see https://a.test/x?y=1, or (http://b.test).')).toEqual([
    { text: 'see ' },
    { text: 'https://a.test/x?y=1', href: 'https://a.test/x?y=1' },
    { text: ', or (' },
    { text: 'http://b.test', href: 'http://b.test/' },
    { text: ').' },
  ])
  expect(pieces('看这里：https://a.test/图。谢谢')[1]?.href).toBe('https://a.test/%E5%9B%BE%E3%80%82%E8%B0%A2%E8%B0%A2')
  for (const text of ['javascript:alert(1)', '<b>x</b>', 'www.a.test', 'https://', 'data:text/html,x']) expect(pieces(text), text).toEqual([{ text }])
  expect(pieces('')).toEqual([])
})
