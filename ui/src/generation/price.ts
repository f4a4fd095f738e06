/// What a request would cost by the model's own price list. The server's quote has the last word.
import type { Model } from '../api/types'

export function price(model: Model, tier: string, quality: string, count: number): number | null {
  const line =
    model.prices.find((one) => one.tier === tier && one.quality === quality) ??
    // A model without levels has one line, whatever its name.
    (model.prices.length === 1 ? model.prices[0] : undefined)
  return line ? line.credits * count : null
}
