/// What stands in a brand kit's form, kept while it is written.
import { drop_form, keep_form, read_form } from '../kit/forms'
import { LOGO_PERCENT, MOST_COLOURS, MOST_WORDS, type Brand, type BrandForm, type Corner } from './api'
import { as_hex } from './colours'

export type Draft = Omit<BrandForm, 'id'>
export const CORNERS: Corner[] = ['none', 'top_left', 'top_right', 'bottom_left', 'bottom_right']

const empty = (): Draft => ({ name: '', palette: [], fonts: { heading: 'Fraunces', body: 'Inter' }, logo: null, logo_place: { corner: 'none', percent: 15 }, tone: '', use_words: [], avoid_words: [] })

export const draft_of = ({ name, palette, fonts, logo, logo_place, tone, use_words, avoid_words }: Brand): Draft => ({
  name,
  palette: [...palette],
  fonts: { ...fonts },
  logo,
  logo_place: { ...logo_place },
  tone,
  use_words: [...use_words],
  avoid_words: [...avoid_words],
})

/// A kept form may be from an older version of the studio, or damaged: what doesn't fit is left out.
export function mend(kept: unknown): Draft | null {
  if (!kept || typeof kept !== 'object') return null
  const from = kept as Record<string, unknown>
  const draft = empty()
  const strings = (value: unknown) => (Array.isArray(value) ? (value as unknown[]).filter((one): one is string => typeof one === 'string') : [])
  if (typeof from.name === 'string') draft.name = from.name
  if (typeof from.tone === 'string') draft.tone = from.tone
  if (typeof from.logo === 'string') draft.logo = from.logo
  draft.palette = strings(from.palette).flatMap((one) => as_hex(one) ?? []).slice(0, MOST_COLOURS)
  draft.use_words = strings(from.use_words).slice(0, MOST_WORDS)
  draft.avoid_words = strings(from.avoid_words).slice(0, MOST_WORDS)
  const fonts = from.fonts as Partial<Draft['fonts']> | undefined
  if (typeof fonts?.heading === 'string') draft.fonts.heading = fonts.heading
  if (typeof fonts?.body === 'string') draft.fonts.body = fonts.body
  const place = from.logo_place as Partial<Draft['logo_place']> | undefined
  if (CORNERS.includes(place?.corner as Corner)) draft.logo_place.corner = place!.corner!
  if (typeof place?.percent === 'number' && place.percent >= LOGO_PERCENT.least && place.percent <= LOGO_PERCENT.most) draft.logo_place.percent = place.percent
  return draft
}

export class BrandDraft {
  now = $state<Draft>(empty())
  #saved = JSON.stringify(empty())
  #key: string
  restored = $state(false)
  changed = $derived(JSON.stringify(this.now) !== this.#saved)

  constructor(id: string | null) {
    this.#key = `brand.${id ?? 'new'}`
    const kept = id === null ? mend(read_form(this.#key)) : null
    if (!kept) return
    this.now = kept
    this.restored = this.changed
  }

  begin(brand: Brand): void {
    this.#saved = JSON.stringify(draft_of(brand))
    this.now = mend(read_form(this.#key)) ?? draft_of(brand)
    this.restored = JSON.stringify(this.now) !== this.#saved
  }

  keep(): void {
    keep_form(this.#key, this.changed ? $state.snapshot(this.now) : null)
  }

  drop(): void {
    drop_form(this.#key)
  }

  undo_all(): void {
    this.now = JSON.parse(this.#saved) as Draft
    this.restored = false
    this.drop()
  }
}
