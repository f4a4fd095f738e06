/// What happened to the person, and what they want to hear of by which way.
import { api, ask } from '../api/client'
import type { components } from '../api/schema'

export type Notice = components['schemas']['Notice']
export type NoticePage = components['schemas']['NoticePage']
export type NoticeNews = { unread: number; version: number }
export type NoticeChoice = components['schemas']['NoticeChoice']
export type Push = components['schemas']['Push']
export type PushDevice = components['schemas']['PushDevice']

export const list_notices = (cursor: string | null, limit = 30): Promise<NoticePage> => ask(api.GET('/api/v1/notices', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))
export const mark_read = (id: string | null): Promise<unknown> => ask(api.POST('/api/v1/notices/readings', { body: id ? { id } : {} }))
export const say_looking = (looking: boolean): Promise<unknown> => ask(api.PUT('/api/v1/notices/looking', { body: { looking }, keepalive: true }))
export const read_choices = async (): Promise<NoticeChoice[]> => (await ask(api.GET('/api/v1/notices/choices'))).items
export const choose = async (body: components['schemas']['NoticeChoiceUpdate']): Promise<NoticeChoice[]> => (await ask(api.PATCH('/api/v1/notices/choices', { body }))).items
export const read_push = (): Promise<Push> => ask(api.GET('/api/v1/notices/push'))
export const add_device = (body: components['schemas']['PushDeviceRequest']): Promise<Push> => ask(api.POST('/api/v1/notices/push', { body }))
export const drop_device = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/notices/push/{id}', { params: { path: { id } } }))
export const unsubscribe = (token: string): Promise<{ topic: string }> => ask(api.POST('/api/v1/unsubscriptions', { body: { token } }))
