/// Files on their way into the studio for one page: a character's pictures, a logo, a strip. An id is made at once, so that the page can
/// put the picture in its place while it is still travelling.
import { SvelteMap } from 'svelte/reactivity'
import { api, ask, Refusal, Unreachable } from '../api/client'
import type { Asset } from '../api/types'
import { send_picture, type Purpose } from '../api/upload'
import { unreadable } from '../generation/pictures.svelte'
import { uuidv7 } from '../generation/uuidv7'
import { announce } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'

export type Upload = {
  name: string
  preview: string | null
  state: 'waiting' | 'sending' | 'arriving' | 'ready' | 'refused'
  share: number
  problem: string | null
  file: Blob | null
  asset: Asset | null
}

const AT_ONCE = 2
const LOOK_AGAIN_MS = 1000

export class Uploads {
  #all = new SvelteMap<string, Upload>()
  #senders = new Map<string, AbortController>()
  #onready: (asset: Asset) => void
  #purpose: Purpose

  constructor(onready: (asset: Asset) => void = () => {}, purpose: Purpose = 'picture') {
    this.#onready = onready
    this.#purpose = purpose
  }

  of(id: string): Upload | undefined {
    return this.#all.get(id)
  }

  get under_way(): boolean {
    return [...this.#all.values()].some((one) => one.state !== 'ready' && one.state !== 'refused')
  }

  get refused(): boolean {
    return [...this.#all.values()].some((one) => one.state === 'refused')
  }

  add(file: File): string {
    const id = uuidv7()
    const problem = unreadable(file)
    this.#all.set(id, { name: file.name, preview: problem ? null : URL.createObjectURL(file), state: problem ? 'refused' : 'waiting', share: 0, problem, file: problem ? null : file, asset: null })
    announce(problem ? `${file.name}: ${problem}` : t('create.picture_added', { name: file.name }))
    this.#next()
    return id
  }

  again(id: string): void {
    this.#note(id, { state: 'waiting', share: 0, problem: null })
    this.#next()
  }

  forget(id: string): void {
    this.#senders.get(id)?.abort()
    this.#senders.delete(id)
    const preview = this.#all.get(id)?.preview
    if (preview) URL.revokeObjectURL(preview)
    this.#all.delete(id)
    this.#next()
  }

  /// Waits until nothing is on its way any more. True when all are there.
  async settled(): Promise<boolean> {
    while (this.under_way) await new Promise((done) => setTimeout(done, 100))
    return !this.refused
  }

  #note(id: string, change: Partial<Upload>): void {
    const before = this.#all.get(id)
    if (before) this.#all.set(id, { ...before, ...change })
  }

  #next(): void {
    for (const [id, one] of this.#all) {
      if (this.#senders.size >= AT_ONCE) return
      if (one.state === 'waiting' && one.file) void this.#send(id, one.file)
    }
  }

  async #send(id: string, file: Blob): Promise<void> {
    const sender = new AbortController()
    this.#senders.set(id, sender)
    this.#note(id, { state: 'sending' })
    try {
      const sent = await send_picture(file, id, (share) => this.#note(id, { share }), sender.signal, this.#purpose)
      const asset = await this.#there(id, sent, sender.signal)
      if (!sender.signal.aborted) {
        this.#note(id, { state: 'ready', share: 1, file: null, asset })
        this.#onready(asset)
      }
    } catch (problem) {
      if (!sender.signal.aborted) this.#refuse(id, problem)
    } finally {
      if (this.#senders.get(id) === sender) this.#senders.delete(id)
      this.#next()
    }
  }

  async #there(id: string, sent: Asset, signal: AbortSignal): Promise<Asset> {
    let now = sent
    while (now.state === 'arriving' && !signal.aborted) {
      this.#note(id, { state: 'arriving', share: 1 })
      await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS))
      try {
        now = await ask(api.GET('/api/v1/assets/{id}', { params: { path: { id } } }))
      } catch (problem) {
        if (problem instanceof Refusal && problem.status === 404) throw new Refusal(400, { code: 'invalid_file' }, null)
        if (!(problem instanceof Unreachable)) throw problem
      }
    }
    return now
  }

  #refuse(id: string, problem: unknown): void {
    const refusal = problem instanceof Refusal ? problem : null
    const hopeless = !!refusal && [400, 413, 415, 422].includes(refusal.status)
    const text = hopeless && refusal.code !== 'too_large' ? t('create.not_readable') : refusal?.message || t('create.upload_trouble')
    this.#note(id, { state: 'refused', problem: text, ...(hopeless ? { file: null } : {}) })
    announce(`${this.#all.get(id)?.name ?? ''}: ${text}`)
  }
}
