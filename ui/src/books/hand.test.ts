import { beforeEach, expect, test, vi } from 'vitest'
import type { Book } from './api'
import { Desk } from './desk.svelte'
import { Hand } from './hand.svelte'
import type { Balloon, Page, Panel } from './types'

const asked = vi.hoisted(() => ({ edit: [] as unknown[] }))
vi.mock('./api', async (original) => ({
  ...(await original<typeof import('./api')>()),
  put_book: async (_: string, version: number, document: unknown) => ({ ...book(), version: version + 1, document }),
  edit_page: async (_: unknown, page: Page, edit: unknown) => {
    asked.edit.push(edit)
    return { ...page, background: '#eeeeee' }
  },
}))

const panel = (no: number, x: number): Panel => ({
  no,
  shape: [{ x, y: 1000 }, { x: x + 7000, y: 1000 }, { x: x + 7000, y: 9000 }, { x, y: 9000 }],
  border: { width: 60, colour: '#111111', radius: 0 },
  level: 0,
  over: false,
  art: { asset_id: 'a', width_px: 2000, height_px: 1000, zoom: 1000, dx: 0, dy: 0, alt: '' },
  prompt: 'A fox',
  camera: 'any',
  cast: [],
  candidates: [],
})
const balloon: Balloon = { no: 1, kind: 'speech', frame: { x: 2000, y: 2000, width: 3000, height: 1500 }, tails: [{ x: 3000, y: 6000 }], text: { text: 'Hi', style: 'speech', language: 'en', vertical: false, set: null }, panel: 1, fill: '#ffffff', turn: 0 }

const book = (): Book => ({
  id: 'b',
  version: 1,
  document: {
    version: 1,
    kind: 'comic',
    title: 'Fox',
    language: 'en',
    format: { width: 16_830, height: 26_040, bleed: 318, margin: 1000, paper_um: 100 },
    reading: 'left_to_right',
    style: '',
    cast: [],
    text_styles: [],
    pages: [{ no: 1, last_no: 2, role: 'body', background: '#ffffff', panels: [panel(1, 1000), panel(2, 8400)], balloons: [balloon], texts: [] }],
    last_no: 1,
  },
  pictures: [],
  sharing: { visibility: 'private', url: null, version: null },
  created_at: '2026-11-22T10:00:00Z',
  changed_at: '2026-11-22T10:00:00Z',
})

const desk_and_hand = () => {
  const desk = new Desk(book())
  return { desk, hand: new Hand(desk), frame: () => desk.page!.balloons[0]!.frame }
}

beforeEach(() => {
  vi.useFakeTimers()
  asked.edit.length = 0
})

test('a drag is one step to undo, however long it takes', () => {
  const { desk, hand, frame } = desk_and_hand()
  desk.select({ kind: 'balloon', no: 1 })
  expect(hand.begin({ x: 3000, y: 2500 })).toBe(true)
  for (let step = 1; step <= 20; step++) {
    vi.advanceTimersByTime(400)
    hand.move({ x: 3000 + step * 100, y: 2500 + step * 37 }, 0.03, true)
  }
  hand.end()
  expect(frame()).toMatchObject({ x: 4000, y: 2740 })
  desk.undo()
  expect([frame().x, desk.session.history.can_undo]).toEqual([2000, false])
  desk.redo()
  expect(frame().x).toBe(4000)
})

test('what is moved snaps where it is near a line, and not where the person says so', () => {
  const { desk, hand, frame } = desk_and_hand()
  desk.select({ kind: 'balloon', no: 1 })
  hand.begin({ x: 3000, y: 2500 })
  hand.move({ x: 3000 - 950, y: 2500 }, 0.03, false)
  expect([frame().x, hand.guides.x]).toEqual([1000, 1000])
  hand.move({ x: 3000 - 950, y: 2500 }, 0.03, true)
  expect(frame().x).toBe(1050)
  hand.end()
  expect(hand.guides.x).toBe(null)
})

