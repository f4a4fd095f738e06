/// What hangs in the stream of Create: requests on their way, jobs under way, pictures, and what didn't work. Pure.
import type { Generation } from '../api/types'
import type { Pending } from './jobs.svelte'

type Common = { key: string; ratio: number; alone?: boolean }
export type StreamItem = Common &
  (
    | { kind: 'pending'; pending: Pending }
    | { kind: 'live'; job: Generation; index: number }
    | { kind: 'picture'; job: Generation; index: number }
    | { kind: 'failed'; job: Generation }
  )

const DAY_MS = 86_400_000

export function stream_items(jobs: Generation[], pending: Pending[], hidden: ReadonlySet<string>, narrow: boolean, now = Date.now()): StreamItem[] {
  const known = new Set(jobs.map((job) => job.id))
  const items: StreamItem[] = pending
    .filter((one) => !known.has(one.body.id))
    .map((one) => ({ kind: 'pending', key: `${one.body.id}:0`, ratio: narrow ? 1.6 : Math.max(1, (one.body.width ?? 1) / (one.body.height ?? 1)), alone: narrow, pending: one }))
  // What is being drawn comes first, then the queue in its order, then what is done, newest first.
  const rank = (job: Generation) => (job.state === 'running' ? 0 : job.state === 'queued' ? 1 : 2)
  const place = (job: Generation) => job.queue?.position ?? 0
  const ordered = jobs.toSorted((a, b) => rank(a) - rank(b) || (rank(a) === 1 ? place(a) - place(b) : 0))
  for (const job of ordered) {
    const ratio = job.width / job.height
    if (job.state === 'queued' || job.state === 'running') {
      // A place for every picture at its own shape, so that nothing moves when they arrive. On a phone only the first one speaks.
      for (let index = 0; index < Math.max(1, job.count); index++) {
        const first = index === 0
        if (job.state === 'queued' && !first) break
        items.push({ kind: 'live', key: `${job.id}:${index}`, ratio: narrow && first ? (job.state === 'queued' ? 1.9 : Math.max(ratio, 1)) : ratio, alone: narrow && first, job, index })
      }
    } else if (job.state === 'succeeded') {
      job.assets.forEach((asset, index) => items.push({ kind: 'picture', key: `${job.id}:${index}`, ratio: asset.width / asset.height, job, index }))
    } else if (job.state !== 'cancelled') {
      const old = job.finished_at !== null && now - new Date(job.finished_at).getTime() > DAY_MS
      if (!old && !hidden.has(job.id)) items.push({ kind: 'failed', key: `${job.id}:0`, ratio: narrow ? 1.45 : 1.05, alone: narrow, job })
    }
  }
  // The newest picture on a phone is the large one.
  if (narrow && items[0]?.kind === 'picture') items[0] = { ...items[0], alone: true, ratio: Math.max(items[0].ratio, 0.8) }
  return items
}
