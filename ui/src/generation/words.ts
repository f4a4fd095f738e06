/// Words for the names that come from outside: qualities, stages, sizes.
import type { Generation, Kind } from '../api/types'
import { t, t_or } from '../messages/index.svelte'

export const quality_label = (id: string): string => t_or(`create.quality_${id}`, id)

export const stage_label = (id: string | null): string => (id ? t_or(`create.stage.${id}`, t('create.stage.drawing')) : t('create.stage.waiting'))

/// What the generator says besides the picture; a code of a newer studio is left out.
export const notes = (codes: string[]): string[] => [...new Set(codes)].map((code) => t_or(`create.notes.${code}`, '')).filter(Boolean)

export function size_label(id: string, width: number, height: number): string {
  if (id === 'square') return t('create.square')
  if (id === 'portrait') return t('create.portrait')
  if (id === 'landscape') return t('create.landscape')
  return /^\d+:\d+$/.test(id) ? id : id || `${width} × ${height}`
}

export function short_time(ms: number, language: string): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : [Math.round(seconds / 60), 'minute']
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value as number)
}

/// What a picture is called: by the words it was made of, by what a tool did, or that somebody added it.
export const picture_words = ({ prompt, kind }: { prompt: string; kind: Kind }): string => prompt || (kind === 'uploaded' || kind === 'made' ? t('picture.added') : t_or(`gallery.kind_${kind}`, kind))

/// The same of a request. Only a tool is asked without words: one that enlarges, or the one that cuts out.
export const job_words = ({ prompt, factor }: Pick<Generation, 'prompt' | 'factor'>): string => prompt || (factor ? t('gallery.kind_upscaled') : t('gallery.kind_cut_out'))
