/// What there is to choose from for a panel: what was made for it, newest first, and what was kept before.
import type { BookPicture } from './api'
import type { Candidate, Panel } from './types'

export function candidates_of(panel: Panel, pictures: readonly BookPicture[]): Candidate[] {
  const made = pictures.flatMap((one) => one.assets.map((asset): Candidate => ({ asset_id: asset.id, width_px: asset.width, height_px: asset.height })))
  const shown: Candidate[] = panel.art ? [{ asset_id: panel.art.asset_id, width_px: panel.art.width_px, height_px: panel.art.height_px }] : []
  const seen = new Set<string>()
  return [...made, ...panel.candidates, ...shown].filter(({ asset_id }) => !seen.has(asset_id) && !!seen.add(asset_id))
}
