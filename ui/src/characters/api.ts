/// Characters, as the studio keeps them.
import { api, ask } from '../api/client'
import type { Character, CharacterForm } from '../api/types'

export type { Character, CharacterForm, Outfit } from '../api/types'

export const MOST_PICTURES = 8
export const MOST_OUTFITS = 12
export const LONGEST_NAME = 60

const of = (id: string) => ({ params: { path: { id } } })

export const list_characters = async (): Promise<Character[]> => (await ask(api.GET('/api/v1/characters'))).items
export const get_character = (id: string): Promise<Character> => ask(api.GET('/api/v1/characters/{id}', of(id)))
export const create_character = (form: CharacterForm): Promise<Character> => ask(api.POST('/api/v1/characters', { body: form }))
export const update_character = (id: string, form: CharacterForm): Promise<Character> => ask(api.PATCH('/api/v1/characters/{id}', { ...of(id), body: form }))
export const delete_character = (id: string) => ask(api.DELETE('/api/v1/characters/{id}', of(id)))
