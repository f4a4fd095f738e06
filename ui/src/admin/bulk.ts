/// Doing one thing with many, one after the other: each is decided, logged and refused by itself.
import { Refusal } from '../api/client'

/// What was said before it began.
export type Said = { reason: string; credits: number }

export type BulkAct<T> = {
  id: string
  /// On the button.
  label: string
  look: 'primary' | 'danger'
  /// Whom it can be done with.
  fits: (one: T) => boolean
  title: (n: number) => string
  text: string
  /// What is asked for before.
  reason: boolean
  credits?: boolean
  /// `wish` is the same each time that one of them is tried until the dialog is closed.
  run: (one: T, said: Said, wish: string) => Promise<unknown>
}

/// Those that were refused, with the server's sentence.
export type Refused<T> = { one: T; why: string }

/// Goes through all of them; `on_step` hears how many are done with. What is refused stops nobody else.
export async function go_through<T>(all: T[], run: (one: T) => Promise<unknown>, on_step: (n: number) => void, trouble: string): Promise<Refused<T>[]> {
  const refused: Refused<T>[] = []
  for (const [at, one] of all.entries()) {
    try {
      await run(one)
    } catch (problem) {
      refused.push({ one, why: problem instanceof Refusal && problem.message ? problem.message : trouble })
    }
    on_step(at + 1)
  }
  return refused
}
