/// A list that is read page by page. Of two readings the later one counts.
import { Refusal } from '../api/client'

type Found<T> = { items: T[]; next_cursor: string | null }

export class Paged<T> {
  /// Null until the first page is there.
  items = $state.raw<T[] | null>(null)
  next_cursor = $state<string | null>(null)
  /// The next page is asked for.
  busy = $state(false)
  /// Why the last reading came to nothing: the server's own sentence, or none.
  trouble = $state<string | null>(null)
  #ask: (cursor: string | null) => Promise<Found<T>>
  /// Tells one from another, so that nothing stands there twice when the list moved between two pages.
  readonly key: (one: T) => unknown
  #turn = 0

  constructor(ask: (cursor: string | null) => Promise<Found<T>>, key: (one: T) => unknown) {
    this.#ask = ask
    this.key = key
  }

  /// The first page, in place of all that stands there.
  read = (): Promise<void> => this.#read(null, [])

  more = async (): Promise<void> => {
    this.busy = true
    this.trouble = null
    await this.#read(this.next_cursor, this.items ?? [])
  }

  /// Nothing stands there any more, and what is under way doesn't come.
  clear(): void {
    this.change(null)
    this.next_cursor = null
    this.trouble = null
  }

  /// What is told by hand is newer than a reading that is under way.
  change(items: T[] | null): void {
    this.#turn++
    this.busy = false
    this.items = items
  }

  async #read(cursor: string | null, before: T[]): Promise<void> {
    const mine = ++this.#turn
    try {
      const page = await this.#ask(cursor)
      if (mine !== this.#turn) return
      const have = new Set(before.map(this.key))
      this.items = [...before, ...page.items.filter((one) => !have.has(this.key(one)))]
      this.next_cursor = page.next_cursor
      this.trouble = null
    } catch (problem) {
      if (mine !== this.#turn) return
      this.trouble = problem instanceof Refusal ? problem.message : ''
    }
    this.busy = false
  }
}
