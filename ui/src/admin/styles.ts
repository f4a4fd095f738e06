/// Styles as administrators write them: what is said to a model beside the prompt.
import { api, ask } from '../api/client'
import type { AdminStyle } from '../api/types'
import { in_every_language } from '../messages/index.svelte'

export type { AdminStyle }
export type StyleDraft = Pick<AdminStyle, 'labels' | 'before' | 'after' | 'negative' | 'enabled' | 'sample'>

export const LONGEST_LABEL = 40
export const LONGEST_TEXT = 1000

/// With what each is called in every language, also where nobody wrote that and it comes from the studio's own words.
export async function read_styles(): Promise<AdminStyle[]> {
  const { items } = await ask(api.GET('/api/v1/admin/styles'))
  return Promise.all(items.map(async (style) => (Object.keys(style.labels).length ? style : { ...style, labels: await in_every_language('style', style.id) })))
}

export const put_style = (id: string, draft: StyleDraft): Promise<AdminStyle> => ask(api.PUT('/api/v1/admin/styles/{style}', { params: { path: { style: id } }, body: draft }))
