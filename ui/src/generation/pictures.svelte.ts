/// The pictures that are added to the draft: on their way to the studio, there, or refused, and what a person can do with each.
import { SvelteMap } from 'svelte/reactivity'
import { api, ask, Refusal, Unreachable } from '../api/client'
import type { Asset } from '../api/types'
import { send_picture } from '../api/upload'
import { when_gone } from '../auth/session.svelte'
import { announce } from '../kit/toasts.svelte'
import { bytes, t } from '../messages/index.svelte'
import { draft } from './draft.svelte'
import { LARGEST_BYTES, READABLE, source_of, with_role, type Role } from './inputs'
import { uuidv7 } from './uuidv7'

export type Arrival = {
  name: string
  /// The file itself, shown until the studio has a thumbnail. Null for what came from elsewhere.
  preview: string | null
  state: 'waiting' | 'sending' | 'arriving' | 'ready' | 'refused'
  /// From 0 to 1, while sending.
  share: number
  problem: string | null
  /// The file, kept while sending it again may help.
  file: Blob | null
}

type Can = Parameters<typeof with_role>[3]

/// Sent side by side, so that a slow line still moves and the studio's door stays free for others.
const AT_ONCE = 2
const LOOK_AGAIN_MS = 1200

const arrivals = new SvelteMap<string, Arrival>()
const senders = new Map<string, AbortController>()

export const arrival_of = (id: string): Arrival | undefined => arrivals.get(id)

/// Whether a picture of the draft is still on its way, and whether one will not come.
export const pictures = {
  get under_way(): boolean {
    return draft.pictures.some((one) => ['waiting', 'sending', 'arriving'].includes(arrivals.get(one.id)?.state ?? ''))
  },
  get refused(): boolean {
    return draft.pictures.some((one) => arrivals.get(one.id)?.state === 'refused')
  },
}

function note(id: string, change: Partial<Arrival>): void {
  const before = arrivals.get(id)
  if (before) arrivals.set(id, { ...before, ...change })
}

/// Adds a file in this role and begins to send it. What can't be a picture is told at once, without sending it.
export function add_file(file: File, role: Role): void {
  const id = uuidv7()
  const problem = unreadable(file)
  arrivals.set(id, {
    name: file.name,
    preview: problem ? null : URL.createObjectURL(file),
    state: problem ? 'refused' : 'waiting',
    share: 0,
    problem,
    file: problem ? null : file,
  })
  put(id, role)
  announce(problem ? `${file.name}: ${problem}` : t('create.picture_added', { name: file.name }))
  send_next()
}

/// Why this file can't be a picture here.
export function unreadable(file: File): string | null {
  if (!READABLE.includes(file.type)) return t('create.not_readable')
  if (file.size > LARGEST_BYTES) return t('create.too_large', { size: bytes(file.size), most: bytes(LARGEST_BYTES) })
  return file.size === 0 ? t('create.not_readable') : null
}

function put(id: string, role: Role): void {
  if (role === 'source') draft.size_of_source = true
  draft.pictures = [...draft.pictures, { id, role }]
}

/// Gives a picture of the studio a role in the draft.
export function use_picture(id: string, role: Role, can: Can): void {
  // A picture that asks to be changed keeps its own shape, unless another size is chosen afterwards.
  if (role === 'source' && source_of(draft.pictures)?.id !== id) draft.size_of_source = true
  draft.pictures = with_role(draft.pictures, id, role, can)
  forget_strangers()
}

export function remove_picture(id: string): void {
  draft.pictures = draft.pictures.filter((one) => one.id !== id)
  forget_strangers()
  send_next()
}

/// Lets go of what no longer belongs to the draft: the sending is called off, the memory of the file given back.
export function forget_strangers(): void {
  for (const [id, arrival] of arrivals) {
    if (draft.pictures.some((one) => one.id === id)) continue
    senders.get(id)?.abort()
    senders.delete(id)
    if (arrival.preview) URL.revokeObjectURL(arrival.preview)
    arrivals.delete(id)
  }
}

export function send_again(id: string): void {
  note(id, { state: 'waiting', share: 0, problem: null })
  send_next()
}

function send_next(): void {
  for (const { id } of draft.pictures) {
    if (senders.size >= AT_ONCE) return
    const arrival = arrivals.get(id)
    if (arrival?.state === 'waiting' && arrival.file) void send(id, arrival.file)
  }
}

async function send(id: string, file: Blob): Promise<void> {
  const sender = new AbortController()
  senders.set(id, sender)
  note(id, { state: 'sending' })
  try {
    await settle(id, await send_picture(file, id, (share) => note(id, { share }), sender.signal), () => sender.signal.aborted)
  } catch (problem) {
    if (!sender.signal.aborted) refuse(id, problem)
  } finally {
    if (senders.get(id) === sender) senders.delete(id)
    send_next()
  }
}

/// Waits until the studio has looked inside the file.
async function settle(id: string, asset: Asset, given_up: () => boolean): Promise<void> {
  let now = asset
  while (now.state === 'arriving') {
    note(id, { state: 'arriving', share: 1 })
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS))
    if (given_up()) return
    try {
      now = await ask(api.GET('/api/v1/assets/{id}', { params: { path: { id } } }))
    } catch (problem) {
      if (problem instanceof Refusal && problem.status === 404) return refuse(id, new Refusal(400, { code: 'invalid_file' }, null))
      // Whoever is away for a moment is asked again.
      if (!(problem instanceof Unreachable)) throw problem
    }
  }
  note(id, { state: 'ready', share: 1, file: null })
}

/// Says at the picture why it can't be used, and keeps its file where sending it again may help.
function refuse(id: string, problem: unknown): void {
  const refusal = problem instanceof Refusal ? problem : null
  const hopeless = !!refusal && (refusal.status === 400 || refusal.status === 413 || refusal.status === 415 || refusal.status === 422)
  const text = hopeless && refusal.code !== 'too_large' ? t('create.not_readable') : (refusal?.message || t('create.upload_trouble'))
  const preview = arrivals.get(id)?.preview
  if (hopeless && preview) URL.revokeObjectURL(preview)
  note(id, { state: 'refused', problem: text, ...(hopeless ? { file: null, preview: null } : {}) })
  announce(`${arrivals.get(id)?.name ?? ''}: ${text}`)
}

/// After a reload: looks whether every picture of the kept draft is there. One whose file was still here only is gone with the page.
export async function look_for_pictures(): Promise<void> {
  await Promise.all(
    draft.pictures
      .filter(({ id }) => !arrivals.has(id))
      .map(async ({ id }) => {
        arrivals.set(id, { name: '', preview: null, state: 'arriving', share: 1, problem: null, file: null })
        try {
          await settle(id, await ask(api.GET('/api/v1/assets/{id}', { params: { path: { id } } })), () => !arrivals.has(id))
        } catch (problem) {
          if (problem instanceof Refusal && (problem.status === 404 || problem.status === 400)) note(id, { state: 'refused', problem: t('create.picture_gone') })
          // Whether it is there will show when it is used.
          else note(id, { state: 'ready' })
        }
      }),
  )
}

/// Waits until no picture of the draft is on its way any more. True when all are there.
export async function pictures_there(): Promise<boolean> {
  while (pictures.under_way) await new Promise((done) => setTimeout(done, 100))
  return !pictures.refused
}

// What was being sent belongs to whoever was here. The draft itself decides whether it stays.
when_gone((by_choice) => {
  if (by_choice) {
    draft.pictures = []
    forget_strangers()
  }
})
