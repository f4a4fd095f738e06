/// Every generation this page knows, newest first, and the requests that wait for their answer.
import { SvelteMap } from 'svelte/reactivity'
import { api, ask, Refusal, Unreachable } from '../api/client'
import type { Generation, GenerationRequest } from '../api/types'
import { session, when_gone } from '../auth/session.svelte'
import { keep, read_kept } from '../kit/storage'

export type Pending = { owner: string; body: GenerationRequest & { id: string }; at: number; trouble: boolean }

const KEPT = 'easel.pending'
const OLD_MS = 15 * 60_000

const by_id = new SvelteMap<string, Generation>()
let pending = $state.raw<Pending[]>([])
let next_cursor = $state<string | null>(null)
let loaded = $state(false)
let loading = $state(false)
/// Generations of which somebody else tells what became of them.
const untold = new Set<string>()
const listeners = new Set<(now: Generation, before: Generation | undefined) => void>()

const ordered = $derived([...by_id.values()].sort((a, b) => (a.id < b.id ? 1 : -1)))
const live = $derived(ordered.filter(is_live))

export function is_live(generation: Generation): boolean {
  return generation.state === 'queued' || generation.state === 'running'
}

export const jobs = {
  get all() {
    return ordered
  },
  get live() {
    return live
  },
  get pending() {
    return pending
  },
  get loaded() {
    return loaded
  },
  get more() {
    return next_cursor !== null
  },
  get(id: string) {
    return by_id.get(id)
  },
}

/// Takes a view in, unless a newer one is already here: answers may overtake each other.
export function take_generation(now: Generation): void {
  const before = by_id.get(now.id)
  if (before && before.version >= now.version && before.state === now.state) return
  if (before && before.version > now.version) return
  by_id.set(now.id, now)
  // The request has arrived, whichever way the news of it came.
  if (pending.some((one) => one.body.id === now.id)) forget_pending(now.id)
  if (!untold.has(now.id)) for (const hear of listeners) hear(now, before)
}

/// The news of this one is told where it was begun, and nowhere else.
export function tell_nobody(id: string): void {
  untold.add(id)
}

/// Whoever told it has gone: its news is told like any other's again.
export function tell_everybody(id: string): void {
  untold.delete(id)
}

export function when_generation_changes(hear: (now: Generation, before: Generation | undefined) => void): () => void {
  listeners.add(hear)
  return () => listeners.delete(hear)
}

export function drop_asset(asset_id: string): void {
  for (const one of by_id.values()) {
    if (one.assets.some((asset) => asset.id === asset_id)) {
      by_id.set(one.id, { ...one, assets: one.assets.filter((asset) => asset.id !== asset_id) })
    }
  }
}

export function drop_generation(id: string): void {
  by_id.delete(id)
}

export async function load_jobs(): Promise<void> {
  const page = await ask(api.GET('/api/v1/generations', { params: { query: { limit: 30 } } }))
  page.items.forEach(take_generation)
  if (!loaded) next_cursor = page.next_cursor
  loaded = true
}

export async function load_more_jobs(): Promise<void> {
  if (!next_cursor || loading) return
  loading = true
  try {
    const page = await ask(api.GET('/api/v1/generations', { params: { query: { limit: 30, cursor: next_cursor } } }))
    page.items.forEach(take_generation)
    next_cursor = page.next_cursor
  } finally {
    loading = false
  }
}

/// Reads what is running now, and asks after those we thought were running but are not among them.
export async function reread_live(): Promise<void> {
  const thought = live.map((one) => one.id)
  const page = await ask(api.GET('/api/v1/generations', { params: { query: { state: 'live', limit: 100 } } }))
  page.items.forEach(take_generation)
  const still = new Set(page.items.map((one) => one.id))
  await Promise.all(
    thought
      .filter((id) => !still.has(id))
      .map(async (id) => take_generation(await ask(api.GET('/api/v1/generations/{id}', { params: { path: { id } } })))),
  )
}

function set_pending(now: Pending[]): void {
  pending = now
  keep(KEPT, now.length ? now : null)
}

/// Sends a request under its own id. When no answer comes it stays among the pending ones, to be sent again as the same request.
export async function submit(body: GenerationRequest & { id: string }): Promise<Generation | null> {
  set_pending([{ owner: session.me?.id ?? '', body, at: Date.now(), trouble: false }, ...pending.filter((one) => one.body.id !== body.id)])
  try {
    const generation = await ask(api.POST('/api/v1/generations', { body }))
    take_generation(generation)
    forget_pending(body.id)
    return generation
  } catch (problem) {
    if (problem instanceof Unreachable) {
      set_pending(pending.map((one) => (one.body.id === body.id ? { ...one, trouble: true } : one)))
      return null
    }
    // A server that fell over may have taken the request before it fell: keep the id for another try.
    if (problem instanceof Refusal && problem.status >= 500) {
      set_pending(pending.map((one) => (one.body.id === body.id ? { ...one, trouble: true } : one)))
      return null
    }
    forget_pending(body.id)
    throw problem
  }
}

export function forget_pending(id: string): void {
  set_pending(pending.filter((one) => one.body.id !== id))
}

/// After a reload: what was sent a moment ago without an answer is sent again; older requests are let go.
export async function resume_pending(): Promise<void> {
  const kept = read_kept<Pending[]>(KEPT)
  if (!Array.isArray(kept)) return
  const fresh = kept.filter((one) => one?.body?.id && one.owner === session.me?.id && Date.now() - one.at < OLD_MS)
  set_pending(fresh.map((one) => ({ ...one, trouble: true })))
  await Promise.allSettled(fresh.map((one) => submit(one.body)))
}

export async function cancel(id: string): Promise<void> {
  take_generation(await ask(api.POST('/api/v1/generations/{id}/cancel', { params: { path: { id } } })))
}

// Requests without an answer stay in the browser's store for the one who made them, unless that one signed out.
when_gone((by_choice) => {
  by_id.clear()
  pending = []
  if (by_choice) keep(KEPT, null)
  next_cursor = null
  loaded = false
})
