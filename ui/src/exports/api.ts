/// Files that take a while to make: strips and sets of formats.
import { call } from '../api/plain'

export type Export = {
  id: string
  kind: 'strip' | 'formats'
  state: 'queued' | 'running' | 'ready' | 'failed'
  /// From 0 to 1.
  progress: number
  name: string
  bytes: number | null
  url: string | null
  error: { code: string; message: string } | string | null
  created_at: string
  expires_at: string | null
}
export type ExportRequest =
  | { id?: string; kind: 'strip'; strip_id: string; format: 'png' | 'jpeg' | 'slices'; slice_width_px?: number; slice_height_px?: number }
  | { id?: string; kind: 'formats'; asset_id: string; formats: string[]; brand?: string }
export type Format = { id: string; label: string; width: number; height: number; safe: { top: number; right: number; bottom: number; left: number } }

export const create_export = (request: ExportRequest): Promise<Export> => call('POST', '/exports', request)
export const get_export = (id: string): Promise<Export> => call('GET', `/exports/${encodeURIComponent(id)}`)
export const list_formats = async (): Promise<Format[]> => {
  const answer = await call<Format[] | { items: Format[] }>('GET', '/formats')
  return Array.isArray(answer) ? answer : answer.items
}
