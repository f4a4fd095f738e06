/// The things on a page: in which order they are read, and which of them lies under a finger.
import { around, inside, within } from './place'
import type { Balloon, Frame, Page, Panel, Point, TextBlock } from './types'

export type Thing = { kind: 'panel' | 'balloon' | 'text'; no: number }

export const key_of = ({ kind, no }: Thing): string => `${kind}:${no}`
export const same = (one: Thing | null | undefined, two: Thing | null | undefined): boolean => !!one && !!two && one.kind === two.kind && one.no === two.no
export const has = (things: readonly Thing[], one: Thing): boolean => things.some((other) => same(other, one))

export const panel_of = (page: Page, no: number | null): Panel | undefined => page.panels.find((one) => one.no === no)
export const balloon_of = (page: Page, no: number): Balloon | undefined => page.balloons.find((one) => one.no === no)
export const text_of = (page: Page, no: number): TextBlock | undefined => page.texts.find((one) => one.no === no)

export function frame_of(page: Page, { kind, no }: Thing): Frame | null {
  if (kind === 'balloon') return balloon_of(page, no)?.frame ?? null
  if (kind === 'text') return text_of(page, no)?.frame ?? null
  const panel = panel_of(page, no)
  return panel ? around(panel.shape) : null
}

/// Panel by panel with what is said in it, then what belongs to none.
export function reading_order(page: Page): Thing[] {
  const balloon = ({ no }: Balloon): Thing => ({ kind: 'balloon', no })
  const there = new Set(page.panels.map((one) => one.no))
  return [
    ...page.panels.flatMap(({ no }): Thing[] => [{ kind: 'panel', no }, ...page.balloons.filter((one) => one.panel === no).map(balloon)]),
    ...page.balloons.filter((one) => one.panel === null || !there.has(one.panel)).map(balloon),
    ...page.texts.map(({ no }): Thing => ({ kind: 'text', no })),
  ]
}

/// What was selected and is still there.
export const still_there = (page: Page, things: readonly Thing[]): Thing[] => things.filter((one) => frame_of(page, one) !== null)

/// The topmost panel under a place.
export function panel_at(page: Page, at: Point): Panel | undefined {
  return page.panels.map((panel, index) => ({ panel, index })).sort((a, b) => b.panel.level - a.panel.level || b.index - a.index).find(({ panel }) => inside(panel.shape, at))?.panel
}

/// What lies on top under a place. A burst or a cloud fills its frame; what is round doesn't reach its corners.
export function thing_at(page: Page, at: Point): Thing | null {
  const round = ({ x, y, width, height }: Frame) => ((at.x - x - width / 2) / (width / 2)) ** 2 + ((at.y - y - height / 2) / (height / 2)) ** 2 <= 1.25
  const balloon = page.balloons.findLast((one) => within(one.frame, at) && (one.kind === 'caption' || one.kind === 'effect' || round(one.frame)))
  if (balloon) return { kind: 'balloon', no: balloon.no }
  const text = page.texts.findLast((one) => within(one.frame, at))
  if (text) return { kind: 'text', no: text.no }
  const panel = panel_at(page, at)
  return panel ? { kind: 'panel', no: panel.no } : null
}
