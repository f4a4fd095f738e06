/// The audit log, for those who may read it.
import { api, ask } from '../api/client'
import type { AuditEntry } from '../api/types'

export type Filter = { who: string; action: string; about: string; from: string; until: string }

const FIELDS = ['who', 'action', 'about', 'from', 'until'] as const
const DAY = /^\d{4}-\d{2}-\d{2}$/

/// What an address asks for; days that are none ask for nothing.
export function filter_of(search: string): Filter {
  const query = new URLSearchParams(search)
  const word = (name: (typeof FIELDS)[number]) => query.get(name)?.trim() ?? ''
  const day = (name: 'from' | 'until') => (DAY.test(word(name)) ? word(name) : '')
  return { who: word('who'), action: word('action'), about: word('about'), from: day('from'), until: day('until') }
}

/// The filter as the words of an address, `?` included where there are any.
export function search_of(filter: Filter): string {
  const words = new URLSearchParams(FIELDS.filter((name) => filter[name]).map((name): [string, string] => [name, filter[name]])).toString()
  return words ? `?${words}` : ''
}

export async function read_audit(filter: Filter, cursor: string | null): Promise<{ items: AuditEntry[]; next_cursor: string | null }> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
  return ask(api.GET('/api/v1/admin/audit', { params: { query: { ...given, ...(cursor ? { cursor } : {}) } } }))
}

export type Change = { name: string; before: string; after: string }

function members(text: string | null): Map<string, string> | null {
  if (!text?.startsWith('{')) return null
  try {
    const said = (value: unknown) => (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value, null, 1))
    return new Map(Object.entries(JSON.parse(text) as Record<string, unknown>).map(([name, value]) => [name, said(value)]))
  } catch {
    return null
  }
}

/// What changed, one by one: of documents only what differs, and how many of their members don't.
export function changes_of({ before, after }: Pick<AuditEntry, 'before' | 'after'>): { changes: Change[]; same: number } {
  const [was, is] = [members(before), members(after)]
  if (!was && !is) return { changes: before === null && after === null ? [] : [{ name: '', before: before ?? '', after: after ?? '' }], same: 0 }
  if ((before !== null && !was) || (after !== null && !is)) return { changes: [{ name: '', before: before ?? '', after: after ?? '' }], same: 0 }
  const names = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])]
  const all = names.map((name) => ({ name, before: was?.get(name) ?? '', after: is?.get(name) ?? '' }))
  const changes = all.filter((one) => one.before !== one.after)
  return { changes, same: all.length - changes.length }
}
