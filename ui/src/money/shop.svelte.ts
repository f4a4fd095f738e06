/// What this studio sells. Asked once for all places that lead to it, and again where it matters.
import type { Packs } from '../api/types'
import { read_packs } from './api'

let packs = $state.raw<Packs | null>(null)
let asking: Promise<void> | null = null

export const shop = {
  get packs() {
    return packs
  },
  /// Whether there is something to buy and a way to pay it.
  get open() {
    return !!packs?.items.length && !!packs.gateways.length
  },
}

export async function load_shop(): Promise<void> {
  packs = await read_packs()
}

/// For those who only show the way there: a failure shows none.
export function look_for_shop(): void {
  if (packs) return
  asking ??= load_shop()
    .catch(() => {})
    .finally(() => (asking = null))
}
