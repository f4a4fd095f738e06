/// Legal texts: those that hold, and what the person has to agree to.
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import type { MessageKey } from '../messages/keys'

export type LegalBrief = components['schemas']['LegalBrief']
export type LegalKind = LegalBrief['kind']
export type LegalReading = components['schemas']['LegalReading']
export type AdminLegalText = components['schemas']['AdminLegalText']

export const LEGAL_KINDS: LegalKind[] = ['terms', 'privacy', 'acceptable_use', 'refunds']
export const LONGEST_TEXT = 60_000

export const legal_word = {
  terms: 'legal.terms',
  privacy: 'legal.privacy',
  acceptable_use: 'legal.acceptable_use',
  refunds: 'legal.refunds',
} as const satisfies Record<LegalKind, MessageKey>

export const read_legal = async (): Promise<LegalBrief[]> => (await ask(api.GET('/api/v1/legal'))).items

export const read_text = (kind: string): Promise<LegalReading> => ask(api.GET('/api/v1/legal/{kind}', { params: { path: { kind } } }))

export const agree_to = (texts: LegalBrief[]): Promise<unknown> =>
  ask(api.POST('/api/v1/legal/agreements', { body: { items: texts.map(({ kind, version }) => ({ kind, version })) } }))

export const read_admin_legal = async (): Promise<AdminLegalText[]> => (await ask(api.GET('/api/v1/admin/legal'))).items

export const put_text = (kind: LegalKind, draft: components['schemas']['LegalDraft']) => ask(api.PUT('/api/v1/admin/legal/{kind}', { params: { path: { kind } }, body: draft }))
