/// Drawing into a mask. Every operation gives the same bytes whenever it is done again, so that a list of operations is a drawing.
import { is_empty, type Box, type Mask } from './mask'

/// A place of a stroke, in the picture's pixels, with how far the brush reaches there.
export type Dab = { x: number; y: number; radius: number }

/// Lines within a row that a polygon's edge is measured on.
const LINES = 4

/// One piece of a stroke, from dab to dab. Laid over itself it changes nothing, so that a stroke may be drawn in pieces. Answers what
/// may have changed.
export function draw_segment(mask: Mask, from: Dab, to: Dab, softness: number, erase: boolean): Box {
  const reach = Math.max(from.radius, to.radius) + 1
  const box = mask.within({
    left: Math.min(from.x, to.x) - reach,
    top: Math.min(from.y, to.y) - reach,
    right: Math.max(from.x, to.x) + reach,
    bottom: Math.max(from.y, to.y) + reach,
  })
  if (is_empty(box)) return box
  mask.touch(box)
  const { data, width } = mask
  const across = to.x - from.x
  const down = to.y - from.y
  const length2 = across * across + down * down
  const widening = to.radius - from.radius
  const done = erase ? 0 : 255
  for (let y = box.top; y < box.bottom; y++) {
    const dy = y + 0.5 - from.y
    for (let x = box.left, at = y * width + box.left; x < box.right; x++, at++) {
      // Most of a stroke lies over itself: what is all there already needn't be measured.
      if (data[at] === done) continue
      const dx = x + 0.5 - from.x
      const along = length2 > 0 ? Math.min(1, Math.max(0, (dx * across + dy * down) / length2)) : 0
      const radius = from.radius + along * widening
      const aside = dx - along * across
      const above = dy - along * down
      const far2 = aside * aside + above * above
      const outer = radius + 0.5
      if (far2 >= outer * outer) continue
      const fall = Math.max(1, radius * softness)
      const inner = outer - fall
      let cover = 255
      if (inner < 0 || far2 > inner * inner) {
        const near = Math.min(1, (outer - Math.sqrt(far2)) / fall)
        // A hard edge is merely smoothed; a soft one eases in and out.
        cover = Math.round(255 * (softness > 0 ? near * near * (3 - 2 * near) : near))
      }
      if (erase) {
        if (data[at]! > 255 - cover) data[at] = 255 - cover
      } else if (data[at]! < cover) data[at] = cover
    }
  }
  return box
}

/// Fills what a closed line goes round, however often it crosses itself. `points` are x and y in turn.
export function fill_polygon(mask: Mask, points: ArrayLike<number>, erase: boolean): Box {
  const count = points.length >> 1
  const bounds: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (let i = 0; i < count; i++) {
    bounds.left = Math.min(bounds.left, points[2 * i]!)
    bounds.right = Math.max(bounds.right, points[2 * i]!)
    bounds.top = Math.min(bounds.top, points[2 * i + 1]!)
    bounds.bottom = Math.max(bounds.bottom, points[2 * i + 1]!)
  }
  const box = mask.within(bounds)
  if (count < 3 || is_empty(box)) return { left: 0, top: 0, right: 0, bottom: 0 }
  mask.touch(box)
  const row = new Float32Array(box.right - box.left)
  for (let y = box.top; y < box.bottom; y++) {
    row.fill(0)
    let drawn = false
    for (let line = 0; line < LINES; line++) drawn = add_line(row, box.left, points, count, y + (line + 0.5) / LINES) || drawn
    if (!drawn) continue
    const start = y * mask.width + box.left
    for (let x = 0; x < row.length; x++) {
      const cover = Math.min(255, Math.round((row[x]! * 255) / LINES))
      const at = start + x
      if (erase) {
        if (mask.data[at]! > 255 - cover) mask.data[at] = 255 - cover
      } else if (mask.data[at]! < cover) mask.data[at] = cover
    }
  }
  return box
}

/// Adds the stretches of one line that lie inside, each pixel by the share of it that they cover.
function add_line(row: Float32Array, left: number, points: ArrayLike<number>, count: number, y: number): boolean {
  const crossings: { x: number; turn: number }[] = []
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count
    const y0 = points[2 * i + 1]!
    const y1 = points[2 * j + 1]!
    if (y0 <= y === y1 <= y) continue
    const x0 = points[2 * i]!
    crossings.push({ x: x0 + ((y - y0) / (y1 - y0)) * (points[2 * j]! - x0), turn: y1 > y0 ? 1 : -1 })
  }
  crossings.sort((a, b) => a.x - b.x)
  let turns = 0
  let drawn = false
  for (let i = 0; i + 1 < crossings.length; i++) {
    turns += crossings[i]!.turn
    if (turns === 0) continue
    const from = Math.max(0, crossings[i]!.x - left)
    const to = Math.min(row.length, crossings[i + 1]!.x - left)
    if (to <= from) continue
    drawn = true
    const first = Math.floor(from)
    const last = Math.min(row.length - 1, Math.floor(to))
    if (first === last) row[first]! += to - from
    else {
      row[first]! += first + 1 - from
      for (let x = first + 1; x < last; x++) row[x]! += 1
      row[last]! += to - last
    }
  }
  return drawn
}

/// Fills whole pixels.
export function fill_box(mask: Mask, wanted: Box, erase: boolean): Box {
  const box = mask.within({ left: Math.round(wanted.left), top: Math.round(wanted.top), right: Math.round(wanted.right), bottom: Math.round(wanted.bottom) })
  if (is_empty(box)) return box
  mask.touch(box)
  for (let y = box.top; y < box.bottom; y++) mask.data.fill(erase ? 0 : 255, y * mask.width + box.left, y * mask.width + box.right)
  return box
}

export function fill_ellipse(mask: Mask, box: Box, erase: boolean): Box {
  return fill_polygon(mask, ellipse_points(box), erase)
}

function ellipse_points({ left, top, right, bottom }: Box): number[] {
  const wide = (right - left) / 2
  const high = (bottom - top) / 2
  // Enough corners that none can be seen.
  const corners = Math.min(720, Math.max(24, Math.ceil(Math.sqrt(Math.max(wide, high)) * 12)))
  return Array.from({ length: corners }, (_, i) => (2 * Math.PI * i) / corners).flatMap((turn) => [left + wide + wide * Math.cos(turn), top + high + high * Math.sin(turn)])
}

export function invert(mask: Mask): void {
  mask.touch(mask.whole)
  for (let at = 0; at < mask.data.length; at++) mask.data[at] = 255 - mask.data[at]!
}

export function clear(mask: Mask): void {
  const box = mask.extent
  if (!box) return
  mask.touch(box)
  mask.data.fill(0)
}
