/// What is said to the studio and what it answers: one's own conversation, and everybody's for those who look after them.
import { api, ask } from '../api/client'
import type { components, operations } from '../api/schema'

export type Message = components['schemas']['Message']
export type OwnConversation = components['schemas']['OwnConversation']
export type MessageRequest = components['schemas']['MessageRequest']
export type Conversation = components['schemas']['Conversation']
export type ConversationDetail = components['schemas']['ConversationDetail']
export type ConversationPage = components['schemas']['ConversationPage']
export type ConversationState = Conversation['state']
export type Colleague = components['schemas']['Colleague']
export type CannedAnswer = components['schemas']['CannedAnswer']
export type CannedRequest = components['schemas']['CannedAnswerRequest']
export type ConversationQuery = NonNullable<operations['list_admin_conversations']['parameters']['query']>

/// What the live stream tells of one's own conversation, and of all of them.
export type ConversationNews = { unread: number; last_no: number; state: ConversationState }
export type InboxNews = { waiting: number; version: number }

export const STATES: ConversationState[] = ['open', 'answered', 'closed']
export const LONGEST = 4_000

export const read_own = (before?: number): Promise<OwnConversation> => ask(api.GET('/api/v1/conversation', { params: { query: before === undefined ? {} : { before } } }))

export const say = (body: MessageRequest): Promise<Message> => ask(api.POST('/api/v1/conversation/messages', { body }))

export const have_read = (no: number): Promise<unknown> => ask(api.POST('/api/v1/conversation/read', { body: { no } }))

export const answer_me_at = (email: string | null): Promise<unknown> => ask(api.PATCH('/api/v1/conversation', { body: { email } }))

export const read_conversations = (query: ConversationQuery): Promise<ConversationPage> => ask(api.GET('/api/v1/admin/conversations', { params: { query } }))

export const read_conversation = (id: string, before?: number): Promise<ConversationDetail> =>
  ask(api.GET('/api/v1/admin/conversations/{id}', { params: { path: { id }, query: before === undefined ? {} : { before } } }))

export const answer = (id: string, body: components['schemas']['AnswerRequest']): Promise<Message> =>
  ask(api.POST('/api/v1/admin/conversations/{id}/messages', { params: { path: { id } }, body }))

export const seen = (id: string, no: number): Promise<unknown> => ask(api.POST('/api/v1/admin/conversations/{id}/read', { params: { path: { id } }, body: { no } }))

export const change = (id: string, body: components['schemas']['ConversationUpdate']): Promise<ConversationDetail> =>
  ask(api.PATCH('/api/v1/admin/conversations/{id}', { params: { path: { id } }, body }))

export const read_colleagues = async (): Promise<Colleague[]> => (await ask(api.GET('/api/v1/admin/conversation-colleagues'))).items

export const read_canned = async (): Promise<CannedAnswer[]> => (await ask(api.GET('/api/v1/admin/canned-answers'))).items

export const put_canned = (id: string | null, body: CannedRequest): Promise<CannedAnswer> =>
  id ? ask(api.PUT('/api/v1/admin/canned-answers/{id}', { params: { path: { id } }, body })) : ask(api.POST('/api/v1/admin/canned-answers', { body }))

export const drop_canned = (id: string): Promise<unknown> => ask(api.DELETE('/api/v1/admin/canned-answers/{id}', { params: { path: { id } } }))

/// A picture that came along with a message, as the studio's side is shown it.
export const shown_picture = (conversation: string, no: number): string => `/api/v1/admin/conversations/${encodeURIComponent(conversation)}/pictures/${no}?variant=thumb`
