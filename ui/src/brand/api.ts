/// Brand kits, as the studio keeps them.
import { call, call_all } from '../api/plain'

export type Corner = 'none' | 'top_left' | 'top_right' | 'bottom_left' | 'bottom_right'
export type Brand = {
  id: string
  name: string
  palette: string[]
  fonts: { heading: string; body: string }
  logo: string | null
  logo_place: { corner: Corner; percent: number }
  tone: string
  use_words: string[]
  avoid_words: string[]
  created_at: string
  changed_at: string
}
export type BrandForm = Omit<Brand, 'id' | 'created_at' | 'changed_at'> & { id?: string }

export const MOST_COLOURS = 8
export const LONGEST_NAME = 60
export const LONGEST_TONE = 400
export const MOST_WORDS = 40
export const LONGEST_WORD = 60
export const LOGO_PERCENT = { least: 5, most: 40 }

export const list_brands = (): Promise<Brand[]> => call_all<Brand>('/brands')
export const get_brand = (id: string): Promise<Brand> => call('GET', `/brands/${encodeURIComponent(id)}`)
export const create_brand = (form: BrandForm): Promise<Brand> => call('POST', '/brands', form)
export const update_brand = (id: string, form: BrandForm): Promise<Brand> => call('PATCH', `/brands/${encodeURIComponent(id)}`, form)
export const delete_brand = (id: string): Promise<void> => call('DELETE', `/brands/${encodeURIComponent(id)}`)
