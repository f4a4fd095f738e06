/// The pictures a draft brings along: what each is for, and whether a model can take them. All pure.
import type { Extend, Model } from '../api/types'

/// To be changed, or to guide what is made.
export type Role = 'source' | 'guide'

/// Where a source changes comes along when a request is taken over: inside a mask or beyond its edges, and how softly it fades in.
export type Attached = { id: string; role: Role; mask?: string; extend?: Extend; feather?: number }

type Can = Pick<Model['capabilities'], 'references' | 'source' | 'mask'>

/// The types of file the studio reads, for the chooser and for a word before anything is sent.
export const READABLE = ['image/png', 'image/jpeg', 'image/webp']
/// What the studio takes in; a larger file is told without sending it.
export const LARGEST_BYTES = 25 * 1024 * 1024
/// How softly a change may fade in at most.
export const MOST_FEATHER_PX = 256
/// More than any model takes, so that a damaged or foreign store can't grow the draft.
const MOST = 64

export const takes_pictures = (can: Can): boolean => can.source || can.references > 0

export const guides = (pictures: Attached[]): number => pictures.filter((one) => one.role === 'guide').length

/// Whether only a part of a source is made anew.
export const is_regional = (picture: Attached): boolean => !!picture.mask || !!picture.extend

export const source_of = (pictures: Attached[]): Attached | undefined => pictures.find((one) => one.role === 'source')

/// What one more picture would be for: a guide while there is room for one, else what is to be changed. Null when there is no room.
export function role_for(pictures: Attached[], can: Can): Role | null {
  if (guides(pictures) < can.references) return 'guide'
  return can.source && !source_of(pictures) ? 'source' : null
}

/// The pictures with this one in this role. There is one source: the one before it becomes a guide where the model takes guides, else
/// it makes room.
export function with_role(pictures: Attached[], id: string, role: Role, can: Can): Attached[] {
  const others = pictures.filter((one) => one.id !== id)
  const before = role === 'source' ? source_of(others) : undefined
  const rest = before ? others.filter((one) => one !== before) : others
  const next: Attached[] = before && guides(rest) < can.references ? others.map((one) => (one === before ? { id: one.id, role: 'guide' } : one)) : rest
  const at = pictures.findIndex((one) => one.id === id)
  const mine = at >= 0 && pictures[at]!.role === role ? pictures[at]! : { id, role }
  return at < 0 || next.length < others.length ? [...next, mine] : [...next.slice(0, at), mine, ...next.slice(at)]
}

/// Why a model can't take these pictures: it takes none at all, can't change one, or takes fewer guides. Null when it can.
export function misfit(pictures: Attached[], can: Can): 'none' | 'source' | 'mask' | 'guides' | null {
  if (pictures.length === 0) return null
  if (!takes_pictures(can)) return 'none'
  const source = source_of(pictures)
  if (source && !can.source) return 'source'
  if (source && is_regional(source) && !can.mask) return 'mask'
  return guides(pictures) > can.references ? 'guides' : null
}

/// What of a kept list can be used: at most one source, no picture twice.
export function mend_pictures(kept: unknown): Attached[] {
  if (!Array.isArray(kept)) return []
  const mended: Attached[] = []
  for (const one of kept.slice(0, MOST) as Partial<Attached>[]) {
    if (typeof one?.id !== 'string' || (one.role !== 'source' && one.role !== 'guide')) continue
    if (mended.some((other) => other.id === one.id || (other.role === 'source' && one.role === 'source'))) continue
    mended.push({ id: one.id, role: one.role, ...(one.role === 'source' ? mend_region(one) : {}) })
  }
  return mended
}

const SIDES = ['left', 'top', 'right', 'bottom'] as const

/// A mask and margins exclude each other, and without either there is no edge to be soft.
function mend_region(one: Partial<Attached>): Partial<Attached> {
  const { mask, extend, feather } = one
  const grows = !!extend && typeof extend === 'object' && SIDES.every((side) => Number.isInteger(extend[side]) && extend[side] >= 0) && SIDES.some((side) => extend[side] > 0)
  const soft = Number.isInteger(feather) && feather! >= 0 && feather! <= MOST_FEATHER_PX ? { feather: feather! } : {}
  if (typeof mask === 'string') return { mask, ...soft }
  if (!grows) return {}
  const { left, top, right, bottom } = extend
  return { extend: { left, top, right, bottom, only_new: extend.only_new === true }, ...soft }
}

/// The pictures of a request that was sent before.
export function pictures_of(from: { source?: string | null; mask?: string | null; extend?: Extend | null; feather?: number | null; references?: string[] }): Attached[] {
  const { source: id, mask, extend, feather } = from
  const source = id ? [{ id, role: 'source', mask, extend, feather }] : []
  return mend_pictures([...source, ...(from.references ?? []).map((id) => ({ id, role: 'guide' }))])
}