test('a drag that is called off leaves everything as it was', () => {
  const { desk, hand, frame } = desk_and_hand()
  desk.select({ kind: 'balloon', no: 1 })
  hand.grip({ kind: 'corner', corner: 'se' }, { x: 5000, y: 3500 })
  hand.move({ x: 7000, y: 5000 }, 0.03, true)
  expect(frame()).toMatchObject({ width: 5000, height: 3000 })
  hand.cancel()
  expect(frame()).toMatchObject({ width: 3000, height: 1500 })
  hand.grip({ kind: 'tail', at: 0 }, { x: 3000, y: 6000 })
  hand.move({ x: 3500, y: 7000 }, 0.03, true)
  hand.end()
  expect(desk.page!.balloons[0]!.tails).toEqual([{ x: 3500, y: 7000 }])
})

test('the picture of a selected panel moves in its frame; that of another stays', () => {
  const { desk, hand } = desk_and_hand()
  expect(hand.takes({ x: 9000, y: 8000 })).toBe(false)
  desk.select({ kind: 'panel', no: 2 })
  expect(hand.takes({ x: 9000, y: 8000 })).toBe(true)
  hand.begin({ x: 9000, y: 8000 })
  hand.move({ x: 9600, y: 8800 }, 0.03, false)
  hand.end()
  // There is nothing to move up and down: it just covers its frame.
  expect(desk.page!.panels[1]!.art).toMatchObject({ dx: 600, dy: 0 })
  expect(desk.page!.panels[0]!.art).toMatchObject({ dx: 0 })
})

test('an edge of a panel is moved by the studio when it is let go', async () => {
  const { desk, hand } = desk_and_hand()
  desk.select({ kind: 'panel', no: 1 })
  // The right edge, outwards.
  hand.grip({ kind: 'edge', edge: 1 }, { x: 8000, y: 5000 })
  hand.move({ x: 8300, y: 5100 }, 0.03, true)
  expect(hand.edge?.by).toBe(300)
  // To the middle of the page, where it is near, and exactly as far as it is dragged with Alt.
  hand.move({ x: 8480, y: 5100 }, 0.03, false)
  expect([hand.edge?.by, hand.guides.x]).toEqual([415, 8415])
  hand.move({ x: 8480, y: 5100 }, 0.03, true)
  expect(hand.edge?.by).toBe(480)
  hand.move({ x: 8300, y: 5100 }, 0.03, true)
  hand.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(asked.edit).toEqual([{ kind: 'drag_gutter', panel: 1, edge: 1, by: 300 }])
  expect(desk.page!.background).toBe('#eeeeee')
})

test('a corner and a whole panel are shaped by the studio when they are let go, one after the other', async () => {
  const { desk, hand } = desk_and_hand()
  desk.select({ kind: 'panel', no: 1 })
  hand.grip({ kind: 'vertex', at: 2 }, { x: 8000, y: 9000 })
  // It snaps to the gutter beside the other panel, unless it is told not to.
  hand.move({ x: 7950, y: 8600 }, 0.03, false)
  expect([hand.shape?.shape[2], hand.shape?.fine, hand.guides.x]).toEqual([{ x: 8000, y: 8600 }, true, 8000])
  hand.move({ x: 2000, y: 2000 }, 0.03, true)
  expect(hand.shape?.fine).toBe(false)
  hand.move({ x: 7000, y: 8000 }, 0.03, true)
  hand.end()
  expect(hand.shape?.shape[2]).toEqual({ x: 7000, y: 8000 })
  await vi.advanceTimersByTimeAsync(0)
  expect([hand.shape, asked.edit]).toEqual([null, [{ kind: 'reshape', panel: 1, over: false, shape: [{ x: 1000, y: 1000 }, { x: 8000, y: 1000 }, { x: 7000, y: 8000 }, { x: 1000, y: 9000 }] }]])
  // With Shift the panel grows; what is moved as a whole may lie over others, and stays on the paper.
  hand.grip({ kind: 'vertex', at: 2 }, { x: 8000, y: 9000 })
  hand.move({ x: 9400, y: 5000 }, 0.03, true, true)
  expect(hand.shape?.shape).toEqual([{ x: 1000, y: 1000 }, { x: 9400, y: 1000 }, { x: 9400, y: 5000 }, { x: 1000, y: 5000 }])
  hand.cancel()
  expect(hand.shape).toBe(null)
  hand.grip({ kind: 'panel' }, { x: 4000, y: 4000 })
  hand.move({ x: -9000, y: 4100 }, 0.03, true)
  hand.end()
  desk.nudge_panel(100, 0, false)
  desk.nudge_panel(0, 100, true)
  await vi.advanceTimersByTimeAsync(0)
  expect(asked.edit.slice(1).map((one) => [(one as { over: boolean }).over, (one as { shape: unknown[] }).shape[0], (one as { shape: unknown[] }).shape[2]])).toEqual([
    [true, { x: -318, y: 1100 }, { x: 6682, y: 9100 }],
    [true, { x: 1100, y: 1000 }, { x: 8100, y: 9000 }],
    [false, { x: 1000, y: 1000 }, { x: 8000, y: 9100 }],
  ])
})

