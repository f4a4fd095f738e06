/// One book while it is worked on: its document with undo, saved by itself, and never over what somebody else saved meanwhile.
import { Refusal } from '../api/client'
import type { Generation } from '../api/types'
import type { Standing } from '../frame/SaveState.svelte'
import { drop_form, keep_form, read_form } from '../kit/forms'
import { History } from '../kit/history.svelte'
import { t } from '../messages/index.svelte'
import { alike } from './alike'
import { get_book, put_book, type Book, type BookNews, type BookPicture, type Sharing } from './api'
import { remember, with_page } from './change'
import { with_lines } from './lines'
import type { BookDocument, Page } from './types'

const SAVE_AFTER_MS = 900
const AGAIN_AFTER_MS = 4000
const KEEP_AFTER_MS = 300

type Door = { get: typeof get_book; put: typeof put_book; /** the document with the lines of its texts */ lines?: (document: BookDocument) => Promise<BookDocument> }

/// A document of before numbers were remembered has none to remember.
const whole = (document: BookDocument): BookDocument => (document.last_no !== undefined && document.pages.every((one) => one.last_no !== undefined) ? document : { ...document, last_no: document.last_no ?? 0, pages: document.pages.map((one): Page => ({ ...one, last_no: one.last_no ?? 0 })) })

/// What a browser's store may hold of a book.
function mended(kept: unknown): BookDocument | null {
  const one = kept as Partial<BookDocument> | null | undefined
  const fine = one?.version === 1 && typeof one.title === 'string' && Array.isArray(one.pages) && Array.isArray(one.text_styles) && !!one.format && one.pages.every((page) => typeof page?.no === 'number' && Array.isArray(page.panels) && Array.isArray(page.balloons) && Array.isArray(page.texts))
  return fine ? whole(one as BookDocument) : null
}

export class BookSession {
  readonly id: string
  readonly history: History<BookDocument>
  standing = $state<Standing>('saved')
  saved_at = $state(Date.now())
  problem = $state<string | null>(null)
  /// Where in the document the studio found something wrong: `document.pages[2].panels[0].prompt`.
  problem_at = $state<string | null>(null)
  /// What is in the studio now, where it isn't what this page began with.
  theirs = $state.raw<Book | null>(null)
  pictures = $state.raw<BookPicture[]>([])
  sharing = $state.raw<Sharing>({ visibility: 'private', url: null, version: null })
  /// The version in the studio that `now` goes back to.
  version = $state(0)
  /// Called when another window's state was taken over without asking, as nothing here was unsaved.
  on_renewed: () => void = () => {}
  #saved: BookDocument
  #heard = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #keeping: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> | null = null
  #ended = false
  #door: Door

  constructor(book: Book, door: Door = { get: get_book, put: put_book, lines: with_lines }) {
    this.id = book.id
    this.#door = door
    this.#saved = whole(book.document)
    this.history = new History(this.#saved)
    this.#take_rest(book)
    this.saved_at = new Date(book.changed_at).getTime()
    this.#restore(book)
  }

  get now(): BookDocument {
    return this.history.now
  }
  get dirty(): boolean {
    return this.history.now !== this.#saved
  }

  /// What isn't in the document.
  #take_rest(book: Book): void {
    this.version = book.version
    this.pictures = book.pictures
    this.sharing = book.sharing
  }

