/// What a link shows to whoever has it. Nobody is signed in here.
import { api, ask } from '../api/client'
import type { Variant } from '../api/types'

export const get_shared = (token: string) => ask(api.GET('/api/v1/shared/{token}', { params: { path: { token } } }))
export type SharedPicture = Awaited<ReturnType<typeof get_shared>>['items'][number]

export const open_shared = (token: string, password: string) => ask(api.POST('/api/v1/shared/{token}/open', { params: { path: { token } }, body: { password } }))

export const shared_address =
  (token: string) =>
  (id: string, variant: Variant, download = false): string =>
    `/api/v1/shared/${encodeURIComponent(token)}/assets/${encodeURIComponent(id)}/content?variant=${variant}${download ? '&download=true' : ''}`
