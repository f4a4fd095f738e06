/// Hands what the live stream says about exports to whoever waits for one.
import type { Export } from './api'

const listeners = new Set<(told: Export) => void>()

export function when_export(hear: (told: Export) => void): () => void {
  listeners.add(hear)
  return () => void listeners.delete(hear)
}

export function take_export(told: Export): void {
  for (const hear of listeners) hear(told)
}
