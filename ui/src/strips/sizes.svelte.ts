/// The sizes of the pictures of a strip, read as they are needed.
import { SvelteMap } from 'svelte/reactivity'
import { api, ask, Refusal } from '../api/client'
import type { Asset } from '../api/types'
import { picture_words } from '../generation/words'
import { when_gone } from '../auth/session.svelte'

export type Known = { width: number; height: number; placeholder: string; words: string } | 'gone'

const AT_ONCE = 6
const known = new SvelteMap<string, Known>()
const waiting: string[] = []
let under_way = 0

export const known_picture = (id: string): Known | undefined => known.get(id)

export function note_picture(asset: Pick<Asset, 'id' | 'width' | 'height' | 'placeholder' | 'prompt' | 'kind'>): void {
  known.set(asset.id, { width: asset.width, height: asset.height, placeholder: asset.placeholder, words: picture_words(asset) })
}

export function look_up(ids: string[]): void {
  for (const id of ids) if (!known.has(id) && !waiting.includes(id)) waiting.push(id)
  while (under_way < AT_ONCE && waiting.length) void next(waiting.shift()!)
}

async function next(id: string): Promise<void> {
  under_way++
  try {
    const asset = await ask(api.GET('/api/v1/assets/{id}', { params: { path: { id } } }))
    if (asset.state === 'ready') note_picture(asset)
    else setTimeout(() => look_up([id]), 1500)
  } catch (problem) {
    if (problem instanceof Refusal && (problem.status === 404 || problem.status === 400)) known.set(id, 'gone')
    else setTimeout(() => look_up([id]), 3000)
  } finally {
    under_way--
    look_up([])
  }
}

when_gone(() => {
  known.clear()
  waiting.length = 0
})
