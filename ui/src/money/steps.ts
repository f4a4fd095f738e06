/// How far a payment is, as three steps: paid, its number given, approved.
import type { Payment } from '../api/types'

export type Step = { key: 'pay' | 'number' | 'approval'; standing: 'done' | 'now' | 'later' }

/// Null where the payment ended without credits, so that no step is the next one.
export function steps_of(state: Payment['state']): Step[] | null {
  const at = { created: 0, pending: 2, paid: 3, refunded: 3, disputed: null, rejected: null, expired: null, cancelled: null }[state]
  if (at === null) return null
  // Whether somebody has paid is not known before the number is given: both are to be done.
  return (['pay', 'number', 'approval'] as const).map((key, i) => ({ key, standing: i < at ? 'done' : i === at ? 'now' : 'later' }))
}
