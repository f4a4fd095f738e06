/// Which picture of a generation came least near to its characters. Pure.
import type { Likeness } from '../api/types'

type Liked = { likeness: Likeness[] }

const worst = (one: Liked): number => Math.min(...one.likeness.map((like) => like.percent))

/// The place of the picture furthest from its characters; -1 where there is nothing to compare.
export function weakest(pictures: Liked[]): number {
  const told = pictures.map((one, index) => ({ index, percent: worst(one) })).filter((one) => Number.isFinite(one.percent))
  if (told.length < 2) return -1
  const least = told.reduce((a, b) => (b.percent < a.percent ? b : a))
  return told.every((one) => one.percent === least.percent) ? -1 : least.index
}
