/// What this studio sells. Asked once for all places that lead to it, and again where it matters.
import type { Packs, Plans } from '../api/types'
import { read_packs, read_plans } from './api'

let packs = $state.raw<Packs | null>(null)
let plans = $state.raw<Plans | null>(null)
let asking: Promise<void> | null = null

export const shop = {
  get packs() {
    return packs
  },
  get plans() {
    return plans
  },
  /// Whether there is something to buy and a way to pay it.
  get open() {
    return (!!packs?.items.length && !!packs.gateways.length) || shop.has_plans
  },
  get has_plans() {
    return !!plans?.items.length && !!plans.gateways.length
  },
}

export async function load_shop(): Promise<void> {
  ;[packs, plans] = await Promise.all([read_packs(), read_plans()])
}

/// For those who only show the way there: a failure shows none.
export function look_for_shop(): void {
  if (packs) return
  asking ??= load_shop()
    .catch(() => {})
    .finally(() => (asking = null))
}