  get #key(): string {
    return `book.${this.id}`
  }

  /// What was not saved when the page went is taken up again.
  #restore(book: Book): void {
    const kept = read_form<{ version?: number; document?: unknown }>(this.#key)
    const document = mended(kept?.document)
    if (!document || alike(document, this.#saved)) return drop_form(this.#key)
    this.history.change(document)
    if (kept?.version === book.version) this.#later()
    else this.#conflict(book)
  }

  /// Changes the book. Changes of one kind in quick succession are one to undo; those that name the moment they `began` are one
  /// however long they take.
  change(next: BookDocument, kind: string | null = null, began?: number): void {
    if (next === this.now) return
    this.history.change(next, kind, began)
    this.#touched()
  }

  change_page(no: number, change: (page: Page) => Page, kind: string | null = null, began?: number): void {
    this.change(with_page(this.now, no, change), kind, began)
  }

  undo(): boolean {
    return this.#step(() => this.history.undo())
  }
  redo(): boolean {
    return this.#step(() => this.history.redo())
  }
  #step(step: () => boolean): boolean {
    const before = this.now
    if (!step()) return false
    this.history.amend(remember(this.now, before))
    this.#touched()
    return true
  }

  /// Waits until everything is in the studio; false where that can't be.
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    while (this.#saving) await this.#saving
    if (this.dirty && this.standing !== 'conflict') await this.#save()
    return !this.dirty && this.standing !== 'conflict'
  }

  /// The book as it came back from a restoration or from the studio: one more change, which can be undone.
  take(book: Book): void {
    clearTimeout(this.#timer)
    this.#saved = remember(whole(book.document), this.now)
    if (alike(this.#saved, this.now)) this.history.amend(this.#saved)
    else this.history.change(this.#saved)
    this.#take_rest(book)
    this.theirs = null
    this.#settled()
  }

  /// Settles a conflict: theirs goes on here, or this page's is saved as the newest version. The other one stays in the history.
  settle(with_mine: boolean): void {
    const { theirs } = this
    if (!theirs) return
    if (!with_mine) return this.take(theirs)
    this.#saved = whole(theirs.document)
    this.#take_rest(theirs)
    this.history.amend(remember(this.now, this.#saved))
    this.theirs = null
    this.problem = null
    this.standing = 'unsaved'
    this.#touched()
  }

  /// The studio says that the book was saved, by this page or another.
  hear({ id, version }: BookNews): void {
    if (id !== this.id || version <= this.version) return
    this.#heard = Math.max(this.#heard, version)
    // The answer to one's own save tells whose it was.
    if (!this.#saving && !this.dirty && this.standing !== 'conflict') void this.#renew()
  }

  async #renew(): Promise<void> {
    try {
      const book = await this.#door.get(this.id)
      if (this.#ended || book.version <= this.version) return
      if (this.dirty || this.#saving) return
      this.take(book)
      this.on_renewed()
    } catch {
      // The next save asks again.
    }
  }

  /// Reads what became of the pictures that were asked for.
  async read_pictures(): Promise<void> {
    try {
      const book = await this.#door.get(this.id)
      this.pictures = book.pictures
      this.sharing = book.sharing
    } catch {
      // What is here stays; news come by the stream.
    }
  }

  take_pictures(fresh: BookPicture[]): void {
    const known = new Set(fresh.map((one) => one.generation_id))
    this.pictures = [...fresh, ...this.pictures.filter((one) => !known.has(one.generation_id))]
  }

  /// News of a generation that draws one of the panels.
  take_generation({ id, state, progress, assets, error }: Generation): BookPicture | null {
    const at = this.pictures.findIndex((one) => one.generation_id === id)
    if (at < 0) return null
    const now: BookPicture = { ...this.pictures[at]!, state, progress: progress ?? 0, assets, error: error ? { code: error.code, message: error.message } : null }
    this.pictures = this.pictures.map((one, index) => (index === at ? now : one))
    return now
  }

  /// What isn't saved is kept in the browser, at the latest when the page goes.
  keep_now(): void {
    clearTimeout(this.#keeping)
    if (this.dirty) keep_form(this.#key, { version: this.version, document: this.now })
    else drop_form(this.#key)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.keep_now()
    this.#ended = true
    if (this.dirty && this.standing !== 'conflict') void this.#save()
  }

  #settled(): void {
    clearTimeout(this.#keeping)
    drop_form(this.#key)
    this.problem = this.problem_at = null
    this.standing = 'saved'
    this.saved_at = Date.now()
  }

  #touched(): void {
    if (!this.dirty) {
      clearTimeout(this.#timer)
      clearTimeout(this.#keeping)
      drop_form(this.#key)
      if (this.standing !== 'conflict' && this.standing !== 'saving') this.standing = 'saved'
      return
    }
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.keep_now(), KEEP_AFTER_MS)
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
      if (this.#ended) return
      if (this.dirty && this.standing === 'unsaved') this.#later()
      else if (!this.dirty && this.#heard > this.version && this.standing === 'saved') void this.#renew()
    }))
  }

  async #send(): Promise<void> {
    if (!this.dirty) return
    const begun = this.now
    let document = begun
    this.standing = 'saving'
    try {
      document = (await this.#door.lines?.(begun)) ?? begun
      // Where lines break is no change of the person's.
      if (document !== begun && this.now === begun) this.history.amend(document)
      this.#sent(document, await this.#door.put(this.id, this.version, document))
    } catch (problem) {
      await this.#trouble(problem, document)
    }
  }

  #sent(document: BookDocument, book: Book): void {
    this.#saved = document
    this.version = book.version
    this.#settled()
    if (this.dirty) {
      this.standing = 'unsaved'
      this.keep_now()
    }
  }

  #conflict(theirs: Book): void {
    this.theirs = theirs
    this.standing = 'conflict'
  }

  async #trouble(problem: unknown, document: BookDocument): Promise<void> {
    if (problem instanceof Refusal && problem.status === 409) {
      try {
        const book = await this.#door.get(this.id)
        // An answer that got lost: what is there is what was sent.
        if (alike(whole(book.document), document)) this.#sent(document, book)
        else this.#conflict(book)
        return
      } catch {
        // Asked again below.
      }
    } else if (problem instanceof Refusal && problem.status < 500 && problem.status !== 429) {
      this.standing = 'refused'
      this.problem = problem.message || t('book.unsaved')
      this.problem_at = problem.field
      return
    }
    this.standing = 'away'
    if (!this.#ended) this.#later(AGAIN_AFTER_MS)
  }
}
