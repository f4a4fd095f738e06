/// The counts as groups with words, and the words of what is chosen.
import { offer } from '../generation/models.svelte'
import { day_name, t, t_or } from '../messages/index.svelte'
import type { Facets } from './api'
import { boards } from './boards.svelte'
import type { Filters, Loose } from './filters'

export type GroupName = 'kind' | 'model' | 'style' | 'character' | 'tag' | 'board'
export type Option = { id: string; label: string; count: number | null }
export type Group = { name: GroupName; label: string; options: Option[] }

export const kind_label = (kind: string): string => t_or(`gallery.kind_${kind}`, kind)
export const group_label = (name: GroupName): string => t_or(`gallery.by_${name}`, name)

/// The groups that have something to choose from. What is chosen stays among them even when nothing fits it.
export function facet_groups(facets: Facets, filters: Filters): Group[] {
  const groups: Group[] = [
    { name: 'kind', label: '', options: facets.kinds.map(({ kind, count }) => ({ id: kind, label: kind_label(kind), count })) },
    { name: 'model', label: '', options: facets.models.map(({ name, count }) => ({ id: name, label: offer.model_label(name), count })) },
    { name: 'style', label: '', options: facets.styles.map(({ id, count }) => ({ id, label: offer.style_label(id), count })) },
    { name: 'character', label: '', options: facets.characters.map(({ id, name, count }) => ({ id, label: name, count })) },
    { name: 'tag', label: '', options: facets.tags.map(({ name, count }) => ({ id: name, label: name, count })) },
    { name: 'board', label: '', options: facets.boards.map(({ id, name, count }) => ({ id, label: name, count })) },
  ]
  return groups
    .map((group) => {
      const chosen = filters[group.name]
      const missing = chosen && !group.options.some((one) => one.id === chosen)
      const options = missing ? [{ id: chosen, label: value_label(group.name, chosen, facets), count: 0 }, ...group.options] : group.options
      return { ...group, label: group_label(group.name), options: options.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0)) }
    })
    .filter((group) => group.options.length > 1 || filters[group.name])
}

function value_label(name: GroupName, value: string, facets: Facets | null): string {
  if (name === 'kind') return kind_label(value)
  if (name === 'model') return offer.model_label(value)
  if (name === 'style') return offer.style_label(value)
  if (name === 'character') return facets?.characters.find((one) => one.id === value)?.name ?? t('gallery.by_character')
  if (name === 'board') return boards.name(value) || facets?.boards.find((one) => one.id === value)?.name || t('gallery.by_board')
  return value
}

/// What a filter that is set is called on its chip.
export function chip_label(name: Loose, filters: Filters, facets: Facets | null): string {
  if (name === 'q') return filters.by === 'meaning' ? t('gallery.chip_meaning', { q: filters.q.trim() }) : t('gallery.chip_words', { q: filters.q.trim() })
  if (name === 'favourite') return t('gallery.favourites')
  if (name === 'from') return t('gallery.chip_from', { day: day_name(filters.from) })
  if (name === 'to') return t('gallery.chip_to', { day: day_name(filters.to) })
  return t('gallery.chip', { name: group_label(name), value: value_label(name, filters[name], facets) })
}
