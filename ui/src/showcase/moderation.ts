/// The moderators' work, as the server tells it.
import { api, ask } from '../api/client'
import type { AdminExhibit, ShowcaseSetting, Variant } from '../api/types'
import type { Page } from './api'

export const QUEUES = ['waiting', 'reported', 'appealed', 'live', 'down'] as const
export type Queue = (typeof QUEUES)[number]

export type Act = 'approve' | 'refuse' | 'take_down' | 'restore' | 'uphold' | 'feature' | 'unfeature' | 'dismiss'
/// Whoever's picture it is reads why.
export const SAYS_WHY: readonly Act[] = ['refuse', 'take_down', 'uphold']

export const queue_of = (search: string): Queue => QUEUES.find((one) => one === new URLSearchParams(search).get('queue')) ?? 'waiting'

/// What can be decided about these; what is possible for some of them is passed over for the others.
export function acts_for(picked: AdminExhibit[]): Act[] {
  const any = (is: (one: AdminExhibit) => boolean) => picked.some(is)
  const down = (one: AdminExhibit) => one.state === 'refused' || one.state === 'taken_down'
  const acts: [Act, boolean][] = [
    ['approve', any((one) => one.state === 'waiting')],
    ['restore', any(down)],
    ['dismiss', any((one) => one.reports > 0 && !down(one))],
    ['feature', any((one) => one.state === 'live' && !one.featured)],
    ['unfeature', any((one) => one.featured)],
    ['uphold', any((one) => one.appeal_open)],
    ['refuse', any((one) => one.state === 'waiting')],
    ['take_down', any((one) => one.state === 'live')],
  ]
  return acts.filter(([, fits]) => fits).map(([act]) => act)
}

export async function list_queue(queue: Queue, cursor: string | null): Promise<Page<AdminExhibit>> {
  return ask(api.GET('/api/v1/admin/showcase', { params: { query: { queue, ...(cursor ? { cursor } : {}) } } }))
}

export const get_setting = async (): Promise<ShowcaseSetting> => ask(api.GET('/api/v1/admin/showcase/setting'))

export async function set_setting(is_on: boolean, approve_first: boolean): Promise<ShowcaseSetting> {
  return ask(api.PUT('/api/v1/admin/showcase/setting', { body: { is_on, approve_first } }))
}

export async function decide(ids: string[], decision: Act, reason: string): Promise<number> {
  return (await ask(api.POST('/api/v1/admin/showcase/decisions', { body: { ids, decision, reason } }))).changed
}

export const queued_address = (id: string, variant: Variant): string => `/api/v1/admin/showcase/${encodeURIComponent(id)}/content?variant=${variant}`
