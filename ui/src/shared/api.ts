/// What a link shows to whoever has it. Nobody is signed in here.
import { api, ask } from '../api/client'
import type { Variant } from '../api/types'

export type SharedPicture = { id: string; width: number; height: number; placeholder: string }
export type SharedPictures = { title: string | null; studio: string; items: SharedPicture[]; next_cursor?: string | null }

type Call = (path: string, options?: unknown) => Promise<{ data?: unknown; error?: unknown; response: Response }>
const door = api as unknown as Record<'GET' | 'POST', Call>

export const get_shared = (token: string, cursor: string | null = null) =>
  ask(door.GET('/api/v1/shared/{token}', { params: { path: { token }, query: cursor ? { cursor } : {} } })) as Promise<SharedPictures>

export const open_shared = (token: string, password: string) => ask(door.POST('/api/v1/shared/{token}/open', { params: { path: { token } }, body: { password } })) as Promise<void>

export const shared_address =
  (token: string) =>
  (id: string, variant: Variant, download = false): string =>
    `/api/v1/shared/${encodeURIComponent(token)}/assets/${encodeURIComponent(id)}/content?variant=${variant}${download ? '&download=true' : ''}`
