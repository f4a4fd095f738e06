import { expect, test } from 'vitest'
import { Formatter, parse_message } from './format'

test('parameters are filled in, numbers in the language of the person', () => {
  const english = new Formatter('en')
  expect(english.format('no braces')).toBe('no braces')
  expect(english.format('{a} and {b}', { a: 'x', b: 1234 })).toBe('x and 1,234')
  expect(new Formatter('de').format('{b}', { b: 1234 })).toBe('1.234')
  expect(english.format('{missing}', {})).toBe('')
})

test('plurals follow the rules of the language', () => {
  const text = '{n, plural, =0 {none} one {# picture of {who}} other {# pictures of {who}}}!'
  const english = new Formatter('en')
  expect(english.format(text, { n: 0, who: 'Bo' })).toBe('none!')
  expect(english.format(text, { n: 1, who: 'Bo' })).toBe('1 picture of Bo!')
  expect(english.format(text, { n: 1500, who: 'Bo' })).toBe('1,500 pictures of Bo!')
  expect(new Formatter('zh-CN').format('{n, plural, other {# 张}}', { n: 1 })).toBe('1 张')
  expect(new Formatter('pl').format('{n, plural, one {jeden} few {kilka} other {wiele}}', { n: 3 })).toBe('kilka')
})

/// The same table stands in `crates/easel-domain/src/message.rs`: both sides count alike.
test('every language counts as the server does', () => {
  const text = '{n, plural, zero {zero} one {one} two {two} few {few} many {many} other {other}}'
  const numbers = [0, 1, 2, 5, 21, 1_000_000]
  const counts = (language: string) => numbers.map((n) => new Formatter(language).format(text, { n }))
  expect(counts('en')).toEqual(['other', 'one', 'other', 'other', 'other', 'other'])
  expect(counts('es')).toEqual(['other', 'one', 'other', 'other', 'other', 'many'])
  expect(counts('ja')).toEqual(Array(6).fill('other'))
  expect(counts('zh-CN')).toEqual(Array(6).fill('other'))
  expect(counts('ru')).toEqual(['many', 'one', 'few', 'many', 'one', 'many'])
})

test('a form that a sentence lacks is its other form', () => {
  expect(new Formatter('es').format('{n, plural, one {# crédito} other {# créditos}}', { n: 1_000_000 })).toBe('1.000.000 créditos')
})

test('a hash outside a plural is only a hash', () => {
  expect(new Formatter('en').format('#1 {a}', { a: 'x' })).toBe('#1 x')
})

test('every message of every catalogue can be read', () => {
  type Tree = { [name: string]: string | Tree }
  const walk = (tree: Tree): string[] => Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : walk(value)))
  const catalogues = Object.values(import.meta.glob<Tree>('../../../locales/*.json', { eager: true, import: 'default' }))
  expect(catalogues.length).toBeGreaterThan(1)
  for (const text of catalogues.flatMap(walk)) expect(() => parse_message(text), text).not.toThrow()
})

test('a broken message is found', () => {
  for (const broken of ['{', '}', '{n, plural, one {x}}', '{a']) expect(() => parse_message(broken)).toThrow()
})
