/// What the person is about to ask for. Kept on every change, so that neither a reload nor an expired sign-in loses a word.
import type { Asset, Generation, GenerationRequest, Model } from '../api/types'
import { keep, read_kept } from '../kit/storage'
import { when_gone } from '../auth/session.svelte'
import { is_regional, mend_pictures, pictures_of, source_of, type Attached } from './inputs'
import { first_tier, may_have } from './locks'
import { can_make } from './size'

export type Draft = {
  /// With characters by id, as it is sent; the field shows their names.
  prompt: string
  negative_prompt: string
  model: string
  style: string | null
  width: number
  height: number
  tier: string
  quality: string
  count: number
  seed: number | null
  /// Nothing behind what is drawn; only on models that can.
  transparent: boolean
  pictures: Attached[]
  /// How much of a source is made anew, per cent.
  strength: number
  /// The size follows the source, as near as the model can; only with a source.
  size_of_source: boolean
  /// Id of the brand kit it follows.
  brand: string | null
  /// Colours it is led to without a kit, as they come with a request that is taken over.
  palette: string[]
  /// What is shown in the showcase and made them ask for this.
  origin: { id: string; title: string; by: string } | null
}

/// As much as the studio takes when nothing is said.
export const STRENGTH = 75

const KEPT = 'easel.draft'
/// As many as a kit has.
const MOST_COLOURS = 8

export const EMPTY: Draft = {
  prompt: '',
  negative_prompt: '',
  model: '',
  style: null,
  width: 1024,
  height: 1024,
  tier: '',
  quality: '',
  count: 1,
  seed: null,
  transparent: false,
  pictures: [],
  strength: STRENGTH,
  size_of_source: true,
  brand: null,
  palette: [],
  origin: null,
}

