/// What is read again and again while somebody looks at it. The newest reading wins: an older answer knows nothing of what was said
/// by hand since.
import { Refusal } from '../api/client'

type Ask<T> = (signal: AbortSignal) => Promise<T>

export class Polling<T> {
  /// When it was last tried, and when it was last read.
  now = $state(Date.now())
  read_at = $state('')
  /// Why the last reading came to nothing: the server's own sentence, or none.
  trouble = $state<string | null>(null)
  /// While it holds, nothing is read by itself: it would drop what was added to the first answer.
  held = false
  #every_ms: number
  #ask: Ask<T>
  #take: (found: T) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #under_way: AbortController | null = null
  #ended = false

  constructor(every_ms: number, ask: Ask<T>, take: (found: T) => void) {
    this.#every_ms = every_ms
    this.#ask = ask
    this.#take = take
  }

  read = (): Promise<void> =>
    this.also(this.#ask, (found) => {
      this.#take(found)
      this.held = false
      this.read_at = new Date().toISOString()
    })

  /// Reads something else that belongs to it, in place of what is under way.
  async also<U>(ask: Ask<U>, take: (found: U) => void): Promise<void> {
    this.#drop()
    const { signal } = (this.#under_way = new AbortController())
    try {
      const found = await ask(signal)
      if (signal.aborted) return
      take(found)
      this.trouble = null
    } catch (problem) {
      if (signal.aborted) return
      this.trouble = problem instanceof Refusal ? problem.message : ''
    }
    this.now = Date.now()
    this.#wait()
  }

  /// Something was said by hand: what is under way doesn't know of it, and is not taken.
  told(): void {
    this.#drop()
    this.#wait()
  }

  /// Reads whenever somebody looks, until the answer is called.
  watch(): () => void {
    const seen = () => {
      if (document.visibilityState !== 'visible') clearTimeout(this.#timer)
      else if (!this.held) void this.read()
    }
    document.addEventListener('visibilitychange', seen)
    return () => {
      document.removeEventListener('visibilitychange', seen)
      this.#ended = true
      this.#drop()
    }
  }

  #drop(): void {
    clearTimeout(this.#timer)
    this.#under_way?.abort()
  }

  #wait(): void {
    clearTimeout(this.#timer)
    if (this.#ended || document.visibilityState !== 'visible') return
    this.#timer = setTimeout(() => (this.held ? this.#wait() : void this.read()), this.#every_ms)
  }
}
