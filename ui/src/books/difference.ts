/// What has moved since a page was drawn: shown at once by moving what is drawn, until the new drawing comes.
import { around, placed, same_frame } from './place'
import { key_of } from './order'
import { move_between } from './shape'
import type { Frame, Page } from './types'

export type Shift = { key: string } & ({ gone: true } | { transform: string } | { image: Frame })

const matrix = (from: Frame, to: Frame): string => {
  const [sx, sy] = [to.width / Math.max(1, from.width), to.height / Math.max(1, from.height)]
  return sx === 1 && sy === 1 ? `translate(${to.x - from.x} ${to.y - from.y})` : `matrix(${sx} 0 0 ${sy} ${to.x - from.x * sx} ${to.y - from.y * sy})`
}

/// Things that are new since, or say something else, are seen when the new drawing comes.
export function shifts(drawn: Page, now: Page): Shift[] {
  if (drawn === now) return []
  const found: Shift[] = []
  for (const kind of ['balloon', 'text'] as const) {
    const list: readonly { no: number; frame: Frame; turn?: number }[] = kind === 'balloon' ? now.balloons : now.texts
    for (const was of (kind === 'balloon' ? drawn.balloons : drawn.texts) as readonly { no: number; frame: Frame; turn?: number }[]) {
      const key = key_of({ kind, no: was.no })
      const is = list.find((one) => one.no === was.no)
      if (!is) found.push({ key, gone: true })
      else {
        const [cx, cy] = [was.frame.x + was.frame.width / 2, was.frame.y + was.frame.height / 2]
        const turned = (is.turn ?? 0) - (was.turn ?? 0)
        const parts = [same_frame(was.frame, is.frame) ? '' : matrix(was.frame, is.frame), turned ? `rotate(${turned} ${cx} ${cy})` : ''].filter(Boolean)
        if (parts.length) found.push({ key, transform: parts.join(' ') })
      }
    }
  }
  for (const was of drawn.panels) {
    const is = now.panels.find((one) => one.no === was.no)
    const key = key_of({ kind: 'panel', no: was.no })
    if (!is) found.push({ key, gone: true })
    else if (move_between(was.shape, is.shape)) {
      const { x, y } = move_between(was.shape, is.shape)!
      found.push({ key, transform: `translate(${x} ${y})` })
    } else if (is.art && was.art && is.art !== was.art && is.art.asset_id === was.art.asset_id) found.push({ key, image: placed(is.art, around(is.shape)) })
  }
  return found
}
