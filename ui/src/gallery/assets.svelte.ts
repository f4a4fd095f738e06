/// Every picture that has been read, and what can be changed about one. Which of them hang where is the shelf's.
import { SvelteMap } from 'svelte/reactivity'
import { when_gone } from '../auth/session.svelte'
import { drop_asset } from '../generation/jobs.svelte'
import type { Asset } from '../api/types'
import { change_assets, get_asset, update_asset } from './api'
import { shelf } from './shelf.svelte'

const by_id = new SvelteMap<string, Asset>()

export const pictures = {
  get(id: string): Asset | undefined {
    return by_id.get(id)
  },
}

export function take_pictures(items: Asset[]): void {
  for (const one of items) by_id.set(one.id, one)
}

/// Lets go of pictures that are far from where anybody looks.
export function let_go(ids: string[]): void {
  for (const id of ids) by_id.delete(id)
}

/// Changes what is known of pictures without asking again.
export function note_pictures(ids: string[], change: (before: Asset) => Partial<Asset>): void {
  for (const id of ids) {
    const before = by_id.get(id)
    if (before) by_id.set(id, { ...before, ...change(before) })
  }
}

export async function read_picture(id: string): Promise<Asset> {
  const asset = await get_asset(id)
  by_id.set(id, asset)
  return asset
}

/// Changes a picture at once and asks the studio; what it refuses is undone.
async function change(id: string, body: { favourite?: boolean; tags?: string[] }): Promise<void> {
  const before = by_id.get(id)
  if (before) by_id.set(id, { ...before, ...body })
  try {
    by_id.set(id, await update_asset(id, body))
  } catch (problem) {
    if (before) by_id.set(id, before)
    throw problem
  }
}

export const set_favourite = (id: string, favourite: boolean): Promise<void> => change(id, { favourite })
export const set_tags = (id: string, tags: string[]): Promise<void> => change(id, { tags })

/// Puts pictures into the trash, from where they can be had back.
export async function trash_pictures(ids: string[]): Promise<number> {
  const { changed } = await change_assets(ids, 'trash')
  ids.forEach(drop_asset)
  shelf.remove(ids)
  return changed
}

export async function restore_pictures(ids: string[]): Promise<number> {
  const { changed } = await change_assets(ids, 'restore')
  return changed
}

when_gone(() => by_id.clear())
