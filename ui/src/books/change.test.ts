import { expect, test } from 'vitest'
import { add_balloon, add_page, clip_of, copy_page, delete_page, delete_panel, delete_things, drop_tail, add_tail, move_page, move_things, move_tail, next_page_no, paste, pick, raise, relaid, remember, retype, set_frame, set_words, turn_balloon, with_page, zoom_art } from './change'
import { shifts } from './difference'
import { reading_order, thing_at } from './order'
import { lines_of, snap } from './snap'
import { blank_book as book, blank_page as page, blank_panel as panel, FORMAT as format, STYLES as styles } from './sample'
import { set_style } from './styles'
import type { BookDocument, Page } from './types'

const numbers = (of: BookDocument) => of.pages.map((one) => one.no)

test('pages keep their numbers, and no number is given twice', () => {
  const before = book()
  const copied = copy_page(before, 2)
  expect([numbers(copied), copied.last_no]).toEqual([[1, 2, 4, 3], 4])
  expect(numbers(move_page(copied, 0, 3))).toEqual([2, 4, 3, 1])
  const gone = delete_page(copied, 4)
  expect(numbers(add_page(gone, page(0), 0))).toEqual([5, 1, 2, 3])
  // Undone, the book knows nothing of page 4; the number is taken all the same.
  expect(next_page_no(remember(before, copied))).toBe(5)
  expect(remember(before, before).pages[0]).toBe(before.pages[0])
})

test('what does not change stays the same object', () => {
  const before = book()
  const after = with_page(before, 2, (one) => set_words(add_balloon(one, format, 'speech', { x: 4000, y: 4000 }, 'en', styles)!.page, { kind: 'balloon', no: 1 }, { text: 'Hello!' }))
  expect(after.pages[0]).toBe(before.pages[0])
  expect(after.pages[1]!.panels).toBe(before.pages[1]!.panels)
  expect(with_page(before, 2, (one) => one)).toBe(before)
  expect(with_page(before, 9, () => page(9))).toBe(before)
})

test('a picture is picked with what was said of the one before, and all are kept to choose from', () => {
  let one = pick(page(1), 1, { asset_id: 'a', width_px: 8, height_px: 8 }, 'a fox')
  one = zoom_art(one, 1, 2000)
  one = pick(one, 1, { asset_id: 'b', width_px: 16, height_px: 8 })
  expect(one.panels[0]!.art).toMatchObject({ asset_id: 'b', zoom: 1000, alt: 'a fox' })
  expect(one.panels[0]!.candidates.map((it) => it.asset_id)).toEqual(['b', 'a'])
  expect(pick(one, 1, { asset_id: 'b', width_px: 16, height_px: 8 })).toBe(one)
  expect(delete_things(one, [{ kind: 'panel', no: 1 }]).panels[0]!.art).toBe(null)
})

test('a balloon belongs to the panel it lies in, and its tail keeps pointing', () => {
  const made = add_balloon(page(1), format, 'speech', { x: 4000, y: 3000 }, 'en', styles)!
  const tail = made.page.balloons[0]!.tails[0]!
  expect(made.page.balloons[0]!.panel).toBe(1)
  const after = move_things(made.page, format, [made.thing], 8000, 0)
  expect(after.balloons[0]).toMatchObject({ panel: 2, tails: [tail] })
  expect(move_things(after, format, [made.thing], 99_999, 0).balloons[0]!.frame.x).toBe(16_830 + 318 - after.balloons[0]!.frame.width)
  expect(delete_panel(after, 2).balloons[0]!.panel).toBe(null)
  expect(delete_panel(after, 2).last_no).toBe(2)
})

test('another kind changes what follows from the kind', () => {
  let one = add_balloon(page(1), format, 'speech', { x: 4000, y: 3000 }, 'en', styles)!.page
  one = add_tail(one, format, 1)
  expect(one.balloons[0]!.tails).toHaveLength(2)
  one = drop_tail(move_tail(one, format, 1, 0, { x: -99_999, y: 40 }), 1, 1)
  expect(one.balloons[0]!.tails).toEqual([{ x: -318, y: 40 }])
  one = retype(one, 1, 'caption', styles)
  expect(one.balloons[0]).toMatchObject({ kind: 'caption', tails: [], fill: '#fff6d6', text: { style: 'caption' } })
  one = turn_balloon(retype(one, 1, 'effect', styles), 1, 190)
  expect(one.balloons[0]).toMatchObject({ turn: -170, fill: '#ffffff' })
  expect(retype(one, 1, 'speech', styles).balloons[0]!.turn).toBe(0)
})

