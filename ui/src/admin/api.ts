/// The administrators' operations, through the same door as all others.
import { api, ask } from '../api/client'
import type { AdminModel, HandState } from './types'

type Answer<T> = { data?: T; error?: unknown; response: Response }
type Call<T> = (path: string, init?: { body?: unknown; signal?: AbortSignal }) => Promise<Answer<T>>

export async function read_models(signal: AbortSignal): Promise<AdminModel[]> {
  const get = api.GET as unknown as Call<{ items: AdminModel[] }>
  return (await ask(get('/api/v1/admin/models', { signal }))).items
}

/// Says by hand how a channel stands; `seconds` only for a rest.
export async function set_channel(channel: string, state: HandState, seconds?: number): Promise<void> {
  const post = api.POST as unknown as Call<void>
  await ask(post('/api/v1/admin/channels', { body: seconds === undefined ? { channel, state } : { channel, state, seconds } }))
}
