/// Characters, as the studio keeps them.
import { call, call_all } from '../api/plain'

export type CharacterPicture = { asset_id: string; width: number; height: number; placeholder: string }
export type Outfit = { id: string; name: string; description: string; asset_id: string | null }
export type Character = {
  id: string
  name: string
  description: string
  never_changes: string
  pictures: CharacterPicture[]
  outfits: Outfit[]
  created_at: string
  changed_at: string
}
export type CharacterForm = {
  id?: string
  name: string
  description: string
  never_changes: string
  pictures: string[]
  outfits: { id?: string; name: string; description: string; asset_id: string | null }[]
  consent?: true
}

export const MOST_PICTURES = 8
export const MOST_OUTFITS = 12
export const LONGEST_NAME = 60

export const list_characters = (): Promise<Character[]> => call_all<Character>('/characters')
export const get_character = (id: string): Promise<Character> => call('GET', `/characters/${encodeURIComponent(id)}`)
export const create_character = (form: CharacterForm): Promise<Character> => call('POST', '/characters', form)
export const update_character = (id: string, form: CharacterForm): Promise<Character> => call('PATCH', `/characters/${encodeURIComponent(id)}`, form)
export const delete_character = (id: string): Promise<void> => call('DELETE', `/characters/${encodeURIComponent(id)}`)
