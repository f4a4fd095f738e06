/// What people asked for, for those who help them.
import { api, ask } from '../api/client'
import type { AdminJob, AdminJobDetail } from '../api/types'

export const STATES = ['open', 'queued', 'running', 'succeeded', 'failed', 'rejected', 'cancelled'] as const
export type Filter = { q: string; state: (typeof STATES)[number] | ''; model: string }

/// What an address asks for; words that mean nothing ask for nothing.
export function filter_of(search: string): Filter {
  const query = new URLSearchParams(search)
  return { q: query.get('q')?.trim() ?? '', state: STATES.find((one) => one === query.get('state')) ?? '', model: query.get('model')?.trim() ?? '' }
}

/// The filter as the words of an address, `?` included where there are any.
export function search_of(filter: Filter): string {
  const words = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()
  return words ? `?${words}` : ''
}

export async function read_jobs(filter: Filter, cursor: string | null): Promise<{ items: AdminJob[]; next_cursor: string | null }> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
  return ask(api.GET('/api/v1/admin/jobs', { params: { query: { ...given, ...(cursor ? { cursor } : {}) } } }))
}

export async function read_job(id: string): Promise<AdminJobDetail> {
  return ask(api.GET('/api/v1/admin/jobs/{id}', { params: { path: { id } } }))
}

export async function cancel_job(id: string, reason: string): Promise<AdminJobDetail> {
  return ask(api.POST('/api/v1/admin/jobs/{id}/cancel', { params: { path: { id } }, body: { reason } }))
}

export async function retry_job(id: string): Promise<AdminJobDetail> {
  return ask(api.POST('/api/v1/admin/jobs/{id}/retry', { params: { path: { id } } }))
}

/// Who is on the badge: bad for what needs somebody, good for what went well.
export function tone_of(state: AdminJob['state']): 'good' | 'bad' | 'accent' | 'plain' {
  if (state === 'succeeded') return 'good'
  if (state === 'failed') return 'bad'
  return state === 'running' ? 'accent' : 'plain'
}
