/// What administrators do about payments and redeem codes.
import { api, ask } from '../api/client'
import type { AdminPayment, AdminPaymentPage, Payment, RedeemBatch, RedeemBatchPage, RedeemBatchRequest } from '../api/types'

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

export async function read_batches(cursor: string | null): Promise<RedeemBatchPage> {
  return ask(api.GET('/api/v1/admin/redeem-batches', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
}

/// The codes are in this answer and nowhere else.
export async function create_batch(body: RedeemBatchRequest): Promise<RedeemBatch> {
  return ask(api.POST('/api/v1/admin/redeem-batches', { body }))
}
