/// Pictures on their way that continue a strip downwards. They are remembered, so that one that is ready after the page was left still
/// finds its strip.
import { api, ask } from '../api/client'
import { jobs, take_generation } from '../generation/jobs.svelte'
import { drop_form, keep_form, read_form } from '../kit/forms'

export type Growing = { generation_id: string; after: string; height_px: number; prompt: string }

export class Continuing {
  all = $state<Growing[]>([])
  #key: string

  constructor(strip_id: string) {
    this.#key = `strip.${strip_id}.growing`
    const kept = read_form<Growing[]>(this.#key)
    if (Array.isArray(kept)) this.all = kept.filter((one) => typeof one?.generation_id === 'string' && typeof one.after === 'string').slice(0, 20)
    for (const one of this.all) void this.#look(one.generation_id)
  }

  add(one: Growing): void {
    this.all.push(one)
    this.#keep()
  }

  drop(generation_id: string): void {
    this.all = this.all.filter((one) => one.generation_id !== generation_id)
    this.#keep()
  }

  async #look(id: string): Promise<void> {
    if (jobs.get(id)) return
    try {
      take_generation(await ask(api.GET('/api/v1/generations/{id}', { params: { path: { id } } })))
    } catch {
      // The live stream may still tell of it.
    }
  }

  #keep(): void {
    if (this.all.length) keep_form(this.#key, $state.snapshot(this.all))
    else drop_form(this.#key)
  }
}
