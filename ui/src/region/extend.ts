/// Making a picture larger: how much comes on each side. All pure.
import type { Size } from './view'

export type Margins = { left: number; top: number; right: number; bottom: number }
export type Side = keyof Margins

/// The largest picture that can come of it: pixels a side, and in all.
export const SIDE_MAX = 8192
export const PIXELS_MAX = 32 * 1024 * 1024

export const NONE: Margins = { left: 0, top: 0, right: 0, bottom: 0 }
export const SIDES: Side[] = ['left', 'top', 'right', 'bottom']
export const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'] as const

export const extended = ({ width, height }: Size, { left, top, right, bottom }: Margins): Size => ({ width: width + left + right, height: height + top + bottom })

export const is_none = (margins: Margins): boolean => SIDES.every((side) => margins[side] === 0)

/// A margin as it may be: whole, and not so large that the picture gets larger than can be made.
export function with_margin(size: Size, margins: Margins, side: Side, wanted: number): Margins {
  const across = side === 'left' || side === 'right'
  const { width, height } = extended(size, { ...margins, [side]: 0 })
  const longest = Math.min(SIDE_MAX, Math.floor(PIXELS_MAX / (across ? height : width)))
  const room = Math.max(0, longest - (across ? width : height))
  return { ...margins, [side]: Math.max(0, Math.min(Math.round(wanted) || 0, room)) }
}

/// The margins that bring a picture to a ratio by growing alone, the same on both sides.
export function to_ratio({ width, height }: Size, ratio: number): Margins {
  const wide = Math.max(width, Math.round(height * ratio))
  const high = Math.max(height, Math.round(width / ratio))
  // Only one side grows; the other is there already.
  const more_wide = width / height < ratio ? wide - width : 0
  const more_high = width / height > ratio ? high - height : 0
  return { left: Math.floor(more_wide / 2), right: Math.ceil(more_wide / 2), top: Math.floor(more_high / 2), bottom: Math.ceil(more_high / 2) }
}

export function ratio_of(name: string): number {
  const [across, down] = name.split(':').map(Number)
  return across! / down!
}

/// Whether a picture can become this large.
export function fits(size: Size, margins: Margins): boolean {
  const { width, height } = extended(size, margins)
  return Math.max(width, height) <= SIDE_MAX && width * height <= PIXELS_MAX
}

/// Whether it is larger than the model draws, so that what is added has to be enlarged.
export function is_enlarged(size: Size, margins: Margins, longest: number): boolean {
  const { width, height } = extended(size, margins)
  return Math.max(width, height) > longest
}

/// What of kept margins can be used.
export function mend_margins(kept: unknown): Margins {
  const from = (kept ?? {}) as Partial<Record<Side, unknown>>
  const mended = { ...NONE }
  for (const side of SIDES) if (Number.isInteger(from[side]) && (from[side] as number) > 0 && (from[side] as number) <= SIDE_MAX) mended[side] = from[side] as number
  return mended
}
