/// Every character of the person, for their page, the prompt and whatever shows a prompt.
import { when_gone } from '../auth/session.svelte'
import { keep, read_kept } from '../kit/storage'
import { t } from '../messages/index.svelte'
import { create_character, delete_character, get_character, list_characters, update_character, type Character, type CharacterForm, type Outfit } from './api'
import { has_chips, marked_of, type Namer } from './mentions'

/// Names last seen, so that a prompt can be read before the list has come and after somebody is gone.
const KEPT = 'easel.names'
const MOST_NAMES = 400

let all = $state.raw<Character[]>([])
let loaded = $state(false)
let under_way: Promise<void> | null = null
let kept: Record<string, string> = {}
const read_names = read_kept<Record<string, string>>(KEPT)
if (read_names && typeof read_names === 'object') kept = read_names

export const characters = {
  get all() {
    return all
  },
  get loaded() {
    return loaded
  },
  get(id: string): Character | undefined {
    return all.find((one) => one.id === id)
  },
}

export const outfit_of = (character: Character, id: string | null): Outfit | undefined => (id ? character.outfits.find((one) => one.id === id) : undefined)

export const called = (character: Character, outfit?: Outfit): string => (outfit ? t('character.in_outfit', { name: character.name, outfit: outfit.name }) : character.name)

/// The picture a character is known by.
export const face_of = (character: Character, outfit?: Outfit): string | null => outfit?.asset_id ?? character.pictures[0]?.asset_id ?? null

/// What stands in a prompt for this id. Until the list has come nobody counts as gone.
export const name_of: Namer = (id, outfit_id) => {
  const character = characters.get(id)
  if (character) return { name: called(character, outfit_of(character, outfit_id)), known: true }
  const before = kept[outfit_id ? `${id}/${outfit_id}` : id] ?? kept[id]
  return { name: typeof before === 'string' ? before : t('character.unknown'), known: !loaded }
}

/// A prompt for reading: with names in the place of ids.
export const readable = (source: string): string => (has_chips(source) ? marked_of(source, name_of).text : source)

function take(list: Character[]): void {
  all = list.toSorted((a, b) => a.name.localeCompare(b.name))
  loaded = true
  const names = list.flatMap((one) => [[one.id, one.name] as const, ...one.outfits.map((outfit) => [`${one.id}/${outfit.id}`, called(one, outfit)] as const)])
  kept = Object.fromEntries([...Object.entries(kept).filter(([key]) => !names.some(([other]) => other === key)), ...names].slice(-MOST_NAMES))
  keep(KEPT, kept)
}

export function load_characters(): Promise<void> {
  return (under_way ??= list_characters()
    .then(take)
    .finally(() => (under_way = null)))
}

export async function read_character(id: string): Promise<Character> {
  const one = await get_character(id)
  if (loaded) take([...all.filter((other) => other.id !== id), one])
  return one
}

export async function save_character(id: string | null, form: CharacterForm): Promise<Character> {
  const saved = id ? await update_character(id, form) : await create_character(form)
  if (loaded) take([...all.filter((one) => one.id !== saved.id), saved])
  return saved
}

export async function remove_character(id: string): Promise<void> {
  await delete_character(id)
  all = all.filter((one) => one.id !== id)
}

when_gone((by_choice) => {
  all = []
  loaded = false
  if (!by_choice) return
  kept = {}
  keep(KEPT, null)
})
