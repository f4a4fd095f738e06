/// Buying credits: what is sold, and one's own payments.
import { api, ask } from '../api/client'
import type { ChangePreview, Gateway, Packs, Payment, PaymentPage, Plans, Receipt, ReceiptPage, Subscription, Subscriptions } from '../api/types'

export async function read_packs(): Promise<Packs> {
  return ask(api.GET('/api/v1/packs'))
}

export async function read_plans(): Promise<Plans> {
  return ask(api.GET('/api/v1/plans'))
}

/// The same id again is the same payment, so that a lost answer makes no second one.
export async function create_payment(id: string, what: { pack_id: string } | { plan_id: string }, gateway: Gateway): Promise<Payment> {
  return ask(api.POST('/api/v1/payments', { body: { id, ...what, gateway } }))
}

export async function read_payments(cursor: string | null): Promise<PaymentPage> {
  return ask(api.GET('/api/v1/payments', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
}

export async function read_payment(id: string): Promise<Payment> {
  return ask(api.GET('/api/v1/payments/{id}', { params: { path: { id } } }))
}

export async function give_utr(id: string, utr: string, note: string, screenshot_id: string | null): Promise<Payment> {
  return ask(api.POST('/api/v1/payments/{id}/utr', { params: { path: { id } }, body: { utr, ...(note ? { note } : {}), ...(screenshot_id ? { screenshot_id } : {}) } }))
}

/// Has the studio ask how a payment on the gateway's own page stands; what comes of it is told by the live stream.
export async function check_payment(id: string): Promise<Payment> {
  return ask(api.POST('/api/v1/payments/{id}/check', { params: { path: { id } } }))
}

/// The same id again is the same refund.
export async function ask_refund(payment: string, id: string, reason: string): Promise<Payment> {
  return ask(api.POST('/api/v1/payments/{id}/refunds', { params: { path: { id: payment } }, body: { id, reason } }))
}

export async function read_receipts(cursor: string | null, limit = 12): Promise<ReceiptPage> {
  return ask(api.GET('/api/v1/receipts', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))
}

/// The papers of one payment, the oldest first: its receipt, and a credit note for each time money went back.
export async function read_receipts_of(payment: string): Promise<Receipt[]> {
  const { items } = await ask(api.GET('/api/v1/receipts', { params: { query: { limit: 100, payment } } }))
  return items.toReversed()
}

export async function read_subscriptions(): Promise<Subscriptions> {
  return ask(api.GET('/api/v1/subscriptions'))
}

export async function cancel_subscription(id: string): Promise<Subscription> {
  return ask(api.POST('/api/v1/subscriptions/{id}/cancel', { params: { path: { id } } }))
}

export async function resume_subscription(id: string): Promise<Subscription> {
  return ask(api.POST('/api/v1/subscriptions/{id}/resume', { params: { path: { id } } }))
}

export async function cancel_payment(id: string): Promise<Payment> {
  return ask(api.POST('/api/v1/payments/{id}/cancel', { params: { path: { id } } }))
}

export async function redeem(code: string): Promise<number> {
  return (await ask(api.POST('/api/v1/redemptions', { body: { code } }))).credits
}

export const qr_address = (id: string): string => `/api/v1/payments/${encodeURIComponent(id)}/qr`

/// What a change of a plan that renews by itself would cost now, and when it would begin.
export async function preview_change(id: string, plan_id: string): Promise<ChangePreview> {
  return ask(api.GET('/api/v1/subscriptions/{id}/preview', { params: { path: { id }, query: { plan_id } } }))
}

export async function change_plan(id: string, plan_id: string): Promise<Subscription> {
  return ask(api.POST('/api/v1/subscriptions/{id}/change', { params: { path: { id } }, body: { plan_id } }))
}

/// The gateway's own page with cards and invoices; it opens for a few minutes.
export async function open_portal(id: string): Promise<string> {
  return (await ask(api.POST('/api/v1/subscriptions/{id}/portal', { params: { path: { id } } }))).url
}

export const receipt_address = (no: number): string => `/api/v1/receipts/${no}/pdf`
