/// Brand kits, as the studio keeps them.
import { api, ask } from '../api/client'
import type { Brand, BrandForm } from '../api/types'

export type { Brand, BrandForm }
export type Corner = Brand['logo_place']['corner']

export const MOST_COLOURS = 8
export const LONGEST_NAME = 60
export const LONGEST_TONE = 400
export const MOST_WORDS = 40
export const LONGEST_WORD = 60
export const LOGO_PERCENT = { least: 5, most: 40 }

const of = (id: string) => ({ params: { path: { id } } })

export const list_brands = async (): Promise<Brand[]> => (await ask(api.GET('/api/v1/brands'))).items
export const get_brand = (id: string): Promise<Brand> => ask(api.GET('/api/v1/brands/{id}', of(id)))
export const create_brand = (form: BrandForm): Promise<Brand> => ask(api.POST('/api/v1/brands', { body: form }))
/// What is left out of a change stays: only an empty logo takes one away.
export const update_brand = (id: string, form: BrandForm): Promise<Brand> => ask(api.PATCH('/api/v1/brands/{id}', { ...of(id), body: { ...form, logo: form.logo ?? '' } }))
export const delete_brand = (id: string) => ask(api.DELETE('/api/v1/brands/{id}', of(id)))
