/// Who is in a prompt, and how many of a model's reference pictures they take. All pure.
import type { Character } from './api'
import type { Marked } from './mentions'
import { plain_names } from './mentions'

export type Part = { id: string; name: string; pictures: number; described: boolean }
export type Shared = Part & { used: number }

/// Everybody named in a prompt, once each, in the order they come.
export function cast_of(marked: Marked, all: Character[]): Part[] {
  const named = [...marked.mentions, ...plain_names(marked, all)].sort((a, b) => a.start - b.start)
  const parts = new Map<string, Part>()
  for (const { id, outfit } of named) {
    const one = all.find((other) => other.id === id)
    if (!one) continue
    const worn = outfit ? one.outfits.find((other) => other.id === outfit) : undefined
    const shown = new Set(one.pictures.map((picture) => picture.asset_id))
    if (worn?.asset_id) shown.add(worn.asset_id)
    const before = parts.get(id)
    parts.set(id, { id, name: one.name, pictures: Math.max(shown.size, before?.pictures ?? 0), described: !!one.description || !!worn || !!before?.described })
  }
  return [...parts.values()]
}

/// Deals the places out in turn, so that everybody has one before anybody has two.
export function share_places(parts: Part[], room: number): Shared[] {
  const shared = parts.map((one) => ({ ...one, used: 0 }))
  let left = Math.max(0, room)
  for (let round = 1; left > 0; round++) {
    const waiting = shared.filter((one) => one.pictures >= round)
    if (!waiting.length) break
    for (const one of waiting.slice(0, left)) one.used++
    left -= Math.min(left, waiting.length)
  }
  return shared
}

/// Whether a model that takes no pictures would know nothing of somebody.
export const unseen = (parts: Part[]): Part[] => parts.filter((one) => !one.described)

/// Whether somebody with pictures would find no place for even one of them.
export const left_out = (shared: Shared[]): Shared[] => shared.filter((one) => one.pictures > 0 && one.used === 0)
