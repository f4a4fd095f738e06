/// Every brand kit of the person.
import { when_gone } from '../auth/session.svelte'
import { create_brand, delete_brand, get_brand, list_brands, update_brand, type Brand, type BrandForm } from './api'

let all = $state.raw<Brand[]>([])
let loaded = $state(false)
let under_way: Promise<void> | null = null

export const brands = {
  get all() {
    return all
  },
  get loaded() {
    return loaded
  },
  get(id: string): Brand | undefined {
    return all.find((one) => one.id === id)
  },
}

const take = (list: Brand[]): void => {
  all = list.toSorted((a, b) => a.name.localeCompare(b.name))
}

export function load_brands(): Promise<void> {
  return (under_way ??= list_brands()
    .then((list) => {
      take(list)
      loaded = true
    })
    .finally(() => (under_way = null)))
}

export const read_brand = (id: string): Promise<Brand> => get_brand(id)

export async function save_brand(id: string | null, form: BrandForm): Promise<Brand> {
  const saved = id ? await update_brand(id, form) : await create_brand(form)
  take([...all.filter((one) => one.id !== saved.id), saved])
  return saved
}

export async function remove_brand(id: string): Promise<void> {
  await delete_brand(id)
  all = all.filter((one) => one.id !== id)
}

when_gone(() => {
  all = []
  loaded = false
})
