/// Shapes of panels as a hand changes them. What of it a page can have is said by the studio.
import { around, on_page } from './place'
import type { BookFormat, Frame, Page, Point, Side } from './types'

const whole = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) })

export const shape_moved = (shape: readonly Point[], dx: number, dy: number): Point[] => shape.map(({ x, y }) => whole({ x: x + dx, y: y + dy }))
/// Moved as a whole, as far as the paper goes.
export function moved_within(shape: readonly Point[], format: BookFormat, dx: number, dy: number): Point[] {
  const frame = around(shape)
  const to = on_page({ ...frame, x: frame.x + dx, y: frame.y + dy }, format)
  return shape_moved(shape, to.x - frame.x, to.y - frame.y)
}
export const corner_moved = (shape: readonly Point[], at: number, to: Point): Point[] => shape.map((one, index) => (index === at ? whole(to) : one))

/// The shape in another frame, every corner at its share of the way.
export function shape_in(shape: readonly Point[], to: Frame): Point[] {
  const from = around(shape)
  const share = (value: number, begin: number, long: number, at: number, side: number) => at + ((value - begin) * side) / Math.max(1, long)
  return shape.map(({ x, y }) => whole({ x: share(x, from.x, from.width, to.x, to.width), y: share(y, from.y, from.height, to.y, to.height) }))
}

/// Where two lines meet, each through two places; nothing where they go alongside.
function meeting(a: Point, b: Point, c: Point, d: Point): Point | null {
  const turn = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x)
  if (Math.abs(turn) < 1) return null
  const share = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / turn
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

/// The shape with one edge moved outwards, its neighbours drawn out or cut.
export function edge_moved(shape: readonly Point[], edge: number, by: number): Point[] {
  const count = shape.length
  const corner = (at: number) => shape[(at + count) % count]!
  const [from, to] = [corner(edge), corner(edge + 1)]
  const long = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const shift = ({ x, y }: Point): Point => ({ x: x + ((to.y - from.y) / long) * by, y: y - ((to.x - from.x) / long) * by })
  const [here, there] = [shift(from), shift(to)]
  const first = meeting(here, there, corner(edge - 1), from) ?? here
  const second = meeting(here, there, to, corner(edge + 2)) ?? there
  return shape.map((one, at) => (at === edge ? whole(first) : at === (edge + 1) % count ? whole(second) : one))
}

/// Whether corners go clockwise without a dent.
export function is_shape(shape: readonly Point[]): boolean {
  return shape.every((from, at) => {
    const [to, next] = [shape[(at + 1) % shape.length]!, shape[(at + 2) % shape.length]!]
    return (to.x - from.x) * (next.y - to.y) - (to.y - from.y) * (next.x - to.x) >= 0
  })
}

export const SIDES: readonly Side[] = ['left', 'top', 'right', 'bottom']
/// Whether a panel goes to where the paper ends at this side.
export function bleeds(shape: readonly Point[], { width, height, bleed }: BookFormat, side: Side): boolean {
  const { x, y, width: across, height: down } = around(shape)
  return { left: x <= -bleed, top: y <= -bleed, right: x + across >= width + bleed, bottom: y + down >= height + bleed }[side]
}

/// Whether one panel is the other, moved as a whole.
export function move_between(from: readonly Point[], to: readonly Point[]): Point | null {
  const [dx, dy] = [(to[0]?.x ?? 0) - (from[0]?.x ?? 0), (to[0]?.y ?? 0) - (from[0]?.y ?? 0)]
  const same = from.length === to.length && from.every(({ x, y }, at) => to[at]!.x - x === dx && to[at]!.y - y === dy)
  return same && (dx || dy) ? { x: dx, y: dy } : null
}

/// Lines that a panel can come to lie on beside those of everything: where the paper ends, and a gutter from each other panel.
export function panel_lines(page: Page, { width, height, bleed }: BookFormat, no: number, gutter: number): { x: number[]; y: number[] } {
  const frames = page.panels.filter((one) => one.no !== no).map((one) => around(one.shape))
  return {
    x: [-bleed, width + bleed, ...frames.flatMap((one) => [one.x - gutter, one.x + one.width + gutter])],
    y: [-bleed, height + bleed, ...frames.flatMap((one) => [one.y - gutter, one.y + one.height + gutter])],
  }
}
