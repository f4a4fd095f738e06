/// One strip while it is worked on: its document with undo, saved by itself, and never over what somebody else saved meanwhile.
import { Refusal, Unreachable } from '../api/client'
import type { Standing } from '../frame/SaveState.svelte'
import { drop_form, keep_form, read_form } from '../kit/forms'
import { History } from '../kit/history.svelte'
import { t } from '../messages/index.svelte'
import { get_strip, put_strip, type Strip } from './api'
import { mend_strip, type StripDocument } from './layout'

const SAVE_AFTER_MS = 700
const AGAIN_AFTER_MS = 4000

export const document_of = ({ name, width_px, background, seam, items }: StripDocument): StripDocument => ({
  name,
  width_px,
  background,
  seam: { ...seam },
  items: items.map((one) => ({ asset_id: one.asset_id, seam: one.seam ? { ...one.seam } : null })),
})

export class StripSession {
  readonly id: string
  history: History<StripDocument>
  standing = $state<Standing>('saved')
  saved_at = $state(Date.now())
  problem = $state<string | null>(null)
  /// What is in the studio now, where it isn't what this page began with.
  theirs = $state.raw<Strip | null>(null)
  #version: number
  #saved: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> | null = null
  #ended = false
  #present: (asset_id: string) => boolean

  /// `present` tells whether a picture is in the studio already: one still on its way can't be saved.
  constructor(strip: Strip, present: (asset_id: string) => boolean = () => true) {
    this.id = strip.id
    this.#present = present
    this.#version = strip.version
    const document = document_of(strip)
    this.#saved = JSON.stringify(document)
    this.history = new History(document)
    this.saved_at = new Date(strip.changed_at).getTime()
    this.#restore(strip)
  }

  get now(): StripDocument {
    return this.history.now
  }

  /// What was not saved when the page went is taken up again.
  #restore(strip: Strip): void {
    const kept = read_form<{ version?: number; document?: unknown }>(this.#key)
    const document = mend_strip(kept?.document)
    if (!document || JSON.stringify(document) === this.#saved) return drop_form(this.#key)
    this.history.change(document)
    if (kept?.version === strip.version) this.#later()
    else {
      this.theirs = strip
      this.standing = 'conflict'
    }
  }

  get #key(): string {
    return `strip.${this.id}`
  }

  change(next: Partial<StripDocument>, kind: string | null = null): void {
    this.history.change({ ...this.now, ...next }, kind)
    this.#touched()
  }

  undo(): boolean {
    const done = this.history.undo()
    if (done) this.#touched()
    return done
  }

  redo(): boolean {
    const done = this.history.redo()
    if (done) this.#touched()
    return done
  }

  /// A picture has arrived, which may now be saved.
  look_again(): void {
    this.#touched()
  }

  /// What can be saved now.
  get #outgoing(): StripDocument {
    const { items } = this.now
    return items.every((one) => this.#present(one.asset_id)) ? this.now : { ...this.now, items: items.filter((one) => this.#present(one.asset_id)) }
  }

  /// Waits until everything is in the studio; false where that can't be.
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    while (this.#saving) await this.#saving
    if (this.#dirty && this.standing !== 'conflict') await this.#save()
    return !this.#dirty
  }

  /// Settles a conflict: this page's strip goes on, or the other's.
  settle(with_mine: boolean): void {
    const { theirs } = this
    if (!theirs) return
    this.#version = theirs.version
    this.#saved = JSON.stringify(document_of(theirs))
    this.theirs = null
    this.problem = null
    this.standing = 'unsaved'
    // Theirs is one more change: what was here can be had back.
    if (!with_mine) this.history.change(document_of(theirs))
    this.#touched()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#ended = true
    if (this.#dirty && this.standing !== 'conflict') void this.#save()
  }

  get #dirty(): boolean {
    return JSON.stringify(document_of(this.#outgoing)) !== this.#saved
  }

  #touched(): void {
    if (!this.#dirty) {
      drop_form(this.#key)
      clearTimeout(this.#timer)
      if (this.standing !== 'conflict') this.standing = 'saved'
      return
    }
    keep_form(this.#key, { version: this.#version, document: this.now })
    if (this.standing !== 'conflict') this.#later()
  }

  #later(after = SAVE_AFTER_MS): void {
    if (this.standing !== 'away') this.standing = 'unsaved'
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#save(), after)
  }

  #save(): Promise<void> {
    return (this.#saving ??= this.#send().finally(() => {
      this.#saving = null
      if (this.#dirty && this.standing === 'unsaved' && !this.#ended) this.#later()
    }))
  }

  async #send(): Promise<void> {
    if (!this.#dirty) return
    const document = document_of(this.#outgoing)
    this.standing = 'saving'
    try {
      const strip = await put_strip(this.id, this.#version, document)
      this.#version = strip.version
      this.#saved = JSON.stringify(document)
      this.problem = null
      this.saved_at = Date.now()
      this.standing = this.#dirty ? 'unsaved' : 'saved'
      if (this.#dirty) keep_form(this.#key, { version: this.#version, document: this.now })
      else drop_form(this.#key)
    } catch (problem) {
      await this.#trouble(problem)
    }
  }

  async #trouble(problem: unknown): Promise<void> {
    if (problem instanceof Refusal && problem.status === 409) {
      try {
        const strip = await get_strip(this.id)
        // An answer that got lost: what is there is what was sent.
        if (JSON.stringify(document_of(strip)) === JSON.stringify(document_of(this.#outgoing))) {
          this.#version = strip.version
          this.#saved = JSON.stringify(document_of(strip))
          this.standing = 'saved'
          return drop_form(this.#key)
        }
        this.theirs = strip
        this.standing = 'conflict'
        return
      } catch {
        // Asked again below.
      }
    }
    if (problem instanceof Refusal && problem.status < 500 && problem.status !== 409) {
      this.standing = 'refused'
      this.problem = problem.message || t('strip.unsaved')
      return
    }
    this.standing = 'away'
    if (!(problem instanceof Unreachable)) this.problem = null
    if (!this.#ended) this.#later(AGAIN_AFTER_MS)
  }
}
