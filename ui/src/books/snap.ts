/// Drawing a thing that is moved to edges, middles and margins that are near.
import { around } from './place'
import { has, type Thing } from './order'
import type { BookFormat, Frame, Page } from './types'

export type Lines = { x: number[]; y: number[] }
export type Snapped = { dx: number; dy: number; /** the lines it came to lie on, to be shown */ x: number | null; y: number | null }

const three = (from: number, side: number) => [from, from + side / 2, from + side]

/// What there is to come to lie on: the page's edges, margins and middle, and everything that isn't moved.
export function lines_of(page: Page, format: BookFormat, moved: readonly Thing[]): Lines {
  const { width, height, margin } = format
  const frames: Frame[] = [
    ...page.panels.filter(({ no }) => !has(moved, { kind: 'panel', no })).map((one) => around(one.shape)),
    ...page.balloons.filter(({ no }) => !has(moved, { kind: 'balloon', no })).map((one) => one.frame),
    ...page.texts.filter(({ no }) => !has(moved, { kind: 'text', no })).map((one) => one.frame),
  ]
  return {
    x: [0, margin, width / 2, width - margin, width, ...frames.flatMap((one) => three(one.x, one.width))],
    y: [0, margin, height / 2, height - margin, height, ...frames.flatMap((one) => three(one.y, one.height))],
  }
}

function nearest(places: number[], lines: number[], reach: number): { by: number; line: number | null } {
  let best = { by: 0, line: null as number | null }
  let least = reach
  for (const place of places)
    for (const line of lines) {
      const far = Math.abs(line - place)
      // Of two that are as near the first counts: an edge before a middle.
      if (far <= reach && (best.line === null || far < least)) [best, least] = [{ by: line - place, line }, far]
    }
  return best
}

/// How much further a frame has to go to lie on a line that is nearer than `reach`.
export function snap(frame: Frame, lines: Lines, reach: number): Snapped {
  const across = nearest(edges_first(frame.x, frame.width), lines.x, reach)
  const down = nearest(edges_first(frame.y, frame.height), lines.y, reach)
  return { dx: Math.round(across.by), dy: Math.round(down.by), x: across.line, y: down.line }
}

const edges_first = (from: number, side: number) => [from, from + side, from + side / 2]

/// The same for a single place, such as a corner.
export const snap_point = (at: { x: number; y: number }, lines: Lines, reach: number): Snapped => snap({ ...at, width: 0, height: 0 }, lines, reach)
