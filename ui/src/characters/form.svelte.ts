/// What stands in a character's form: kept while it is written, compared with what is saved, and made into what is sent.
import { drop_form, keep_form, read_form } from '../kit/forms'
import { uuidv7 } from '../generation/uuidv7'
import { MOST_OUTFITS, MOST_PICTURES, type Character, type CharacterForm } from './api'

export type OutfitDraft = { id: string; name: string; description: string; asset_id: string | null }
export type Draft = { name: string; description: string; never_changes: string; pictures: string[]; outfits: OutfitDraft[] }

const EMPTY: Draft = { name: '', description: '', never_changes: '', pictures: [], outfits: [] }

export function draft_of(character: Character): Draft {
  return {
    name: character.name,
    description: character.description,
    never_changes: character.never_changes,
    pictures: character.pictures.map((one) => one.asset_id),
    outfits: character.outfits.map((one) => ({ ...one })),
  }
}

/// A kept form may be from an older version of the studio, or damaged: what doesn't fit is left out.
export function mend(kept: unknown): Draft | null {
  if (!kept || typeof kept !== 'object') return null
  const from = kept as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const list = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [])
  return {
    name: text(from.name),
    description: text(from.description),
    never_changes: text(from.never_changes),
    pictures: [...new Set(list(from.pictures).filter((one): one is string => typeof one === 'string'))].slice(0, MOST_PICTURES),
    outfits: list(from.outfits)
      .filter((one): one is Record<string, unknown> => !!one && typeof one === 'object')
      .map((one) => ({ id: text(one.id) || uuidv7(), name: text(one.name), description: text(one.description), asset_id: text(one.asset_id) || null }))
      .slice(0, MOST_OUTFITS),
  }
}

export class CharacterDraft {
  now = $state<Draft>({ ...EMPTY, pictures: [], outfits: [] })
  #saved = JSON.stringify(EMPTY)
  #key: string
  /// Whether what stands there was kept from before.
  restored = $state(false)
  changed = $derived(JSON.stringify(this.now) !== this.#saved)

  constructor(id: string | null) {
    this.#key = `character.${id ?? 'new'}`
    const kept = id === null ? mend(read_form(this.#key)) : null
    if (!kept) return
    this.now = kept
    this.restored = this.changed
  }

  /// Takes in what is saved, under what was kept of an unsaved form.
  begin(character: Character): void {
    this.#saved = JSON.stringify(draft_of(character))
    const kept = mend(read_form(this.#key))
    this.now = kept ?? draft_of(character)
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

  request(): CharacterForm {
    const { name, description, never_changes, pictures, outfits } = $state.snapshot(this.now)
    return {
      name: name.trim(),
      description: description.trim(),
      never_changes: never_changes.trim(),
      pictures,
      // An outfit nobody wrote anything about is none.
      outfits: outfits.filter((one) => one.name.trim() || one.description.trim() || one.asset_id).map((one) => ({ ...one, name: one.name.trim(), description: one.description.trim() })),
    }
  }
}
