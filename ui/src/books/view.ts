/// Where a page lies in the window: nearer and further for paper, which is measured in hundredths of a millimetre.
import type { Point, View } from '../region/view'

export { fitted, held, to_picture as to_page, to_window, type Point, type View } from '../region/view'

const NEAREST = 14
const FURTHEST = 0.3

/// Comes nearer or goes further, with this place of the window staying where it is.
export function zoomed(view: View, at: Point, by: number, fit: number): View {
  const scale = Math.min(fit * NEAREST, Math.max(fit * FURTHEST, view.scale * by))
  const ratio = scale / view.scale
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }
}

/// After two fingers moved from where they were to where they are.
export function pinched(view: View, before: [Point, Point], now: [Point, Point], fit: number): View {
  const middle = ([a, b]: [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
  const apart = ([a, b]: [Point, Point]) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y))
  const [from, to] = [middle(before), middle(now)]
  const next = zoomed(view, from, apart(now) / apart(before), fit)
  return { ...next, x: next.x + to.x - from.x, y: next.y + to.y - from.y }
}
