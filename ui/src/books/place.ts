/// Where things lie on a page. Everything in whole hundredths of a millimetre, and the same as where the studio draws it.
import type { Art, BookFormat, Frame, Point } from './types'

export const around = (shape: readonly Point[]): Frame => {
  const xs = shape.map((one) => one.x)
  const ys = shape.map((one) => one.y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

export const centre = ({ x, y, width, height }: Frame): Point => ({ x: x + Math.trunc(width / 2), y: y + Math.trunc(height / 2) })
export const same_frame = (one: Frame, two: Frame): boolean => one.x === two.x && one.y === two.y && one.width === two.width && one.height === two.height
export const within = (frame: Frame, { x, y }: Point): boolean => x >= frame.x && y >= frame.y && x <= frame.x + frame.width && y <= frame.y + frame.height

/// What a panel, a balloon or a text may reach to.
export const printed = ({ width, height, bleed }: BookFormat): Frame => ({ x: -bleed, y: -bleed, width: width + 2 * bleed, height: height + 2 * bleed })

/// How large the whole picture is in its frame, and how much of it stands over.
function extent(art: Art, frame: Frame) {
  const [width, height] = [Math.max(1, frame.width), Math.max(1, frame.height)]
  const [w_px, h_px] = [Math.max(1, art.width_px), Math.max(1, art.height_px)]
  // The side that is short of covering decides.
  const [w, h] = width * h_px > height * w_px ? [width, Math.max(height, Math.floor((width * h_px) / w_px))] : [Math.max(width, Math.floor((height * w_px) / h_px)), height]
  const zoom = Math.max(1000, art.zoom)
  const [across, down] = [Math.trunc((w * zoom) / 1000), Math.trunc((h * zoom) / 1000)]
  return { width: across, height: down, slack_x: across - width, slack_y: down - height }
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/// Where the whole picture lies when it is shown in this frame. It never leaves a part of the frame empty.
export function placed(art: Art, frame: Frame): Frame {
  const { width, height, slack_x, slack_y } = extent(art, frame)
  const at = (slack: number, moved: number) => clamp(Math.trunc(-slack / 2) + moved, -slack, 0)
  return { x: frame.x + at(slack_x, art.dx), y: frame.y + at(slack_y, art.dy), width, height }
}

/// The art with nothing in its moves that the clamp takes away again: the next move begins where the picture is seen.
export function settled(art: Art, frame: Frame): Art {
  const at = placed(art, frame)
  const { slack_x, slack_y } = extent(art, frame)
  const [dx, dy] = [at.x - frame.x - Math.trunc(-slack_x / 2) || 0, at.y - frame.y - Math.trunc(-slack_y / 2) || 0]
  return dx === art.dx && dy === art.dy ? art : { ...art, dx, dy }
}

/// Nearer or further, with what lies under this place of the page staying there.
export function art_zoomed(art: Art, frame: Frame, zoom: number, at: Point = centre(frame)): Art {
  const before = placed(art, frame)
  const next = { ...art, zoom: clamp(Math.round(zoom), 1000, 20_000) }
  const { width, height, slack_x, slack_y } = extent(next, frame)
  const x = at.x - ((at.x - before.x) * width) / before.width
  const y = at.y - ((at.y - before.y) * height) / before.height
  return settled({ ...next, dx: Math.round(x - frame.x) - Math.trunc(-slack_x / 2), dy: Math.round(y - frame.y) - Math.trunc(-slack_y / 2) }, frame)
}

export const art_moved = (art: Art, frame: Frame, dx: number, dy: number): Art => settled({ ...art, dx: art.dx + Math.round(dx), dy: art.dy + Math.round(dy) }, frame)

/// Whether a place lies in a panel. Its corners go clockwise without a dent.
export function inside(shape: readonly Point[], at: Point): boolean {
  return shape.every((from, i) => {
    const to = shape[(i + 1) % shape.length]!
    return (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x) >= 0
  })
}

/// The frame pushed back onto what is printed, as large as it was where that fits.
export function on_page(frame: Frame, format: BookFormat): Frame {
  const paper = printed(format)
  const width = clamp(Math.round(frame.width), 300, paper.width)
  const height = clamp(Math.round(frame.height), 300, paper.height)
  return { width, height, x: clamp(Math.round(frame.x), paper.x, paper.x + paper.width - width), y: clamp(Math.round(frame.y), paper.y, paper.y + paper.height - height) }
}

export function point_on_page({ x, y }: Point, format: BookFormat): Point {
  const paper = printed(format)
  return { x: clamp(Math.round(x), paper.x, paper.x + paper.width), y: clamp(Math.round(y), paper.y, paper.y + paper.height) }
}

export type Corner = 'nw' | 'ne' | 'se' | 'sw'

/// The frame with one corner moved, the one across from it staying where it is.
export function resized(frame: Frame, corner: Corner, to: Point, format: BookFormat, least = 300): Frame {
  const at = point_on_page(to, format)
  const [left, top] = [frame.x, frame.y]
  const [right, foot] = [frame.x + frame.width, frame.y + frame.height]
  const west = corner === 'nw' || corner === 'sw'
  const north = corner === 'nw' || corner === 'ne'
  const x = west ? Math.min(at.x, right - least) : left
  const y = north ? Math.min(at.y, foot - least) : top
  return { x, y, width: west ? right - x : Math.max(least, at.x - left), height: north ? foot - y : Math.max(least, at.y - top) }
}
