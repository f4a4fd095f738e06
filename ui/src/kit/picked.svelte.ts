/// Which of a list's items are picked, to do something with all of them at once. What isn't shown any more isn't picked either.
export class Picked<T> {
  #ids = $state.raw<ReadonlySet<string>>(new Set())
  #shown: () => T[]
  #id: (one: T) => string
  #most: number

  /// `most` is how many can be picked at once.
  constructor(shown: () => T[], id: (one: T) => string, most = 100) {
    this.#shown = shown
    this.#id = id
    this.#most = most
  }

  /// In the order of the list.
  get items(): T[] {
    return this.#shown().filter((one) => this.has(one))
  }

  /// Whether all that can be are.
  get all(): boolean {
    const n = this.items.length
    return n > 0 && n === Math.min(this.#shown().length, this.#most)
  }

  set all(on: boolean) {
    this.keep(on ? this.#shown().slice(0, this.#most) : [])
  }

  has(one: T): boolean {
    return this.#ids.has(this.#id(one))
  }

  set(one: T, on: boolean): void {
    const rest = this.items.filter((other) => this.#id(other) !== this.#id(one))
    this.keep(on && rest.length < this.#most ? [...rest, one] : rest)
  }

  /// These and no others.
  keep(items: T[]): void {
    this.#ids = new Set(items.map(this.#id))
  }
}
