/// Where a picture lies in the window: `scale` window pixels for one of its own, its corner at `x`, `y`. All pure.

export type View = { scale: number; x: number; y: number }
export type Point = { x: number; y: number }
export type Size = { width: number; height: number }
/// What of the window is covered on each side and shall be kept free when a picture is fitted in.
export type Edges = { left: number; top: number; right: number; bottom: number }

/// One pixel of the picture is never larger than this in the window.
const CLOSEST = 32
/// And the picture never smaller than this share of what fits.
const FURTHEST = 0.25
/// How much of the picture stays in the window, however far it is pushed.
const HOLD_PX = 48

export function fitted(picture: Size, window: Size, free: Edges): View {
  const wide = Math.max(1, window.width - free.left - free.right)
  const high = Math.max(1, window.height - free.top - free.bottom)
  // A tiny picture is enlarged by whole steps, so that its pixels stay square.
  const scale = Math.min(wide / picture.width, high / picture.height, 8)
  return {
    scale,
    x: free.left + (wide - picture.width * scale) / 2,
    y: free.top + (high - picture.height * scale) / 2,
  }
}

export const to_picture = (view: View, at: Point): Point => ({ x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale })
export const to_window = (view: View, at: Point): Point => ({ x: at.x * view.scale + view.x, y: at.y * view.scale + view.y })

/// The scales a picture may be seen at, given the one it fits at.
export function limits(fit: number): { least: number; most: number } {
  return { least: Math.min(fit * FURTHEST, 1), most: Math.max(CLOSEST, fit) }
}

/// Comes nearer or goes further, with this place of the window staying where it is.
export function zoomed(view: View, at: Point, by: number, fit: number): View {
  const { least, most } = limits(fit)
  const scale = Math.min(most, Math.max(least, view.scale * by))
  const ratio = scale / view.scale
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }
}

/// The same view, pushed back so far that something of the picture is in sight.
export function held(view: View, picture: Size, window: Size): View {
  const wide = picture.width * view.scale
  const high = picture.height * view.scale
  const clamp = (value: number, extent: number, room: number) => Math.min(room - Math.min(HOLD_PX, extent), Math.max(Math.min(HOLD_PX, extent) - extent, value))
  return { ...view, x: clamp(view.x, wide, window.width), y: clamp(view.y, high, window.height) }
}

/// The view after two fingers moved from where they were to where they are.
export function pinched(view: View, before: [Point, Point], now: [Point, Point], fit: number): View {
  const middle = (pair: [Point, Point]): Point => ({ x: (pair[0].x + pair[1].x) / 2, y: (pair[0].y + pair[1].y) / 2 })
  const apart = (pair: [Point, Point]) => Math.max(1, Math.hypot(pair[0].x - pair[1].x, pair[0].y - pair[1].y))
  const from = middle(before)
  const to = middle(now)
  const next = zoomed(view, from, apart(now) / apart(before), fit)
  return { ...next, x: next.x + to.x - from.x, y: next.y + to.y - from.y }
}

/// How far a brush reaches under this much pressure. A mouse presses with a half, or not at all.
export function pressed(radius: number, pressure: number, pen: boolean): number {
  return pen ? radius * Math.max(0.08, Math.min(1, pressure * 1.25)) : radius
}
