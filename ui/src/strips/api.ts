/// Strips, as the studio keeps them.
import { api, ask, every } from '../api/client'
import type { Strip } from '../api/types'
import type { Seam, StripDocument } from './layout'

export type { Seam, Strip, StripDocument }

const of = (id: string) => ({ params: { path: { id } } })

export const list_strips = (): Promise<Strip[]> => every((cursor) => ask(api.GET('/api/v1/strips', { params: { query: { limit: 100, ...cursor } } })), 500)
export const get_strip = (id: string): Promise<Strip> => ask(api.GET('/api/v1/strips/{id}', of(id)))
export const create_strip = (document: StripDocument & { id: string }): Promise<Strip> => ask(api.POST('/api/v1/strips', { body: document }))
export const put_strip = (id: string, version: number, document: StripDocument): Promise<Strip> => ask(api.PUT('/api/v1/strips/{id}', { ...of(id), body: { ...document, version } }))
export const delete_strip = (id: string) => ask(api.DELETE('/api/v1/strips/{id}', of(id)))
