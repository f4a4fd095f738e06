/// The administrators' operations, through the same door as all others.
import { api, ask } from '../api/client'
import type { AdminModel, ChannelTest, LentWorker, MadeLentWorker } from '../api/types'

export type HandState = 'active' | 'draining' | 'resting'

export async function read_models(signal: AbortSignal): Promise<AdminModel[]> {
  return (await ask(api.GET('/api/v1/admin/models', { signal }))).items
}

/// Says by hand how a channel stands; `seconds` only for a rest, `reason` for the studio's log.
export async function set_channel(channel: string, state: HandState, { seconds, reason }: { seconds?: number; reason?: string } = {}): Promise<void> {
  await ask(api.POST('/api/v1/admin/channels', { body: { channel, state, ...(seconds === undefined ? {} : { seconds }), ...(reason ? { reason } : {}) } }))
}

/// Has one small picture made through exactly this channel.
export async function begin_test(id: string, model: string, channel: string, prompt: string): Promise<ChannelTest> {
  return ask(api.POST('/api/v1/admin/channel-tests', { body: { id, model, channel, prompt } }))
}

export async function read_test(id: string): Promise<ChannelTest> {
  return ask(api.GET('/api/v1/admin/channel-tests/{id}', { params: { path: { id } } }))
}

export async function read_workers(): Promise<LentWorker[]> {
  return (await ask(api.GET('/api/v1/admin/worker-tokens'))).items
}

/// The token is in this answer and nowhere else.
export async function create_worker(name: string): Promise<MadeLentWorker> {
  return ask(api.POST('/api/v1/admin/worker-tokens', { body: { name } }))
}

export async function end_worker(id: string): Promise<void> {
  await ask(api.DELETE('/api/v1/admin/worker-tokens/{id}', { params: { path: { id } } }))
}
