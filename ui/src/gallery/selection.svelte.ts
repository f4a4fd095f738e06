/// Which pictures are chosen: some, or everything the filters show but some. Thousands are one set, not thousands of flags.
import { change_assets, BATCH_MOST, list_assets, PAGE_MOST, type Batch } from './api'
import { let_go, note_pictures } from './assets.svelte'
import { drop_asset } from '../generation/jobs.svelte'
import { shelf } from './shelf.svelte'

class Selection {
  on = $state(false)
  #all = $state(false)
  /// The chosen ones, or with `#all` those that are left out.
  #ids = $state.raw<ReadonlySet<string>>(new Set())
  /// Where a range begins.
  anchor: string | null = null
  count = $derived(this.#all ? Math.max(0, shelf.total - this.#ids.size) : this.#ids.size)
  /// Everything the filters show is chosen.
  everything = $derived(this.#all && this.#ids.size === 0)
  /// How far an act on many has come.
  working = $state<{ done: number; of: number } | null>(null)
  /// What is on its way to a board: one picture, or all that is chosen.
  dragged = $state<string | 'selection' | null>(null)
  #stopped = false

  has(id: string): boolean {
    return this.#all !== this.#ids.has(id)
  }

  /// The only two that are chosen, for whoever compares.
  get pair(): [string, string] | null {
    return !this.#all && this.#ids.size === 2 ? ([...this.#ids] as [string, string]) : null
  }

  toggle(id: string): void {
    this.set([id], !this.has(id))
    this.anchor = id
  }

  set(ids: Iterable<string>, chosen: boolean): void {
    const next = new Set(this.#ids)
    for (const id of ids) {
      if (chosen !== this.#all) next.add(id)
      else next.delete(id)
    }
    this.#ids = next
    this.on = true
  }

  /// Chooses from where the last choice was made to this one.
  async range_to(id: string): Promise<void> {
    const from = this.anchor
    if (!from || from === id) this.set([id], true)
    else this.set(await shelf.between(from, id), true)
    this.anchor = id
  }

  /// Exactly these on top of what was chosen before: what a rubber band draws.
  band(before: ReadonlySet<string>, ids: string[]): void {
    this.#ids = this.#all ? new Set([...before].filter((id) => !ids.includes(id))) : new Set([...before, ...ids])
    this.on = true
  }

  get kept(): ReadonlySet<string> {
    return this.#ids
  }

  all(): void {
    this.on = true
    this.#all = true
    this.#ids = new Set()
  }

  none(): void {
    this.#all = false
    this.#ids = new Set()
    this.anchor = null
  }

  end(): void {
    this.none()
    this.on = false
  }

  stop(): void {
    this.#stopped = true
  }

  /// The ids of what is chosen. Everything of the filters is read page by page, but not kept.
  async ids(): Promise<string[]> {
    if (!this.#all) return [...this.#ids]
    const left_out = this.#ids
    const found: string[] = []
    const { filters } = shelf
    let cursor: string | null = null
    do {
      const page = await list_assets(filters, cursor, PAGE_MOST)
      for (const { id } of page.items) if (!left_out.has(id)) found.push(id)
      cursor = page.next_cursor
      if (this.working) this.working = { done: 0, of: Math.max(this.working.of, found.length) }
    } while (cursor && !this.#stopped)
    return found
  }

  /// Does something with everything that is chosen, a thousand at a time. Answers which were reached.
  async act(action: Batch, more: { board_id?: string; tags?: string[] } = {}): Promise<string[]> {
    this.#stopped = false
    this.working = { done: 0, of: this.count }
    const reached: string[] = []
    try {
      const ids = await this.ids()
      for (let at = 0; at < ids.length && !this.#stopped; at += BATCH_MOST) {
        const some = ids.slice(at, at + BATCH_MOST)
        await change_assets(some, action, more)
        reached.push(...some)
        this.working = { done: reached.length, of: ids.length }
        settle(some, action, more)
      }
      return reached
    } finally {
      this.working = null
    }
  }
}

/// What the page knows follows what the studio did.
function settle(ids: string[], action: Batch, { board_id, tags }: { board_id?: string; tags?: string[] }): void {
  if (action === 'trash' || action === 'restore' || action === 'delete_forever') {
    if (action !== 'restore') ids.forEach(drop_asset)
    shelf.remove(ids)
    if (action === 'delete_forever') let_go(ids)
  } else if (action === 'favourite' || action === 'unfavourite') {
    note_pictures(ids, () => ({ favourite: action === 'favourite' }))
    if (action === 'unfavourite' && shelf.filters.favourite) shelf.remove(ids)
  } else if (action === 'add_tags') note_pictures(ids, (one) => ({ tags: [...new Set([...(one.tags ?? []), ...(tags ?? [])])] }))
  else if (action === 'remove_tags') note_pictures(ids, (one) => ({ tags: (one.tags ?? []).filter((tag) => !tags?.includes(tag)) }))
  else if (action === 'add_to_board') note_pictures(ids, (one) => ({ board_ids: [...new Set([...(one.board_ids ?? []), board_id!])] }))
  else {
    note_pictures(ids, (one) => ({ board_ids: (one.board_ids ?? []).filter((id) => id !== board_id) }))
    if (shelf.filters.board === board_id) shelf.remove(ids)
  }
}

export const selection = new Selection()
