/// Which pictures are chosen: some, or everything the filters show but some. Thousands are one set, not thousands of flags.
import type { Asset } from '../api/types'
import { change_assets, BATCH_MOST, list_assets, PAGE_MOST, type Batch, type AssetPage } from './api'
import { let_go, note_pictures } from './assets.svelte'
import { drop_asset } from '../generation/jobs.svelte'
import { has_months, type Filters } from './filters'
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

  get stopped(): boolean {
    return this.#stopped
  }

  stop(): void {
    this.#stopped = true
  }

  /// The ids of what is chosen.
  async ids(): Promise<string[]> {
    if (!this.#all) return [...this.#ids]
    const found: string[] = []
    for await (const some of this.#read(shelf.filters, this.#ids)) found.push(...some)
    return found
  }

  /// Everything the filters show but what is left out, page by page. Nothing of it is kept.
  async *#read(filters: Filters, left_out: ReadonlySet<string>): AsyncGenerator<string[]> {
    let cursor: string | null = null
    do {
      const page: AssetPage = await list_assets(filters, cursor, PAGE_MOST)
      yield page.items.map((one) => one.id).filter((id) => !left_out.has(id))
      cursor = page.next_cursor
    } while (cursor && !this.#stopped)
  }

  /// What is chosen, a thousand at a time. The list's order is that of days, so that what goes away doesn't move what is still to be
  /// read; where there is no such order, everything is read first.
  async *#thousands(): AsyncGenerator<string[]> {
    const { filters } = shelf
    if (!this.#all || !has_months(filters)) {
      const ids = await this.ids()
      for (let at = 0; at < ids.length; at += BATCH_MOST) yield ids.slice(at, at + BATCH_MOST)
      return
    }
    let some: string[] = []
    for await (const page of this.#read(filters, this.#ids)) {
      some.push(...page)
      if (some.length < BATCH_MOST) continue
      yield some.slice(0, BATCH_MOST)
      some = some.slice(BATCH_MOST)
    }
    if (some.length) yield some
  }

  /// Does something with everything that is chosen. Answers which were reached.
  async act(action: Batch, more: { board_id?: string; tags?: string[] } = {}): Promise<string[]> {
    this.#stopped = false
    const of = this.count
    this.working = { done: 0, of }
    const reached: string[] = []
    try {
      for await (const some of this.#thousands()) {
        if (this.#stopped) break
        await change_assets(some, action, more)
        reached.push(...some)
        this.working = { done: reached.length, of: Math.max(of, reached.length) }
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
  } else if (action === 'add_tags') note_pictures(ids, (one) => ({ tags: [...new Set([...(one.tags), ...(tags ?? [])])] }))
  else if (action === 'remove_tags') note_pictures(ids, (one) => ({ tags: one.tags.filter((tag) => !tags?.includes(tag)) }))
  else if (action === 'add_to_board') note_pictures(ids, (one) => ({ board_ids: [...new Set([...(one.board_ids), board_id!])] }))
  else {
    note_pictures(ids, (one) => ({ board_ids: one.board_ids.filter((id) => id !== board_id) }))
    if (shelf.filters.board === board_id) shelf.remove(ids)
  }
}

export const selection = new Selection()
