/// Making a picture larger: how much comes on each side. All pure.
import type { Size } from './view'

export type Margins = { left: number; top: number; right: number; bottom: number }
export type Side = keyof Margins
/// The longest and shortest side a model makes.
export type Limits = { min_px: number; max_px: number }

export const NONE: Margins = { left: 0, top: 0, right: 0, bottom: 0 }
export const SIDES: Side[] = ['left', 'top', 'right', 'bottom']
export const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'] as const

export const extended = ({ width, height }: Size, { left, top, right, bottom }: Margins): Size => ({ width: width + left + right, height: height + top + bottom })

export const is_none = (margins: Margins): boolean => SIDES.every((side) => margins[side] === 0)

/// A margin as it may be: whole, and not so large that the picture gets larger than the model makes.
export function with_margin(size: Size, margins: Margins, side: Side, wanted: number, { max_px }: Limits): Margins {
  const across = side === 'left' || side === 'right'
  const other = margins[{ left: 'right', right: 'left', top: 'bottom', bottom: 'top' }[side] as Side]
  const room = max_px - (across ? size.width : size.height) - other
  return { ...margins, [side]: Math.max(0, Math.min(Math.round(wanted) || 0, Math.max(0, room))) }
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

/// Why a picture can't become this large: a side longer than the model makes, or one shorter.
export function misfit(size: Size, margins: Margins, { min_px, max_px }: Limits): 'long' | 'short' | null {
  const { width, height } = extended(size, margins)
  if (Math.max(width, height) > max_px) return 'long'
  return Math.min(width, height) < min_px ? 'short' : null
}

/// What of kept margins can be used.
export function mend_margins(kept: unknown): Margins {
  const from = (kept ?? {}) as Partial<Record<Side, unknown>>
  const mended = { ...NONE }
  for (const side of SIDES) if (Number.isInteger(from[side]) && (from[side] as number) > 0 && (from[side] as number) <= 16_384) mended[side] = from[side] as number
  return mended
}
