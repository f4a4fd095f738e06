/// How exhibits are spoken of.
import { t } from '../messages/index.svelte'

type Named = { title: string; by: string }

/// What stands for the picture where it can't be seen.
export const alt_of = ({ title, by }: Named): string => (title ? t('showcase.alt', { title, name: by }) : t('showcase.alt_untitled', { name: by }))

export const title_of = ({ title }: { title: string }): string => title || t('showcase.untitled')

/// What something was made after.
export const after_words = (origin: Named): string => t('showcase.remixing', { title: title_of(origin), name: origin.by })

export const WHYS = ['sexual', 'violence', 'hate', 'person', 'rights', 'other'] as const
