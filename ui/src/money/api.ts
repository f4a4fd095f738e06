/// Buying credits: what is sold, and one's own payments.
import { api, ask } from '../api/client'
import type { Gateway, Packs, Payment, PaymentPage } from '../api/types'

export async function read_packs(): Promise<Packs> {
  return ask(api.GET('/api/v1/packs'))
}

/// The same id again is the same payment, so that a lost answer makes no second one.
export async function create_payment(id: string, pack_id: string, gateway: Gateway): Promise<Payment> {
  return ask(api.POST('/api/v1/payments', { body: { id, pack_id, gateway } }))
}

export async function read_payments(cursor: string | null): Promise<PaymentPage> {
  return ask(api.GET('/api/v1/payments', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
}

export async function read_payment(id: string): Promise<Payment> {
  return ask(api.GET('/api/v1/payments/{id}', { params: { path: { id } } }))
}

export async function give_utr(id: string, utr: string, note: string): Promise<Payment> {
  return ask(api.POST('/api/v1/payments/{id}/utr', { params: { path: { id } }, body: { utr, ...(note ? { note } : {}) } }))
}

export async function cancel_payment(id: string): Promise<Payment> {
  return ask(api.POST('/api/v1/payments/{id}/cancel', { params: { path: { id } } }))
}

export async function redeem(code: string): Promise<number> {
  return (await ask(api.POST('/api/v1/redemptions', { body: { code } }))).credits
}

export const qr_address = (id: string): string => `/api/v1/payments/${encodeURIComponent(id)}/qr`
