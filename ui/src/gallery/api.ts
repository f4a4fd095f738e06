/// What the gallery asks the studio for, in one place: pictures and their counts, boards, downloads, shares.
import { api, ask } from '../api/client'
import type { Asset } from '../api/types'
import { query_of, type Filters } from './filters'

export type Kind = 'made' | 'edited' | 'uploaded' | 'upscaled' | 'cut_out' | 'extended'
export const KINDS: Kind[] = ['made', 'edited', 'extended', 'upscaled', 'cut_out', 'uploaded']

/// A picture with everything the gallery knows about it.
export type Hung = Asset & { kind?: Kind; tags?: string[]; board_ids?: string[]; trashed_at?: string | null; purge_at?: string | null }

export type Page<T> = { items: T[]; next_cursor: string | null }

export type Facets = {
  total: number
  models: { name: string; count: number }[]
  styles: { id: string; count: number }[]
  characters: { id: string; name: string; count: number }[]
  tags: { name: string; count: number }[]
  boards: { id: string; name: string; count: number }[]
  kinds: { kind: Kind; count: number }[]
  months: { month: string; count: number }[]
  favourites: number
}

export type Board = { id: string; name: string; count: number; cover: string[]; created_at: string; changed_at: string }
export type Lineage = { parents: Hung[]; children: Hung[]; siblings: Hung[] }
export type Tells = { parameters: boolean; studio: boolean; marking: boolean; manifest: boolean }
export type Download = { id: string; url: string; bytes: number; files: number; expires_at: string }
/// The address comes once, when the link is made: the studio keeps only what it needs to know it again.
export type Share = { id: string; url?: string | null; board_id?: string | null; expires_at: string | null; has_password: boolean; created_at: string; opened: number }
export type Batch = 'trash' | 'restore' | 'delete_forever' | 'favourite' | 'unfavourite' | 'add_to_board' | 'remove_from_board' | 'add_tags' | 'remove_tags'

/// The most a batch, a download, a link and a page take at once.
export const BATCH_MOST = 1000
export const DOWNLOAD_MOST = 5000
export const SHARE_MOST = 500
export const PAGE_MOST = 200

type Options = { params?: { path?: Record<string, string>; query?: Record<string, unknown> }; body?: unknown; signal?: AbortSignal }
type Call = (path: string, options?: Options) => Promise<{ data?: unknown; error?: unknown; response: Response }>
const door = api as unknown as Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Call>
const get = <T>(path: string, options?: Options) => ask(door.GET(path, options)) as Promise<T>
const post = <T>(path: string, options?: Options) => ask(door.POST(path, options)) as Promise<T>
const patch = <T>(path: string, options?: Options) => ask(door.PATCH(path, options)) as Promise<T>
const drop = (path: string, options?: Options) => ask(door.DELETE(path, options)) as Promise<void>

export const list_assets = (filters: Filters, cursor: string | null, limit: number, signal?: AbortSignal) =>
  get<Page<Hung>>('/api/v1/assets', { params: { query: { ...query_of(filters), limit, ...(cursor ? { cursor } : {}) } }, signal })

export const get_facets = (filters: Filters, signal?: AbortSignal) => get<Facets>('/api/v1/assets/facets', { params: { query: query_of(filters) }, signal })

export const get_asset = (id: string) => get<Hung>('/api/v1/assets/{id}', { params: { path: { id } } })

export const update_asset = (id: string, body: { favourite?: boolean; tags?: string[] }) => patch<Hung>('/api/v1/assets/{id}', { params: { path: { id } }, body })

export const get_lineage = (id: string) => get<Lineage>('/api/v1/assets/{id}/lineage', { params: { path: { id } } })

export const change_assets = (ids: string[], action: Batch, more: { board_id?: string; tags?: string[] } = {}) =>
  post<{ changed: number }>('/api/v1/assets/batch', { body: { ids, action, ...more } })

export const list_boards = () => get<{ items: Board[] }>('/api/v1/boards').then((page) => page.items)
export const create_board = (id: string, name: string) => post<Board>('/api/v1/boards', { body: { id, name } })
export const rename_board = (id: string, name: string) => patch<Board>('/api/v1/boards/{id}', { params: { path: { id } }, body: { name } })
export const delete_board = (id: string) => drop('/api/v1/boards/{id}', { params: { path: { id } } })

export type Chosen = { asset_ids: string[] } | { board_id: string }

export const create_download = (chosen: Chosen, tells: Tells) => post<Download>('/api/v1/downloads', { body: { ...chosen, tells } })

/// All of them: there can only be so many.
export async function list_shares(): Promise<Share[]> {
  const all: Share[] = []
  let cursor: string | null = null
  do {
    const page: Page<Share> = await get('/api/v1/shares', { params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } } })
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor && all.length < 1000)
  return all
}
export const create_share = (chosen: Chosen, expires_at: string | null, password: string | null) =>
  post<Share>('/api/v1/shares', { body: { ...chosen, expires_at, password } })
export const revoke_share = (id: string) => drop('/api/v1/shares/{id}', { params: { path: { id } } })
