/// What the studio tells everybody for a while.
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import type { MessageKey } from '../messages/keys'

export type Announcement = components['schemas']['Announcement']
export type AdminAnnouncement = components['schemas']['AdminAnnouncement']
export type AnnouncementRequest = components['schemas']['AnnouncementRequest']
export type Tone = AdminAnnouncement['tone']
export type Audience = AdminAnnouncement['audience']
export type Standing = 'now' | 'later' | 'over'

export const TONES: Tone[] = ['info', 'warning']
export const AUDIENCES: Audience[] = ['everybody', 'signed_in', 'administrators']
export const LONGEST = 300

export const tone_word = { info: 'announce.info', warning: 'announce.warning' } as const satisfies Record<Tone, MessageKey>
export const audience_word = { everybody: 'announce.everybody', signed_in: 'announce.signed_in', administrators: 'announce.administrators' } as const satisfies Record<Audience, MessageKey>
export const standing_word = { now: 'announce.now', later: 'announce.later', over: 'announce.over' } as const satisfies Record<Standing, MessageKey>

export const read_announcements = async (): Promise<Announcement[]> => (await ask(api.GET('/api/v1/announcements'))).items

export const read_all = async (): Promise<AdminAnnouncement[]> => (await ask(api.GET('/api/v1/admin/announcements'))).items

export const put_announcement = (id: string, body: AnnouncementRequest): Promise<AdminAnnouncement> => ask(api.PUT('/api/v1/admin/announcements/{id}', { params: { path: { id } }, body }))

export const drop_announcement = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/admin/announcements/{id}', { params: { path: { id } } }))

export function standing({ from, until }: { from: string; until: string | null }, now: number): Standing {
  if (Date.parse(from) > now) return 'later'
  return until !== null && Date.parse(until) <= now ? 'over' : 'now'
}

/// A moment as a field for day and hour takes it, in the person's own time; and back.
export function to_field(iso: string | null): string {
  if (!iso) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export function from_field(value: string): string | null {
  const at = new Date(value)
  return value && !Number.isNaN(at.getTime()) ? at.toISOString() : null
}
