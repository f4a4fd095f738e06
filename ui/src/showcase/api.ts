/// The showcase, as the server tells it.
import { api, ask } from '../api/client'
import type { operations } from '../api/schema'
import type { AssetShowing, Exhibit, ExhibitBrief, ExhibitKinds, OwnExhibit, Variant } from '../api/types'

export type Page<T> = { items: T[]; next_cursor: string | null }
export type Filter = { q: string; model: string; style: string; featured: boolean }
type Query = NonNullable<operations['list_exhibits']['parameters']['query']>

/// What an address asks for.
export function filter_of(search: string): Filter {
  const query = new URLSearchParams(search)
  const word = (name: string) => query.get(name)?.trim() ?? ''
  return { q: word('q'), model: word('model'), style: word('style'), featured: query.get('featured') === 'true' }
}

/// The filter as the words of an address, `?` included where there are any. Words are looked for among all.
export function search_of({ q, model, style, featured }: Filter): string {
  const words = new URLSearchParams(Object.entries({ q, model, style, featured: featured && !q ? 'true' : '' }).filter(([, value]) => value !== '')).toString()
  return words ? `?${words}` : ''
}

export async function list_exhibits({ q, model, style, featured }: Filter, cursor: string | null, limit?: number): Promise<Page<ExhibitBrief>> {
  const query: Query = { ...(q ? { q } : {}), ...(model ? { model } : {}), ...(style ? { style } : {}), ...(featured && !q ? { featured } : {}), ...(cursor ? { cursor } : {}), ...(limit ? { limit } : {}) }
  return ask(api.GET('/api/v1/showcase', { params: { query } }))
}

export const list_kinds = async (): Promise<ExhibitKinds> => ask(api.GET('/api/v1/showcase/kinds'))

export const get_exhibit = async (id: string): Promise<Exhibit> => ask(api.GET('/api/v1/showcase/{id}', { params: { path: { id } } }))

export async function report(id: string, why: string, words: string): Promise<void> {
  await ask(api.POST('/api/v1/showcase/{id}/reports', { params: { path: { id } }, body: { why, words } }))
}

export const get_showing = async (id: string): Promise<AssetShowing> => ask(api.GET('/api/v1/assets/{id}/exhibit', { params: { path: { id } } }))

export async function show(id: string, body: { name: string; title: string; shows_prompt: boolean }): Promise<AssetShowing> {
  return ask(api.PUT('/api/v1/assets/{id}/exhibit', { params: { path: { id } }, body }))
}

export async function withdraw(id: string): Promise<void> {
  await ask(api.DELETE('/api/v1/assets/{id}/exhibit', { params: { path: { id } } }))
}

export async function appeal(id: string, words: string): Promise<AssetShowing> {
  return ask(api.POST('/api/v1/assets/{id}/exhibit/appeal', { params: { path: { id } }, body: { words } }))
}

export const list_news = async (): Promise<OwnExhibit[]> => (await ask(api.GET('/api/v1/showcase/news'))).items

export async function took_note(id: string): Promise<void> {
  await ask(api.POST('/api/v1/assets/{id}/exhibit/seen', { params: { path: { id } } }))
}

export const exhibit_address = (id: string, variant: Variant): string => `/api/v1/showcase/${encodeURIComponent(id)}/content?variant=${variant}`
