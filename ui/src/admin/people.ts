/// People, for those who look after them.
import { api, ask } from '../api/client'
import type { Person, PersonDetail, Role } from '../api/types'

export const ROLES: Role[] = ['user', 'owner', 'finance', 'support', 'moderator']

export type Filter = { q: string; role: Role | ''; suspended: 'true' | 'false' | '' }

/// What an address asks for; words that mean nothing ask for nothing.
export function filter_of(search: string): Filter {
  const query = new URLSearchParams(search)
  const suspended = query.get('suspended')
  return {
    q: query.get('q')?.trim() ?? '',
    role: ROLES.find((one) => one === query.get('role')) ?? '',
    suspended: suspended === 'true' || suspended === 'false' ? suspended : '',
  }
}

/// The filter as the words of an address, `?` included where there are any.
export function search_of(filter: Filter): string {
  const words = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()
  return words ? `?${words}` : ''
}

export async function read_people({ q, role, suspended }: Filter, cursor: string | null): Promise<{ items: Person[]; next_cursor: string | null }> {
  const query = { ...(q ? { q } : {}), ...(role ? { role } : {}), ...(suspended ? { suspended: suspended === 'true' } : {}), ...(cursor ? { cursor } : {}) }
  return ask(api.GET('/api/v1/admin/people', { params: { query } }))
}

export async function read_person(id: string): Promise<PersonDetail> {
  return ask(api.GET('/api/v1/admin/people/{id}', { params: { path: { id } } }))
}

export async function set_role(id: string, role: Role, reason: string): Promise<PersonDetail> {
  return ask(api.POST('/api/v1/admin/people/{id}/role', { params: { path: { id } }, body: { role, reason } }))
}

export async function suspend(id: string, reason: string): Promise<PersonDetail> {
  return ask(api.POST('/api/v1/admin/people/{id}/suspend', { params: { path: { id } }, body: { reason } }))
}

export async function take_factor_off(id: string, reason: string): Promise<PersonDetail> {
  return ask(api.POST('/api/v1/admin/people/{id}/second-factor/cancel', { params: { path: { id } }, body: { reason } }))
}

export async function delete_account(id: string, reason: string): Promise<PersonDetail> {
  return ask(api.POST('/api/v1/admin/people/{id}/deletion', { params: { path: { id } }, body: { reason } }))
}

export async function keep_account(id: string, reason: string): Promise<PersonDetail> {
  return ask(api.POST('/api/v1/admin/people/{id}/deletion/cancel', { params: { path: { id } }, body: { reason } }))
}

export async function admit(id: string, reason: string): Promise<PersonDetail> {
  return ask(api.POST('/api/v1/admin/people/{id}/admit', { params: { path: { id } }, body: { reason } }))
}
