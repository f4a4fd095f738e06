/// What the gallery asks the studio for, in one place: pictures and their counts, boards, downloads, shares.
import { api, ask, every } from '../api/client'
import type { Asset, AssetPage, BatchRequest, Board, Facets } from '../api/types'
import { query_of, type Filters } from './filters'

export type { AssetPage, Board, Download, Facets, Lineage, Share } from '../api/types'
export type Batch = BatchRequest['action']
/// What a file may tell about its picture.
export type Tells = { parameters: boolean; studio: boolean; marking: boolean; manifest: boolean }

/// The most a batch, a download, a link and a page take at once.
export const BATCH_MOST = 1000
export const DOWNLOAD_MOST = 5000
export const SHARE_MOST = 500
export const PAGE_MOST = 200

const of = (id: string) => ({ params: { path: { id } } })

export const list_assets = (filters: Filters, cursor: string | null, limit: number, signal?: AbortSignal): Promise<AssetPage> =>
  ask(api.GET('/api/v1/assets', { params: { query: { ...query_of(filters), limit, ...(cursor ? { cursor } : {}) } }, signal }))

export const get_facets = (filters: Filters, signal?: AbortSignal): Promise<Facets> => ask(api.GET('/api/v1/assets/facets', { params: { query: query_of(filters) }, signal }))

export const get_asset = (id: string): Promise<Asset> => ask(api.GET('/api/v1/assets/{id}', of(id)))

export const update_asset = (id: string, body: { favourite?: boolean; tags?: string[] }): Promise<Asset> => ask(api.PATCH('/api/v1/assets/{id}', { ...of(id), body }))

export const get_lineage = (id: string) => ask(api.GET('/api/v1/assets/{id}/lineage', of(id)))

export const change_assets = (ids: string[], action: Batch, more: { board_id?: string; tags?: string[] } = {}) =>
  ask(api.POST('/api/v1/assets/batch', { body: { ids, action, ...more } }))

export const list_boards = (): Promise<Board[]> => ask(api.GET('/api/v1/boards')).then((page) => page.items)
export const create_board = (id: string, name: string) => ask(api.POST('/api/v1/boards', { body: { id, name } }))
export const rename_board = (id: string, name: string) => ask(api.PATCH('/api/v1/boards/{id}', { ...of(id), body: { name } }))
export const delete_board = (id: string) => ask(api.DELETE('/api/v1/boards/{id}', of(id)))

export type Chosen = { asset_ids: string[] } | { board_id: string }

export function create_download(chosen: Chosen, tells: Tells) {
  // Not in the document of every studio: one that doesn't know it gives the files as they are.
  const body = { ...chosen, tells }
  return ask(api.POST('/api/v1/downloads', { body }))
}

/// All of them: there can only be so many.
export const list_shares = () => every((cursor) => ask(api.GET('/api/v1/shares', { params: { query: { limit: 100, ...cursor } } })), 1000)
export const create_share = (chosen: Chosen, expires_at: string | null, password: string | null) => ask(api.POST('/api/v1/shares', { body: { ...chosen, expires_at, password } }))
export const revoke_share = (id: string) => ask(api.DELETE('/api/v1/shares/{id}', of(id)))
