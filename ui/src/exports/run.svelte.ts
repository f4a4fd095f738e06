/// One export from the wish to the file: sent, watched until it is there, fetched by the browser.
import { Refusal, Unreachable } from '../api/client'
import { uuidv7 } from '../generation/uuidv7'
import { announce } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { create_export, get_export, type Export, type ExportRequest } from './api'
import { when_export } from './news'

const LOOK_AGAIN_MS = 900

export class ExportRun {
  now = $state.raw<Export | null>(null)
  problem = $state<string | null>(null)
  asking = $state(false)
  #timer: ReturnType<typeof setTimeout> | undefined
  #stop_hearing: () => void
  #gone = false

  constructor() {
    this.#stop_hearing = when_export((told) => {
      if (told.id === this.now?.id) this.#take(told)
    })
  }

  get under_way(): boolean {
    return this.asking || this.now?.state === 'queued' || this.now?.state === 'running'
  }

  async begin(request: ExportRequest): Promise<void> {
    if (this.under_way) return
    this.problem = null
    this.now = null
    this.asking = true
    try {
      this.#take(await create_export({ ...request, id: uuidv7() }))
    } catch (problem) {
      this.#say(problem instanceof Refusal && problem.message ? problem.message : t('export.trouble'))
    } finally {
      this.asking = false
    }
  }

  forget(): void {
    clearTimeout(this.#timer)
    this.now = null
    this.problem = null
  }

  end(): void {
    this.#gone = true
    clearTimeout(this.#timer)
    this.#stop_hearing()
  }

  #take(now: Export): void {
    clearTimeout(this.#timer)
    if (this.#gone) return
    this.now = now
    if (now.state === 'failed') this.#say(now.error?.message || t('export.failed'))
    else if (now.state === 'ready') announce(t('export.ready'))
    else this.#timer = setTimeout(() => void this.#look(now.id), LOOK_AGAIN_MS)
  }

  async #look(id: string): Promise<void> {
    try {
      const now = await get_export(id)
      if (this.now?.id === id) this.#take(now)
    } catch (problem) {
      // Whoever is away for a moment is asked again.
      if (problem instanceof Unreachable) this.#timer = setTimeout(() => void this.#look(id), LOOK_AGAIN_MS * 3)
      else this.#say(problem instanceof Refusal && problem.message ? problem.message : t('export.failed'))
    }
  }

  #say(text: string): void {
    this.problem = text
    announce(text)
  }
}
