/// Undo and redo without limit, over documents that are never changed but replaced.

const TOGETHER_MS = 900

export class History<T> {
  #now = $state.raw() as T
  #past = $state.raw<T[]>([])
  #future = $state.raw<T[]>([])
  #kind: string | null = null
  #at = 0

  constructor(first: T) {
    this.#now = first
  }

  get now(): T {
    return this.#now
  }
  get can_undo(): boolean {
    return this.#past.length > 0
  }
  get can_redo(): boolean {
    return this.#future.length > 0
  }

  /// Replaces the document. Changes of one `kind` in quick succession, such as the steps of a slider, are one to undo.
  change(next: T, kind: string | null = null, at = Date.now()): void {
    const together = kind !== null && kind === this.#kind && at - this.#at < TOGETHER_MS
    if (!together) this.#past = [...this.#past, this.#now]
    this.#future = []
    this.#now = next
    this.#kind = kind
    this.#at = at
  }

  /// Replaces the document without a step of its own: what came to it isn't the person's to undo.
  amend(next: T): void {
    this.#now = next
  }

  /// Begins anew, with nothing to undo.
  begin(first: T): void {
    this.#past = []
    this.#future = []
    this.#now = first
    this.#kind = null
  }

  undo(): boolean {
    const before = this.#past.at(-1)
    if (before === undefined) return false
    this.#past = this.#past.slice(0, -1)
    this.#future = [this.#now, ...this.#future]
    this.#now = before
    this.#kind = null
    return true
  }

  redo(): boolean {
    const [next, ...rest] = this.#future
    if (next === undefined) return false
    this.#past = [...this.#past, this.#now]
    this.#future = rest
    this.#now = next
    this.#kind = null
    return true
  }
}
