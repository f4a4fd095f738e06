/// Strips, as the studio keeps them.
import { call, call_all } from '../api/plain'
import type { Seam, StripDocument } from './layout'

export type Strip = StripDocument & { id: string; version: number; height_px: number; created_at: string; changed_at: string }
export type { Seam, StripDocument }

export const list_strips = (): Promise<Strip[]> => call_all<Strip>('/strips')
export const get_strip = (id: string): Promise<Strip> => call('GET', `/strips/${encodeURIComponent(id)}`)
export const create_strip = (document: StripDocument & { id: string }): Promise<Strip> => call('POST', '/strips', document)
export const put_strip = (id: string, version: number, document: StripDocument): Promise<Strip> => call('PUT', `/strips/${encodeURIComponent(id)}`, { ...document, version })
export const delete_strip = (id: string): Promise<void> => call('DELETE', `/strips/${encodeURIComponent(id)}`)