/// A kept draft may be from an older version of the studio, or damaged: what doesn't fit is replaced.
export function mend_draft(kept: unknown): Draft {
  const draft: Draft = { ...EMPTY, pictures: [], palette: [] }
  if (!kept || typeof kept !== 'object') return draft
  const from = kept as Record<string, unknown>
  for (const name of ['prompt', 'negative_prompt', 'model', 'tier', 'quality'] as const) {
    if (typeof from[name] === 'string') draft[name] = from[name]
  }
  for (const name of ['width', 'height', 'count'] as const) {
    if (Number.isInteger(from[name]) && (from[name] as number) > 0) draft[name] = from[name] as number
  }
  if (typeof from.style === 'string') draft.style = from.style
  if (typeof from.brand === 'string') draft.brand = from.brand
  if (Number.isSafeInteger(from.seed) && (from.seed as number) >= 0) draft.seed = from.seed as number
  draft.pictures = mend_pictures(from.pictures)
  if (Array.isArray(from.palette)) draft.palette = (from.palette as unknown[]).filter((one): one is string => typeof one === 'string' && /^#[0-9a-f]{6}$/i.test(one)).slice(0, MOST_COLOURS)
  if (Number.isInteger(from.strength) && (from.strength as number) >= 1 && (from.strength as number) <= 100) draft.strength = from.strength as number
  if (typeof from.transparent === 'boolean') draft.transparent = from.transparent
  draft.origin = mend_origin(from.origin)
  if (typeof from.size_of_source === 'boolean') draft.size_of_source = from.size_of_source
  return draft
}

function mend_origin(kept: unknown): Draft['origin'] {
  const { id, title, by } = (kept ?? {}) as Record<string, unknown>
  return typeof id === 'string' && typeof title === 'string' && typeof by === 'string' ? { id, title, by } : null
}

/// Brings a draft within what the model can do, touching only what it can't.
export function fit_draft(draft: Draft, model: Model): Draft {
  const can = model.capabilities
  const fitted = { ...draft, model: model.name }
  if (!can_make(can, draft.width, draft.height) && can.sizes[0]) {
    fitted.width = can.sizes[0].width
    fitted.height = can.sizes[0].height
  }
  if (!may_have(model, draft.tier)) fitted.tier = first_tier(model)
  if (!can.qualities.includes(draft.quality)) fitted.quality = can.qualities[0] ?? model.prices[0]?.quality ?? ''
  if (draft.style && !can.styles.includes(draft.style)) fitted.style = null
  fitted.count = Math.min(Math.max(1, draft.count), Math.max(1, can.max_count))
  if (!can.seed) fitted.seed = null
  if (!can.transparent) fitted.transparent = false
  return fitted
}

/// The body of a request: only what the model understands and the person asked for.
export function request_of(draft: Draft, model: Model): GenerationRequest {
  const can = model.capabilities
  const source = source_of(draft.pictures)
  const references = draft.pictures.filter((one) => one.role === 'guide').map((one) => one.id)
  return {
    model: model.name,
    prompt: draft.prompt.trim(),
    ...(can.negative_prompt && draft.negative_prompt.trim() ? { negative_prompt: draft.negative_prompt.trim() } : {}),
    style: draft.style,
    // What is put back into a picture takes that picture's size.
    ...(source && (draft.size_of_source || is_regional(source)) ? {} : { width: draft.width, height: draft.height }),
    ...(draft.tier ? { tier: draft.tier } : {}),
    ...(draft.quality ? { quality: draft.quality } : {}),
    count: draft.count,
    ...(can.seed ? { seed: draft.seed } : {}),
    ...(source ? { source: source.id, strength: draft.strength, ...region_of(source) } : {}),
    ...(references.length ? { references } : {}),
    ...(can.transparent && draft.transparent ? { transparent: true } : {}),
    ...(draft.origin ? { origin: draft.origin.id } : {}),
    ...(draft.brand ? { brand: draft.brand } : draft.palette.length && can.palette ? { palette: draft.palette.slice(0, can.palette) } : {}),
  }
}

const region_of = ({ mask, extend, feather }: Attached): Pick<GenerationRequest, 'mask' | 'extend' | 'feather'> => ({
  ...(mask ? { mask } : {}),
  ...(extend ? { extend } : {}),
  ...(feather === undefined ? {} : { feather }),
})

export const draft: Draft = $state(mend_draft(read_kept(KEPT)))

// On a shared computer the next person must not find the last one's words.
when_gone((by_choice) => {
  if (!by_choice) return
  Object.assign(draft, { ...EMPTY, pictures: [], palette: [] })
  keep(KEPT, null)
})

export function keep_draft(): void {
  keep(KEPT, $state.snapshot(draft))
}

/// The settings of a picture or a job, with a new seed.
export function settings_of(source: Asset | Generation): Omit<Draft, 'model' | 'tier' | 'quality'> & Partial<Draft> {
  const pictures = pictures_of(source)
  return {
    prompt: source.prompt_source || source.prompt,
    negative_prompt: source.negative_prompt,
    style: source.style,
    ...size_of(source),
    ...(source.model ? { model: source.model } : {}),
    ...(source.tier ? { tier: source.tier } : {}),
    ...(source.quality ? { quality: source.quality } : {}),
    count: 'count' in source ? source.count : 1,
    seed: null,
    // A picture alone tells what it was made from, but not what guided it.
    pictures,
    strength: ('strength' in source && source.strength) || STRENGTH,
    transparent: 'transparent' in source && source.transparent,
    size_of_source: pictures.some(is_regional),
    brand: ('brand' in source && source.brand) || null,
    // A kit brings its own colours.
    palette: 'palette' in source && !source.brand ? source.palette : [],
    origin: null,
  }
}

/// The size to ask for: what its model drew, where a larger one was made of that.
function size_of(source: Asset | Generation): { width: number; height: number } {
  const [width, height] = ('drawn' in source && source.drawn) || [source.width, source.height]
  return { width: width!, height: height! }
}

/// The same request as this one was, whatever it was asked with, for so many pictures.
export function request_again(job: Generation, { count, seed }: { count: number; seed: number | null }): GenerationRequest {
  const { source, mask, extend, feather, factor, references, strength, negative_prompt, palette, transparent, brand } = job
  return {
    model: job.model,
    prompt: job.prompt_source || job.prompt,
    style: job.style,
    ...size_of(job),
    tier: job.tier,
    quality: job.quality,
    count,
    seed,
    ...(negative_prompt ? { negative_prompt } : {}),
    ...(source ? { source, ...(strength ? { strength } : {}) } : {}),
    ...(mask ? { mask } : {}),
    ...(extend ? { extend } : {}),
    ...(feather === null ? {} : { feather }),
    ...(factor ? { factor } : {}),
    ...(references.length ? { references } : {}),
    ...(transparent ? { transparent } : {}),
    ...(brand ? { brand } : {}),
    ...(palette.length ? { palette } : {}),
  }
}

/// Takes over the settings of a picture or a job.
export function draft_from(source: Asset | Generation): void {
  Object.assign(draft, settings_of(source))
  keep_draft()
}
