/// What is written in a form and not yet saved, so that neither a reload nor an expired sign-in loses it.
import { keep, read_kept } from './storage'

const PREFIX = 'easel.form.'

export const read_form = <T>(name: string): T | null => read_kept<T>(PREFIX + name)

export const keep_form = (name: string, value: unknown): void => keep(PREFIX + name, value)

export const drop_form = (name: string): void => keep(PREFIX + name, null)

/// On a shared computer the next person must not find the last one's words.
export function drop_forms(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key)
  } catch {
    // Without storage there is nothing to find.
  }
}
