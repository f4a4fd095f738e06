/// The pictures of the person: the list that the gallery shows, and every picture that has been read.
import { SvelteMap } from 'svelte/reactivity'
import { api, ask } from '../api/client'
import type { Asset } from '../api/types'
import { when_gone } from '../auth/session.svelte'
import { drop_asset } from '../generation/jobs.svelte'

export type Filters = { q: string; model: string; style: string; favourite: boolean }

const by_id = new SvelteMap<string, Asset>()
let ids = $state.raw<string[]>([])
let filters = $state.raw<Filters>({ q: '', model: '', style: '', favourite: false })
let next_cursor = $state<string | null>(null)
let loaded = $state(false)
let trouble = $state(false)
let round = 0
let more_under_way: Promise<void> | null = null

export const pictures = {
  get all(): Asset[] {
    return ids.flatMap((id) => by_id.get(id) ?? [])
  },
  get ids() {
    return ids
  },
  get filters() {
    return filters
  },
  get more() {
    return next_cursor !== null
  },
  get loaded() {
    return loaded
  },
  get trouble() {
    return trouble
  },
  get(id: string) {
    return by_id.get(id)
  },
}

const LIMIT = 60

async function read(cursor: string | null, limit = LIMIT) {
  const { q, model, style, favourite } = filters
  return ask(
    api.GET('/api/v1/assets', {
      params: {
        query: {
          limit,
          ...(cursor ? { cursor } : {}),
          ...(q.trim() ? { q: q.trim() } : {}),
          ...(model ? { model } : {}),
          ...(style ? { style } : {}),
          ...(favourite ? { favourite } : {}),
        },
      },
    }),
  )
}

export async function show_pictures(wanted: Filters): Promise<void> {
  const mine = ++round
  filters = wanted
  trouble = false
  try {
    const page = await read(null)
    if (mine !== round) return
    page.items.forEach((asset) => by_id.set(asset.id, asset))
    ids = page.items.map((asset) => asset.id)
    next_cursor = page.next_cursor
    loaded = true
  } catch {
    if (mine === round) trouble = true
  }
}

export function more_pictures(): Promise<void> {
  if (!next_cursor) return Promise.resolve()
  return (more_under_way ??= (async () => {
    const mine = round
    try {
      const page = await read(next_cursor)
      if (mine !== round) return
      page.items.forEach((asset) => by_id.set(asset.id, asset))
      ids = [...ids, ...page.items.map((asset) => asset.id).filter((id) => !ids.includes(id))]
      next_cursor = page.next_cursor
    } catch {
      // The end of the list stays in sight and asks again.
    } finally {
      more_under_way = null
    }
  })())
}

/// New pictures come in at the top without disturbing what has been scrolled to.
export async function refresh_head(): Promise<void> {
  if (!loaded) return
  const mine = round
  const page = await read(null, 30)
  if (mine !== round) return
  page.items.forEach((asset) => by_id.set(asset.id, asset))
  const have = new Set(ids)
  ids = [...page.items.map((asset) => asset.id).filter((id) => !have.has(id)), ...ids]
}

export async function read_picture(id: string): Promise<Asset> {
  const asset = await ask(api.GET('/api/v1/assets/{id}', { params: { path: { id } } }))
  by_id.set(id, asset)
  return asset
}

export async function set_favourite(id: string, favourite: boolean): Promise<void> {
  const before = by_id.get(id)
  if (before) by_id.set(id, { ...before, favourite })
  try {
    by_id.set(id, await ask(api.PATCH('/api/v1/assets/{id}', { params: { path: { id } }, body: { favourite } })))
  } catch (problem) {
    if (before) by_id.set(id, before)
    throw problem
  }
}

export async function delete_picture(id: string): Promise<void> {
  await ask(api.DELETE('/api/v1/assets/{id}', { params: { path: { id } } }))
  ids = ids.filter((one) => one !== id)
  by_id.delete(id)
  drop_asset(id)
}

/// Deletes many, a few at a time; answers how many went.
export async function delete_pictures(wanted: string[]): Promise<number> {
  const waiting = [...wanted]
  let gone = 0
  const one_after_another = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await delete_picture(id)
        gone++
      } catch {
        // It stays where it is and is counted as not gone.
      }
    }
  }
  await Promise.all([1, 2, 3, 4].map(one_after_another))
  return gone
}

when_gone(clear_pictures)

function clear_pictures(): void {
  round++
  by_id.clear()
  ids = []
  next_cursor = null
  loaded = false
}
