import { expect, test } from 'vitest'
import { add_balloon, add_text, cast_panel, peopled, set_cast } from './change'
import { blank_book, blank_page } from './sample'
import { copy_style, drop_style, rename_style, uses } from './styles'

const at = { x: 4000, y: 4000 }
function lettered() {
  const book = blank_book()
  const spoken = add_balloon(book.pages[0]!, book.format, 'speech', at, 'en', book.text_styles)!.page
  const told = add_text(spoken, book.format, at, 'en', book.text_styles)!.page
  const set = { size: 300, lines: ['HELLO'] }
  return { ...book, pages: [{ ...told, balloons: told.balloons.map((one) => ({ ...one, text: { ...one.text, text: 'Hello', set } })) }, ...book.pages.slice(1)] }
}
const names = (book: { text_styles: { name: string }[] }) => book.text_styles.map((one) => one.name)

test('a style is copied beside the one it is made of, under a name that none has', () => {
  const once = copy_style(lettered(), 'speech', 'Speech')!
  const twice = copy_style(once.book, 'speech', 'Speech')!
  expect(names(twice.book)).toEqual(['speech', 'Speech 3', 'Speech 2', 'caption', 'effect', 'story'])
  expect({ ...twice.book.text_styles[1], name: 'speech' }).toEqual(twice.book.text_styles[0])
  let full = lettered()
  while (copy_style(full, 'story', 'x')) full = copy_style(full, 'story', 'x')!.book
  expect(full.text_styles.length).toBe(40)
})

test('texts keep the style that gets another name, and its lines', () => {
  const made = rename_style(lettered(), 'speech', '  Loud   ones ')!
  expect([made.name, uses(made.book, 'Loud ones'), uses(made.book, 'speech')]).toEqual(['Loud ones', 1, 0])
  expect(made.book.pages[0]!.balloons[0]!.text.set).not.toBe(null)
  expect([rename_style(lettered(), 'speech', 'story'), rename_style(lettered(), 'speech', ' '), rename_style(lettered(), 'none', 'new')]).toEqual([null, null, null])
})

test('what used a style that goes falls back on one that is there', () => {
  const own = rename_style(lettered(), 'story', 'Tale')!.book
  const without = drop_style(own, 'Tale')
  expect([names(without), without.pages[0]!.texts[0]!.text.style]).toEqual([['speech', 'caption', 'effect'], 'speech'])
  const copied = copy_style(lettered(), 'speech', 'Speech')!
  const balloon = copied.book.pages[0]!.balloons[0]!
  const worn = { ...copied.book, pages: [{ ...copied.book.pages[0]!, balloons: [{ ...balloon, text: { ...balloon.text, style: copied.name } }] }] }
  const back = drop_style(worn, copied.name).pages[0]!.balloons[0]!.text
  expect([back.style, back.set]).toEqual(['speech', null])
  expect(names(['speech', 'caption', 'effect', 'story', 'more'].reduce(drop_style, lettered()))).toEqual(['story'])
})

test('whoever comes into a panel belongs to the book, and whoever leaves the book leaves its panels', () => {
  const book = blank_book()
  const cast = cast_panel(cast_panel(book, 1, 1, ['mira']), 2, 1, ['mira', 'owl'])
  expect([cast.cast, cast.pages[0]!.panels[0]!.cast, cast.pages[1]!.panels[0]!.cast]).toEqual([['mira', 'owl'], ['mira'], ['mira', 'owl']])
  const left = set_cast(cast, ['owl'])
  expect([left.cast, left.pages[0]!.panels[0]!.cast, left.pages[1]!.panels[0]!.cast]).toEqual([['owl'], [], ['owl']])
  expect(left.pages[2]).toBe(cast.pages[2])
  expect(peopled(blank_page(0), left.cast).panels.map((one) => one.cast)).toEqual([['owl'], ['owl']])
})
