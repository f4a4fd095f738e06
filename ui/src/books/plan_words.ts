/// What is said of a plan: who made it, and why it is another than was asked for.
import { t } from '../messages/index.svelte'
import type { PlanNote } from './api'

const NOTES: Record<PlanNote, () => string> = {
  off: () => t('book.plan_note_off'),
  away: () => t('book.plan_note_away'),
  busy: () => t('book.plan_note_busy'),
  late: () => t('book.plan_note_late'),
  refused: () => t('book.plan_note_refused'),
  unreadable: () => t('book.plan_note_unreadable'),
  partly: () => t('book.plan_note_partly'),
  reworded: () => t('book.plan_note_reworded'),
}

export const is_note = (word: unknown): word is PlanNote => typeof word === 'string' && Object.hasOwn(NOTES, word)

/// The sentence for a note; of one this page doesn't know yet there is none.
export const note_words = (note: string | null): string | null => (is_note(note) ? NOTES[note]() : null)
