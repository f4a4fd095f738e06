/// Styles as administrators write them: what is said to a model beside the prompt.
import { api, ask } from '../api/client'
import type { AdminStyle } from '../api/types'
import { available_languages } from '../messages/index.svelte'

export type { AdminStyle }
export type StyleDraft = Pick<AdminStyle, 'labels' | 'before' | 'after' | 'negative' | 'enabled' | 'sample'>

export const LONGEST_LABEL = 40
export const LONGEST_TEXT = 1000

const list = async (language?: string): Promise<AdminStyle[]> =>
  (await ask(api.GET('/api/v1/admin/styles', language ? { headers: { 'Accept-Language': language } } : {}))).items

/// With what each is called in every language, also where that comes from the studio's own words.
export async function read_styles(): Promise<AdminStyle[]> {
  const styles = await list()
  if (styles.every((one) => Object.keys(one.labels).length)) return styles
  const languages = available_languages()
  const told = await Promise.all(languages.map((language) => list(language)))
  return styles.map((style) => {
    if (Object.keys(style.labels).length) return style
    const labels = languages.map((language, at) => [language, told[at]!.find((one) => one.id === style.id)?.label ?? style.label])
    return { ...style, labels: Object.fromEntries(labels) as Record<string, string> }
  })
}

export const put_style = (id: string, draft: StyleDraft): Promise<AdminStyle> => ask(api.PUT('/api/v1/admin/styles/{style}', { params: { path: { style: id } }, body: draft }))
