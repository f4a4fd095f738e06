import { expect, test, vi } from 'vitest'
import { add_balloon, set_words } from './change'
import { note_lines, origin_of, wants_lines, with_lines } from './lines'
import { blank_book } from './sample'
import { set_style } from './styles'
import type { Page } from './types'

function lettered() {
  const book = blank_book()
  const pages = book.pages.map((page, at) => (at < 2 ? set_words(add_balloon(page, book.format, 'speech', { x: 4000, y: 3000 }, 'en', book.text_styles)!.page, { kind: 'balloon', no: 1 }, { text: 'Hello there' }) : page))
  return { ...book, pages }
}
const answered = (page: Page): Page => ({ ...page, balloons: page.balloons.map((one) => ({ ...one, text: { ...one.text, set: { size: 300, lines: ['HELLO', 'THERE'] } } })) })
const studio = () => vi.fn(async (_: unknown, page: Page) => ({ page: answered(page), svg: '', crowded: [] }))
const sets = (pages: readonly Page[]) => pages.flatMap((page) => page.balloons.map((one) => one.text.set?.lines ?? null))

test('a book is saved with the lines that were seen; what nobody saw is asked for once', async () => {
  const book = lettered()
  const ask = studio()
  note_lines(book, book.pages[0]!, answered(book.pages[0]!))
  const whole = await with_lines(book, ask as never)
  expect(sets(whole.pages)).toEqual([['HELLO', 'THERE'], ['HELLO', 'THERE']])
  expect([ask.mock.calls.length, ask.mock.calls[0]![1]]).toEqual([1, book.pages[1]])
  // Pages without words are the same, and what was drawn of a page is what it looks like with its lines.
  expect([whole.pages[2] === book.pages[2], origin_of(whole.pages[0]!) === book.pages[0]]).toEqual([true, true])
  // Nothing is missing any more: no second save follows.
  expect(await with_lines(whole, ask as never)).toBe(whole)
  expect(ask.mock.calls.length).toBe(1)
})

test('lines in another look are asked for anew, and trouble leaves them to whoever draws', async () => {
  const whole = await with_lines(lettered(), studio() as never)
  const restyled = set_style(whole, 'speech', { size_min: 220 })
  expect(restyled.pages.map(wants_lines)).toEqual([true, true, false])
  const ask = studio()
  await with_lines(restyled, ask as never)
  expect(ask.mock.calls.length).toBe(2)
  const dead = vi.fn(async () => Promise.reject(new Error('away')))
  const book = lettered()
  expect(await with_lines(book, dead as never)).toBe(book)
})
