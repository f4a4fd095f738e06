/// What the gallery is narrowed to, as it stands in the address. All pure.
import type { AssetQuery, Kind } from '../api/types'

const KINDS: readonly Kind[] = ['made', 'edited', 'extended', 'upscaled', 'cut_out', 'uploaded']

export type Filters = {
  q: string
  by: 'words' | 'meaning'
  model: string
  style: string
  character: string
  board: string
  tag: string
  kind: Kind | ''
  favourite: boolean
  /// Days, both included: "2026-11-21".
  from: string
  to: string
  trashed: boolean
}

export const NO_FILTERS: Filters = { q: '', by: 'words', model: '', style: '', character: '', board: '', tag: '', kind: '', favourite: false, from: '', to: '', trashed: false }

/// What can be taken away again, one by one, in the order in which it is shown.
export const LOOSE = ['q', 'board', 'model', 'style', 'character', 'tag', 'kind', 'favourite', 'from', 'to'] as const
export type Loose = (typeof LOOSE)[number]

const LONGEST = 300

export function filters_of(search: string, trashed = false): Filters {
  const params = new URLSearchParams(search)
  const read = (name: string) => (params.get(name) ?? '').slice(0, LONGEST)
  const day = (name: string) => (is_day(read(name)) ? read(name) : '')
  return {
    ...NO_FILTERS,
    q: read('q'),
    by: read('by') === 'meaning' ? 'meaning' : 'words',
    model: read('model'),
    style: read('style'),
    character: read('character'),
    board: read('board'),
    tag: read('tag'),
    kind: KINDS.find((kind) => kind === read('kind')) ?? '',
    favourite: read('favourite') === 'true',
    from: day('from'),
    to: day('to'),
    trashed,
  }
}

export function is_day(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
}

/// As the studio is asked: only what is set.
export function query_of(filters: Filters): AssetQuery {
  const { q, by, favourite, trashed, ...names } = filters
  const query: AssetQuery = {}
  if (q.trim()) query.q = q.trim()
  if (q.trim() && by === 'meaning') query.by = by
  Object.assign(query, Object.fromEntries(Object.entries(names).filter(([, value]) => value)))
  if (favourite) query.favourite = true
  if (trashed) query.trashed = true
  return query
}

/// The address of this view. The way of searching stays in it even while nothing is searched for.
export function address_of(filters: Filters): string {
  const { trashed, ...query } = query_of(filters)
  const params = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]))
  if (filters.by === 'meaning') params.set('by', 'meaning')
  const path = trashed ? '/trash' : '/gallery'
  return params.size ? `${path}?${params}` : path
}

export const without = (filters: Filters, name: Loose): Filters => ({ ...filters, [name]: NO_FILTERS[name] })

export const active = (filters: Filters): Loose[] => LOOSE.filter((name) => (name === 'q' ? !!filters.q.trim() : !!filters[name]))

export const same_filters = (a: Filters, b: Filters): boolean => JSON.stringify(query_of(a)) === JSON.stringify(query_of(b))

/// Sorted by how near the meaning is, pictures have no order of days.
export const has_months = (filters: Filters): boolean => !(filters.q.trim() && filters.by === 'meaning')

/// The days of a month, cut to those that are asked for.
export function days_of(month: string, filters: Filters): { from: string; to: string } {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const from = `${month}-01`
  const to = `${month}-${String(last).padStart(2, '0')}`
  return { from: filters.from > from ? filters.from : from, to: filters.to && filters.to < to ? filters.to : to }
}
