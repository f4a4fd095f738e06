/// The wallet as it now is. The live stream keeps it so.
import { api, ask } from '../api/client'
import type { Wallet } from '../api/types'

let value = $state.raw<Wallet | null>(null)

export const wallet = {
  get value() {
    return value
  },
}

export function set_wallet(now: Wallet | null): void {
  value = now
}

export async function load_wallet(): Promise<void> {
  value = await ask(api.GET('/api/v1/wallet'))
}

/// Null takes a limit away.
export async function save_limits(monthly_cap: number | null, low_at: number | null): Promise<Wallet> {
  return ask(api.PATCH('/api/v1/wallet', { body: { monthly_cap, low_at } }))
}
