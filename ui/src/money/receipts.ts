/// The papers of one payment: its receipt, and a credit note for each time money went back.
import type { Receipt } from '../api/types'
import { read_receipts } from './api'

/// Payments are looked at when they are young: their papers are among the newest.
const LOOKED_THROUGH = 5

export async function receipts_of(payment: string): Promise<Receipt[]> {
  const found: Receipt[] = []
  let cursor: string | null = null
  for (let page = 0; page < LOOKED_THROUGH; page++) {
    const { items, next_cursor } = await read_receipts(cursor, 100)
    found.push(...items.filter((one) => one.payment_id === payment))
    cursor = next_cursor
    // The receipt itself is the oldest of them.
    if (!cursor || found.some((one) => one.kind === 'receipt')) break
  }
  return found.sort((a, b) => a.no - b.no)
}
