/// Which pages lie open together: the cover alone, then two and two, the back alone.
import type { PageRole } from './types'

export function spreads(pages: readonly { role: PageRole }[], two: boolean): number[][] {
  if (!two) return pages.map((_, at) => [at])
  const open: number[][] = []
  let left: number | null = null
  pages.forEach(({ role }, at) => {
    if (role === 'cover' || role === 'back') {
      if (left !== null) open.push([left])
      left = null
      open.push([at])
    } else if (left === null) left = at
    else {
      open.push([left, at])
      left = null
    }
  })
  if (left !== null) open.push([left])
  return open
}

/// The spread that a page lies in.
export const spread_of = (open: readonly number[][], page: number): number => Math.max(0, open.findIndex((one) => one.includes(page)))
