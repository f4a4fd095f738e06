/// Looking at somebody's account: begun with a reason, read-only, told to the person.
import { api, ask, Refusal } from '../api/client'
import type { Asset, Generation, Look, OwnLook, Payment, Wallet, WalletEntry } from '../api/types'
import type { components } from '../api/schema'

type Page<T> = { items: T[]; next_cursor: string | null }
const query = (cursor: string | null) => (cursor ? { cursor } : {})
const at = (id: string) => ({ path: { id } })

/// The server says so when nobody looks at this account, or no more.
export const is_over = (problem: unknown): boolean => problem instanceof Refusal && problem.code === 'inspection_needed'

/// The look that lasts; null where there is none.
export async function read_look(id: string): Promise<Look | null> {
  try {
    return await ask(api.GET('/api/v1/admin/people/{id}/look', { params: at(id) }))
  } catch (problem) {
    if (is_over(problem)) return null
    throw problem
  }
}

export const begin_look = (id: string, reason: string): Promise<Look> => ask(api.POST('/api/v1/admin/people/{id}/look', { params: at(id), body: { reason } }))
export const end_look = (id: string): Promise<unknown> => ask(api.POST('/api/v1/admin/people/{id}/look/cancel', { params: at(id) }))

export const look_jobs = (id: string, cursor: string | null): Promise<Page<Generation>> =>
  ask(api.GET('/api/v1/admin/people/{id}/look/jobs', { params: { ...at(id), query: query(cursor) } }))
export const look_pictures = (id: string, cursor: string | null): Promise<Page<Asset>> =>
  ask(api.GET('/api/v1/admin/people/{id}/look/pictures', { params: { ...at(id), query: { limit: 60, ...query(cursor) } } }))
export const look_wallet = (id: string): Promise<Wallet> => ask(api.GET('/api/v1/admin/people/{id}/look/wallet', { params: at(id) }))
export const look_entries = (id: string, cursor: string | null): Promise<Page<WalletEntry>> =>
  ask(api.GET('/api/v1/admin/people/{id}/look/wallet/entries', { params: { ...at(id), query: query(cursor) } }))
export const look_payments = (id: string, cursor: string | null): Promise<Page<Payment>> =>
  ask(api.GET('/api/v1/admin/people/{id}/look/payments', { params: { ...at(id), query: query(cursor) } }))
export const look_words = (id: string, before: number | null): Promise<components['schemas']['OwnConversation']> =>
  ask(api.GET('/api/v1/admin/people/{id}/look/conversation', { params: { ...at(id), query: before === null ? {} : { before } } }))

/// Where a picture of an account that is looked at is: as a thumbnail, whatever is asked for.
export const thumbnail = (person: string, picture: string): string =>
  `/api/v1/admin/people/${encodeURIComponent(person)}/look/pictures/${encodeURIComponent(picture)}/content`

export const own_looks = (cursor: string | null): Promise<Page<OwnLook>> => ask(api.GET('/api/v1/me/looks', { params: { query: { limit: 10, ...query(cursor) } } }))
