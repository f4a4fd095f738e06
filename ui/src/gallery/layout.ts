/// Where a hundred thousand pictures hang: months one below the other, each with its rows, and room kept for what hasn't been read
/// yet. All pure; nothing here is larger than what has been read.
import { continued, visible_rows, type Laid, type Row } from '../kit/rows'

export type Measures = { width: number; goal: number; gap: number; head: number }

/// A part of the list: a month, or all of it. `shapes` are the ratios that are known, `expected` how many pictures there should be.
export type Part = { key: string; shapes: number[]; expected: number; done: boolean }

export type Placed = {
  key: string
  top: number
  height: number
  /// Of the pictures, below the heading.
  body: number
  /// The rows that hang, and all that were laid, to go on from.
  laid: Laid
  whole: Laid
  /// How many of the known pictures hang; the rest of the last row waits for its neighbours.
  hung: number
  expected: number
  blank: Blank
}

/// Room for pictures that aren't known yet, in rows of equal boxes.
export type Blank = { top: number; count: number; across: number; box: number; row: number; height: number }

const USUAL_RATIO = 1.1

export function blank_rows(count: number, top: number, measures: Measures): Blank {
  const { width, goal, gap } = measures
  const across = Math.max(1, Math.round((width + gap) / (goal * USUAL_RATIO + gap)))
  const box = Math.max(1, (width - gap * (across - 1)) / across)
  const row = Math.max(1, Math.round(box / USUAL_RATIO))
  const rows = Math.ceil(count / across)
  return { top, count, across, box, row, height: rows ? rows * (row + gap) - gap : 0 }
}

/// Lays a part out, going on from how it was laid before where only more pictures came.
export function place_part(part: Part, top: number, measures: Measures, before?: Laid): Placed {
  const { width, goal, gap, head } = measures
  const laid = continued(part.shapes, width, goal, gap, before)
  const rows = part.done || part.shapes.length >= part.expected ? laid.rows : full_rows(laid.rows, width)
  const last = rows.at(-1)
  const hung = last ? last.cells.at(-1)!.index + 1 : 0
  const filled = last ? last.top + last.height : 0
  const left = part.done ? 0 : Math.max(part.expected - hung, part.shapes.length - hung)
  const blank = blank_rows(left, filled && left ? filled + gap : filled, measures)
  const body = left ? blank.top + blank.height : filled
  return { key: part.key, top, height: head + body + gap * 2, body, laid: { ...laid, rows }, whole: laid, hung, expected: hung + left, blank }
}

function full_rows(rows: Row[], width: number): Row[] {
  const last = rows.at(-1)?.cells.at(-1)
  return last && last.left + last.width < width ? rows.slice(0, -1) : rows
}

/// The parts that touch a window of the page.
export function visible_parts(parts: Placed[], from: number, to: number): Placed[] {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (parts[middle]!.top + parts[middle]!.height < from) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < parts.length && parts[end]!.top <= to) end++
  return parts.slice(low, end)
}

export type Box = { index: number; left: number; top: number; width: number; height: number }

/// The pictures of a part between two heights, counted from its first row.
export function visible_cells(placed: Placed, from: number, to: number): Box[] {
  return visible_rows(placed.laid.rows, from, to).flatMap((row) => row.cells.map((cell) => ({ index: cell.index, left: cell.left, top: row.top, width: cell.width, height: row.height })))
}

export function visible_blanks(placed: Placed, from: number, to: number, gap: number): Box[] {
  const { top, count, across, box, row } = placed.blank
  if (!count) return []
  const step = row + gap
  const first = Math.max(0, Math.floor((from - top) / step))
  const last = Math.min(Math.ceil(count / across) - 1, Math.floor((to - top) / step))
  const boxes: Box[] = []
  for (let line = first; line <= last; line++) {
    for (let place = 0; place < across && line * across + place < count; place++) {
      boxes.push({ index: placed.hung + line * across + place, left: Math.round(place * (box + gap)), top: top + line * step, width: Math.round(box), height: row })
    }
  }
  return boxes
}

/// Where the picture with this number hangs within its part, known or not.
export function box_of(placed: Placed, index: number, gap: number): { top: number; height: number } {
  if (index < placed.hung) {
    const row = row_with(placed.laid.rows, index)
    if (row) return { top: row.top, height: row.height }
  }
  const { top, across, row } = placed.blank
  return { top: top + Math.floor(Math.max(0, index - placed.hung) / across) * (row + gap), height: row }
}

function row_with(rows: Row[], index: number): Row | undefined {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.cells.at(-1)!.index < index) low = middle + 1
    else high = middle
  }
  return rows[low]
}

/// The number of the first picture at or below this height of a part.
export function index_at(placed: Placed, height: number, gap: number): number {
  const row = visible_rows(placed.laid.rows, height, height)[0] ?? placed.laid.rows.find((one) => one.top >= height)
  if (row) return row.cells[0]!.index
  const { top, across, count } = placed.blank
  if (!count) return Math.max(0, placed.hung - 1)
  return Math.min(placed.hung + count - 1, placed.hung + Math.max(0, Math.floor((height - top) / (placed.blank.row + gap))) * across)
}

/// The picture above or below another one: the one whose middle is nearest to its own.
export function beside(placed: Placed, index: number, down: boolean): number | null {
  const { rows } = placed.laid
  const here = row_with(rows, index)
  if (!here) return null
  const next = rows[rows.indexOf(here) + (down ? 1 : -1)]
  return next ? nearest(next, here.cells.find((cell) => cell.index === index)) : null
}

/// The picture of a part's first or last row that is nearest to this cell.
export function at_edge(placed: Placed, cell: { left: number; width: number } | undefined, last: boolean): number | null {
  const row = last ? placed.laid.rows.at(-1) : placed.laid.rows[0]
  return row ? nearest(row, cell) : null
}

export function cell_of(placed: Placed, index: number): { left: number; width: number } | undefined {
  return row_with(placed.laid.rows, index)?.cells.find((cell) => cell.index === index)
}

function nearest(row: Row, cell: { left: number; width: number } | undefined): number {
  const middle = cell ? cell.left + cell.width / 2 : 0
  const far = (one: { left: number; width: number }) => Math.abs(one.left + one.width / 2 - middle)
  return row.cells.reduce((best, one) => (far(one) < far(best) ? one : best)).index
}

/// A wall higher than browsers can scroll is drawn with smaller pictures.
export function fitting_goal(goal: number, count: number, width: number, gap: number, most = 15_000_000): number {
  let fitted = goal
  while (fitted > 40 && blank_rows(count, 0, { width, goal: fitted, gap, head: 0 }).height > most) fitted *= 0.85
  return fitted
}
