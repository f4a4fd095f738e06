/// Hands what the live stream says about payments to the pages that show them, and tells the person wherever they are.
import type { Payment } from '../api/types'
import { credits } from '../auth/session.svelte'
import { toast } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { router } from '../router/router.svelte'
import { price_of } from './price'

/// Null says that something may have been missed, so that it is read again.
type Hear = (told: Payment | null) => void

const listeners = new Set<Hear>()

export function when_payment(hear: Hear): () => void {
  listeners.add(hear)
  return () => void listeners.delete(hear)
}

const HEARD = 'easel.payments.heard'

/// A stream that begins anew tells the last minutes again: what this window has heard is no news after a reload.
function heard_before({ id, state }: Payment): boolean {
  const one = `${id} ${state}`
  try {
    const heard = JSON.parse(sessionStorage.getItem(HEARD) ?? '[]') as string[]
    if (heard.includes(one)) return true
    sessionStorage.setItem(HEARD, JSON.stringify([...heard.slice(-19), one]))
  } catch {
    // Without storage it may be told twice.
  }
  return false
}

export function take_payment(told: Payment): void {
  for (const hear of listeners) hear(told)
  if (heard_before(told)) return
  const href = `/payments/${told.id}`
  if (router.page?.path === href) return
  if (told.state === 'paid') toast(t('payment.news_paid', { amount: price_of(told), credits: credits(told.credits) }), { tone: 'good', href, act: t('payment.open') })
  else if (told.state === 'rejected') toast(t('payment.news_rejected', { amount: price_of(told) }), { tone: 'bad', href, act: t('payment.open') })
}

export function missed_payments(): void {
  for (const hear of listeners) hear(null)
}
