/// The tags that are in use, for whoever completes one.
import { when_gone } from '../auth/session.svelte'
import { get_facets } from './api'
import { NO_FILTERS } from './filters'

export const LONGEST_TAG = 40

let all = $state.raw<string[]>([])

export const known_tags = {
  /// The most used first.
  get all() {
    return all
  },
}

export async function load_tags(): Promise<void> {
  try {
    const { tags } = await get_facets(NO_FILTERS)
    all = tags.toSorted((a, b) => b.count - a.count).map((one) => one.name)
  } catch {
    // Tags can be written without being proposed.
  }
}

/// A tag as it is kept: one line, single spaces, not endless.
export const tidy_tag = (text: string): string => [...text.replace(/\s+/g, ' ').trim().replace(/^#+/, '').trim()].slice(0, LONGEST_TAG).join('')

when_gone(() => (all = []))
