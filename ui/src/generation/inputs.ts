/// The pictures a draft brings along: what each is for, and whether a model can take them. All pure.
import type { Model } from '../api/types'

/// To be changed, or to guide what is made.
export type Role = 'source' | 'guide'

/// `mask` says where a source changes; it comes along when a request is taken over.
export type Attached = { id: string; role: Role; mask?: string }

type Can = Pick<Model['capabilities'], 'references' | 'source' | 'mask'>

/// The types of file the studio reads, for the chooser and for a word before anything is sent.
export const READABLE = ['image/png', 'image/jpeg', 'image/webp']
/// What the studio takes in; a larger file is told without sending it.
export const LARGEST_BYTES = 25 * 1024 * 1024
/// More than any model takes, so that a damaged or foreign store can't grow the draft.
const MOST = 64

export const takes_pictures = (can: Can): boolean => can.source || can.references > 0

export const guides = (pictures: Attached[]): number => pictures.filter((one) => one.role === 'guide').length

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
  if (source?.mask && !can.mask) return 'mask'
  return guides(pictures) > can.references ? 'guides' : null
}

/// What of a kept list can be used: at most one source, no picture twice.
export function mend_pictures(kept: unknown): Attached[] {
  if (!Array.isArray(kept)) return []
  const mended: Attached[] = []
  for (const one of kept.slice(0, MOST) as Partial<Attached>[]) {
    if (typeof one?.id !== 'string' || (one.role !== 'source' && one.role !== 'guide')) continue
    if (mended.some((other) => other.id === one.id || (other.role === 'source' && one.role === 'source'))) continue
    mended.push({ id: one.id, role: one.role, ...(one.role === 'source' && typeof one.mask === 'string' ? { mask: one.mask } : {}) })
  }
  return mended
}

/// The pictures of a request that was sent before.
export function pictures_of(from: { source?: string | null; mask?: string | null; references?: string[] }): Attached[] {
  const source: Attached[] = from.source ? [{ id: from.source, role: 'source', ...(from.mask ? { mask: from.mask } : {}) }] : []
  return mend_pictures([...source, ...(from.references ?? []).map((id) => ({ id, role: 'guide' }))])
}
