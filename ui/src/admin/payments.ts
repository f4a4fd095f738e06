/// What administrators do about payments, refunds and redeem codes.
import { api, ask } from '../api/client'
import type { AdminPayment, AdminPaymentPage, AdminRefund, AdminRefundPage, Payment, RedeemBatch, RedeemBatchPage, RedeemBatchRequest, Refund, StatementMatches } from '../api/types'

export async function read_admin_payments(state: Payment['state'], cursor: string | null, signal: AbortSignal): Promise<AdminPaymentPage> {
  return ask(api.GET('/api/v1/admin/payments', { params: { query: { state, limit: 30, ...(cursor ? { cursor } : {}) } }, signal }))
}

export async function approve(id: string): Promise<AdminPayment> {
  return ask(api.POST('/api/v1/admin/payments/{id}/approve', { params: { path: { id } } }))
}

export async function reject(id: string, reason: string): Promise<AdminPayment> {
  return ask(api.POST('/api/v1/admin/payments/{id}/reject', { params: { path: { id } }, body: { reason } }))
}

export async function free_utr(id: string, reason: string): Promise<AdminPayment> {
  return ask(api.POST('/api/v1/admin/payments/{id}/free-utr', { params: { path: { id } }, body: { reason } }))
}

export const screenshot_address = (id: string): string => `/api/v1/admin/payments/${encodeURIComponent(id)}/screenshot`

/// Which lines of a bank's statement are about payments that wait. Nothing is decided by it, and nothing is kept.
export async function match_statement(text: string): Promise<StatementMatches> {
  return ask(api.POST('/api/v1/admin/statements', { body: text, bodySerializer: (body: string) => body, headers: { 'Content-Type': 'text/csv' } }))
}

export async function read_refunds(state: Refund['state'], cursor: string | null): Promise<AdminRefundPage> {
  return ask(api.GET('/api/v1/admin/refunds', { params: { query: { state, limit: 20, ...(cursor ? { cursor } : {}) } } }))
}

export async function approve_refund(id: string): Promise<AdminRefund> {
  return ask(api.POST('/api/v1/admin/refunds/{id}/approve', { params: { path: { id } } }))
}

export async function reject_refund(id: string, reason: string): Promise<AdminRefund> {
  return ask(api.POST('/api/v1/admin/refunds/{id}/reject', { params: { path: { id } }, body: { reason } }))
}

/// The money was sent by hand.
export async function close_refund(id: string, reference: string): Promise<AdminRefund> {
  return ask(api.POST('/api/v1/admin/refunds/{id}/close', { params: { path: { id } }, body: { reference } }))
}

export async function read_batches(cursor: string | null): Promise<RedeemBatchPage> {
  return ask(api.GET('/api/v1/admin/redeem-batches', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
}

/// The codes are in this answer and nowhere else.
export async function create_batch(body: RedeemBatchRequest): Promise<RedeemBatch> {
  return ask(api.POST('/api/v1/admin/redeem-batches', { body }))
}
