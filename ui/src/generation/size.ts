/// Which sizes a model can make, and what they are called. All pure.
import type { Model } from '../api/types'

export type Choice = { id: string; width: number; height: number }

const RATIOS: [string, number, number][] = [
  ['16:9', 16, 9],
  ['9:16', 9, 16],
  ['4:3', 4, 3],
  ['3:4', 3, 4],
  ['21:9', 21, 9],
]

type Limits = Pick<Model['capabilities'], 'min_px' | 'max_px' | 'step_px'>

/// The nearest side the model can make.
export function fit_side(side: number, { min_px, max_px, step_px }: Limits): number {
  const step = Math.max(1, step_px)
  const stepped = Math.round(side / step) * step
  const least = Math.ceil(min_px / step) * step
  const most = Math.floor(max_px / step) * step
  return Math.min(most, Math.max(least, stepped))
}

export function side_fits(side: number, { min_px, max_px, step_px }: Limits): boolean {
  return Number.isInteger(side) && side >= min_px && side <= max_px && side % Math.max(1, step_px) === 0
}

export function is_free(limits: Limits): boolean {
  return limits.max_px > limits.min_px
}

/// The model's own sizes first, then the usual ratios with about a million pixels, where the model takes free sizes.
export function size_choices(capabilities: Model['capabilities']): Choice[] {
  const choices: Choice[] = capabilities.sizes.map((size) => ({ ...size }))
  if (is_free(capabilities)) {
    for (const [id, across, down] of RATIOS) {
      const unit = Math.sqrt(1_048_576 / (across * down))
      const width = fit_side(across * unit, capabilities)
      const height = fit_side(down * unit, capabilities)
      const there = choices.some((one) => Math.abs(one.width / one.height - across / down) < 0.02)
      if (!there && Math.abs(width / height - across / down) < 0.12) choices.push({ id, width, height })
    }
  }
  return choices
}

export function can_make(capabilities: Model['capabilities'], width: number, height: number): boolean {
  if (capabilities.sizes.some((size) => size.width === width && size.height === height)) return true
  return is_free(capabilities) && side_fits(width, capabilities) && side_fits(height, capabilities)
}

/// The size that comes of one at a tier the model draws itself, as the studio reckons it.
export function at_tier(capabilities: Model['capabilities'], tier: string, width: number, height: number): { width: number; height: number } {
  const thousands = /^(\d+)K$/.exec(tier)?.[1]
  if (!capabilities.native_tiers || !thousands) return { width, height }
  const px = Number(thousands) * 1024
  const most = Math.min(px * 1.5, capabilities.max_px)
  const least = capabilities.tiers[0] === tier ? capabilities.min_px : Math.min(px, capabilities.max_px)
  const longest = Math.max(width, height)
  const wanted = Math.min(most, Math.max(least, longest))
  if (wanted === longest) return { width, height }
  const side = (pixels: number) => fit_side((pixels * wanted) / longest, capabilities)
  return { width: side(width), height: side(height) }
}
