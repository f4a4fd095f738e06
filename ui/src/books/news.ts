/// Hands what the live stream says about books to whoever shows one.
import type { BookNews } from './api'

const listeners = new Set<(told: BookNews) => void>()

export function when_book(hear: (told: BookNews) => void): () => void {
  listeners.add(hear)
  return () => void listeners.delete(hear)
}

export function take_book(told: BookNews): void {
  for (const hear of listeners) hear(told)
}
