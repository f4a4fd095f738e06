/// The configuration as it runs, and what is found in it.
import { api, ask } from '../api/client'
import type { ConfiguredSetting } from '../api/types'

export async function read_configuration(): Promise<ConfiguredSetting[]> {
  return (await ask(api.GET('/api/v1/admin/configuration'))).items
}

/// What a setting is called in the file, and in the catalogues: `listen` for `EASEL_LISTEN`.
export const key_of = (variable: string): string => variable.replace(/^EASEL_/, '').toLowerCase()

export type Shown = { /** only what somebody set */ said: boolean; words: string; /** what people read of a setting */ name: (one: ConfiguredSetting) => string }

/// What is asked for, by what it is about, in the order of the studio.
export function grouped(items: ConfiguredSetting[], { said, words, name }: Shown): [ConfiguredSetting['group'], ConfiguredSetting[]][] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<ConfiguredSetting['group'], ConfiguredSetting[]>()
  for (const one of items) {
    const text = `${name(one)} ${one.variable} ${one.value ?? ''}`.toLowerCase()
    if ((said && one.source === 'default') || !wanted.every((word) => text.includes(word))) continue
    groups.set(one.group, [...(groups.get(one.group) ?? []), one])
  }
  return [...groups]
}