test('several are moved, copied and deleted together', () => {
  const { desk } = desk_and_hand()
  desk.add('caption', { x: 11_000, y: 4000 })
  desk.select({ kind: 'balloon', no: 1 }, true)
  expect(desk.things).toHaveLength(2)
  const before = desk.page!.balloons.map((one) => one.frame.x)
  desk.nudge(100, 0)
  expect(desk.page!.balloons.map((one) => one.frame.x)).toEqual(before.map((x) => x + 100))
  desk.copy()
  desk.paste()
  expect([desk.page!.balloons.length, desk.things.map((one) => one.no)]).toEqual([4, [3, 4]])
  desk.delete_chosen()
  expect([desk.page!.balloons.length, desk.things.length]).toEqual([2, 0])
})

test('a picture that was asked for here goes into its panel when that is empty', () => {
  const { desk } = desk_and_hand()
  desk.change_page((page) => ({ ...page, panels: page.panels.map((one) => (one.no === 2 ? { ...one, art: null } : one)) }))
  const picture = (panel_no: number) => ({ draw_id: 'd', page_no: 1, panel_no, generation_id: `g${panel_no}`, state: 'succeeded' as const, progress: 1, assets: [{ id: 'new', width: 64, height: 32, placeholder: null }], error: null, created_at: '' })
  desk.begun([picture(1), picture(2)] as never)
  desk.follow()
  expect(desk.page!.panels.map((one) => [one.art?.asset_id, one.art?.alt])).toEqual([['a', ''], ['new', 'A fox']])
  expect(desk.unplaced).toEqual([])
})

test('what is drawn anew takes the place of what was there, which stays to choose from', () => {
  const { desk } = desk_and_hand()
  const picture = (generation_id: string, state: 'running' | 'succeeded') => ({ draw_id: 'd', page_no: 1, panel_no: 1, generation_id, state, progress: 1, assets: state === 'succeeded' ? [{ id: `of-${generation_id}`, width: 64, height: 32, placeholder: null }] : [], error: null, created_at: '' })
  desk.begun([picture('g1', 'running')] as never, true)
  desk.follow()
  expect(desk.page!.panels[0]!.art?.asset_id).toBe('a')
  desk.session.take_pictures([picture('g1', 'succeeded')] as never)
  desk.follow()
  const [one] = desk.page!.panels
  expect([one!.art?.asset_id, one!.candidates.map((it) => it.asset_id), one!.cast]).toEqual(['of-g1', ['of-g1', 'a'], []])
  // Once it lies there it is a picture like any other: whoever goes back to the old one keeps it.
  desk.change_page((page) => ({ ...page, panels: page.panels.map((it) => (it.no === 1 ? { ...it, art: panel(1, 0).art } : it)) }))
  desk.follow()
  expect([desk.page!.panels[0]!.art?.asset_id, desk.unplaced]).toEqual(['a', []])
})