test('lines are broken anew where size, words or style change, and only there', () => {
  let one = add_balloon(page(1), format, 'speech', { x: 4000, y: 3000 }, 'en', styles)!.page
  one = { ...one, balloons: one.balloons.map((it) => ({ ...it, text: { ...it.text, set: { size: 300, lines: ['HI'] } } })) }
  const thing = { kind: 'balloon', no: 1 } as const
  const set = (of: Page) => of.balloons[0]!.text.set
  expect(set(move_things(one, format, [thing], 100, 100))).not.toBe(null)
  expect(set(set_frame(one, thing, { ...one.balloons[0]!.frame, width: 9000 }))).toBe(null)
  expect(set(set_words(one, thing, { text: 'Ho' }))).toBe(null)
  const whole = { ...book(), pages: [one, page(2)] }
  const restyled = set_style(whole, 'speech', { size_min: 400 })
  expect(set(restyled.pages[0]!)).toBe(null)
  expect(restyled.text_styles[0]).toMatchObject({ size_min: 400, size_max: 400 })
  expect(restyled.pages[1]).toBe(whole.pages[1])
  expect(set(set_style(whole, 'story', { bold: false }).pages[0]!)).not.toBe(null)
})

test('copies go onto another page under numbers of their own', () => {
  const made = add_balloon(page(1), format, 'speech', { x: 4000, y: 3000 }, 'en', styles)!
  const from = pick(made.page, 2, { asset_id: 'a', width_px: 8, height_px: 8 })
  const clip = clip_of(from, [made.thing, { kind: 'panel', no: 2 }])
  const here = paste(from, format, clip, null, styles)
  expect(here.page.balloons.map((it) => [it.no, it.frame.x - from.balloons[0]!.frame.x])).toEqual([[1, 0], [2, 400]])
  const there = paste(page(2), format, clip, 1, styles)
  expect(there.page.panels[0]!.art?.asset_id).toBe('a')
  expect(there.things).toEqual([{ kind: 'balloon', no: 1 }, { kind: 'panel', no: 1 }])
})

test('another layout keeps prompts and pictures in their order', () => {
  const before = pick(page(1), 2, { asset_id: 'a', width_px: 8, height_px: 8 })
  const three = { ...page(0), panels: [panel(1, 1000, 1000, 14_000, 7000), panel(2, 1000, 9000, 14_000, 7000), panel(3, 1000, 17_000, 14_000, 7000)] }
  const after = relaid(before, three)
  expect(after.panels.map((it) => [it.no, it.art?.asset_id])).toEqual([[1, undefined], [2, 'a'], [3, undefined]])
  expect([after.no, after.last_no]).toEqual([1, 3])
})

test('things are read panel by panel and met from the top', () => {
  let one = add_balloon(page(1), format, 'speech', { x: 11_000, y: 3000 }, 'en', styles)!.page
  one = add_balloon(one, format, 'caption', { x: 4000, y: 3000 }, 'en', styles)!.page
  expect(reading_order(one).map((it) => `${it.kind}${it.no}`)).toEqual(['panel1', 'balloon2', 'panel2', 'balloon1'])
  expect(thing_at(one, { x: 11_000, y: 3000 })).toEqual({ kind: 'balloon', no: 1 })
  expect(thing_at(one, { x: 11_000, y: 8000 })).toEqual({ kind: 'panel', no: 2 })
  expect(thing_at(one, { x: 200, y: 200 })).toBe(null)
  expect(raise(one, { kind: 'balloon', no: 1 }, true).balloons.map((it) => it.no)).toEqual([2, 1])
})

test('what is moved comes to lie on lines that are near', () => {
  const one = add_balloon(page(1), format, 'caption', { x: 4000, y: 3000 }, 'en', styles)!.page
  const lines = lines_of(one, format, [{ kind: 'balloon', no: 1 }])
  expect(snap({ x: 1030, y: 5000, width: 2000, height: 900 }, lines, 80)).toEqual({ dx: -30, dy: 50, x: 1000, y: 5500 })
  expect(snap({ x: 1300, y: 4000, width: 2000, height: 900 }, lines, 80)).toEqual({ dx: 0, dy: 0, x: null, y: null })
})

test('what has moved since the drawing is told by what is drawn', () => {
  const made = add_balloon(page(1), format, 'speech', { x: 4000, y: 3000 }, 'en', styles)!
  const drawn = pick(made.page, 1, { asset_id: 'a', width_px: 800, height_px: 800 })
  expect(shifts(drawn, drawn)).toEqual([])
  expect(shifts(drawn, move_things(drawn, format, [made.thing], 100, 50))).toEqual([{ key: 'balloon:1', transform: 'translate(100 50)' }])
  expect(shifts(drawn, zoom_art(drawn, 1, 2000))).toEqual([{ key: 'panel:1', image: { x: -4500, y: -3500, width: 18_000, height: 18_000 } }])
  expect(shifts(drawn, delete_things(drawn, [made.thing]))).toEqual([{ key: 'balloon:1', gone: true }])
})
