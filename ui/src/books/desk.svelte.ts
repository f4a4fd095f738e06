/// What somebody works on in a book: which page, which things on it, what was copied, and what is being drawn for it.
import { readable } from '../characters/characters.svelte'
import { jobs, tell_everybody, tell_nobody } from '../generation/jobs.svelte'
import { keep, read_kept } from '../kit/storage'
import { announce, toast } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { edit_page, new_page, propose_balloons, type Book, type BookPicture, type PageEdit, type PageMaking } from './api'
import { add_balloon, add_page, add_text, clip_of, copy_page, delete_page, delete_panel, delete_things, is_empty, move_art, move_page, move_things, paste, peopled, pick, relaid, type Clip } from './change'
import { around, centre, printed } from './place'
import { frame_of, has, key_of, panel_of, reading_order, same, still_there, type Thing } from './order'
import { BookSession } from './session.svelte'
import { moved_within, shape_in } from './shape'
import { LEAST_SIDE, MOST, type BalloonKind, type BookDocument, type Page, type Panel, type Point } from './types'
import { Refusal } from '../api/client'

/// What was copied stays for other pages and other books, until the page is loaded again.
let clipboard = $state.raw<Clip | null>(null)

export const is_live = (one: BookPicture): boolean => one.state === 'queued' || one.state === 'running'

export class Desk {
  readonly session: BookSession
  #wanted = $state(0)
  chosen = $state.raw<Thing[]>([])
  /// A tap adds to what is selected, as with Shift.
  several = $state(false)
  /// The next tap puts this there.
  adding = $state<BalloonKind | 'text' | null>(null)
  busy = $state(false)
  #shaping: Promise<boolean> = Promise.resolve(true)
  /// Generations that were begun here: their first picture goes into its panel by itself where that is empty.
  #begun = new Set<string>()
  /// Generations that draw anew what has a picture: theirs takes its place, also after the page was loaded again.
  #again = $state.raw<ReadonlySet<string>>(new Set())

  constructor(book: Book) {
    this.session = new BookSession(book)
    this.#wanted = this.session.now.pages[0]?.no ?? 0
    const there = (id: string) => book.pictures.some((one) => one.generation_id === id && one.state !== 'failed')
    this.#again = new Set((read_kept<string[]>(this.#again_key) ?? []).filter(there))
    this.session.on_renewed = () => toast(t('book.renewed'))
  }

  get book(): BookDocument {
    return this.session.now
  }
  /// The page that is open; the first where that one has gone.
  get page_no(): number {
    const { pages } = this.book
    return pages.some((one) => one.no === this.#wanted) ? this.#wanted : (pages[0]?.no ?? 0)
  }
  get at(): number {
    return Math.max(0, this.book.pages.findIndex((one) => one.no === this.page_no))
  }
  get page(): Page | null {
    return this.book.pages[this.at] ?? null
  }
  /// What is selected of what is there.
  get things(): Thing[] {
    return this.page ? still_there(this.page, this.chosen) : []
  }
  /// The one thing that is selected.
  get thing(): Thing | null {
    return this.things.length === 1 ? this.things[0]! : null
  }
  get panel(): Panel | null {
    return this.page && this.thing?.kind === 'panel' ? (panel_of(this.page, this.thing.no) ?? null) : null
  }
  get can_paste(): boolean {
    return !!clipboard
  }

  // -- choosing --

  open(no: number): void {
    if (no === this.page_no) return
    this.#wanted = no
    this.chosen = []
    this.adding = null
  }
  step_page(by: number): void {
    const next = this.book.pages[this.at + by]
    if (next) this.open(next.no)
  }
  select(thing: Thing | null, more = false): void {
    if (!thing) this.chosen = more ? this.chosen : []
    else if (!more) this.chosen = [thing]
    else this.chosen = has(this.chosen, thing) ? this.chosen.filter((one) => !same(one, thing)) : [...this.things, thing]
  }
  select_all(): void {
    if (this.page) this.chosen = reading_order(this.page).filter((one) => one.kind !== 'panel')
  }
  is_selected(thing: Thing): boolean {
    return has(this.chosen, thing)
  }

  // -- changing --

  change(next: BookDocument, kind: string | null = null, began?: number): void {
    this.session.change(next, kind, began)
  }
  change_page(change: (page: Page) => Page, kind: string | null = null, began?: number): void {
    this.session.change_page(this.page_no, change, kind && `${kind}:${this.page_no}`, began)
  }

  undo(): void {
    if (this.session.undo()) announce(t('strip.undone'))
  }
  redo(): void {
    if (this.session.redo()) announce(t('strip.redone'))
  }

  add(what: BalloonKind | 'text', at?: Point): Thing | null {
    const { page, book } = this
    if (!page) return null
    const { width, height } = book.format
    const frame = this.thing && frame_of(page, this.thing)
    const place = at ?? (frame ? centre(frame) : { x: width / 2, y: height / 2 })
    const made = what === 'text' ? add_text(page, book.format, place, book.language, book.text_styles) : add_balloon(page, book.format, what, place, book.language, book.text_styles)
    this.adding = null
    if (!made) {
      toast(t('book.page_full'), { tone: 'bad' })
      return null
    }
    this.change_page(() => made.page)
    this.chosen = [made.thing]
    return made.thing
  }

  delete_chosen(): void {
    const { things } = this
    if (!things.length) return
    this.change_page((page) => delete_things(page, things))
    this.chosen = this.things
    announce(t('book.n_deleted', { n: things.length }))
  }
  /// By the arrow keys with Ctrl: the panel itself, not what is in it.
  nudge_panel(dx: number, dy: number, size: boolean): void {
    const { panel, book } = this
    if (!panel) return
    void this.reshape(
      panel.no,
      (now) => {
        const frame = around(now)
        const [width, height] = [Math.max(LEAST_SIDE, frame.width + dx), Math.max(LEAST_SIDE, frame.height + dy)]
        return size ? shape_in(now, { ...frame, width, height }) : moved_within(now, book.format, dx, dy)
      },
      !size,
    )
  }
  delete_panel(no: number): void {
    this.change_page((page) => delete_panel(page, no))
    this.chosen = []
    toast(t('book.panel_deleted'), { act: t('strip.undo'), onact: () => this.undo() })
  }

  /// By the arrow keys: balloons and texts go, in a panel the picture does.
  nudge(dx: number, dy: number): void {
    const { things, book, panel } = this
    if (panel) this.change_page((page) => move_art(page, panel.no, dx, dy), `art:${panel.no}`)
    else if (things.length) this.change_page((page) => move_things(page, book.format, things, dx, dy), `nudge:${things.map(key_of).join()}`)
  }

  copy(): void {
    const { page, things } = this
    if (!page || !things.length) return
    clipboard = clip_of(page, things)
    announce(t('book.n_copied', { n: things.length }))
  }
  cut(): void {
    this.copy()
    this.delete_chosen()
  }
  paste(): void {
    const { page, book, panel } = this
    if (!page || !clipboard || is_empty(clipboard)) return
    const made = paste(page, book.format, clipboard, panel?.no ?? null, book.text_styles)
    if (!made.things.length) {
      if (clipboard.panel) toast(t('book.choose_panel'))
      return
    }
    this.change_page(() => made.page)
    this.chosen = made.things
    announce(t('book.n_pasted', { n: made.things.length }))
  }

  // -- pages --

  async add_page(make: PageMaking, page: Page | null = null): Promise<void> {
    if (this.book.pages.length >= MOST.pages) return toast(t('book.book_full', { most: MOST.pages }), { tone: 'bad' }) as void
    const fresh = page ?? (await this.#helped(() => new_page(this.book, make)))
    if (!fresh) return
    // Before the back cover, else after the page that is open.
    const at = this.book.pages.length === 0 ? 0 : this.page?.role === 'back' ? this.at : this.at + 1
    this.change(add_page(this.book, peopled(fresh, this.book.cast), at))
    this.open(this.book.pages[at]!.no)
  }
  copy_page(): void {
    const at = this.at
    this.change(copy_page(this.book, this.page_no))
    const copy = this.book.pages[at + 1]
    if (copy) this.open(copy.no)
  }
  delete_page(): void {
    const { at } = this
    this.change(delete_page(this.book, this.page_no))
    this.open(this.book.pages[Math.min(at, this.book.pages.length - 1)]?.no ?? 0)
    toast(t('book.page_deleted'), { act: t('strip.undo'), onact: () => this.undo() })
  }
  move_page(from: number, to: number): void {
    this.change(move_page(this.book, from, to), 'order')
  }

  async relay(make: PageMaking, page: Page | null): Promise<void> {
    const fresh = page ?? (await this.#helped(() => new_page(this.book, make)))
    if (fresh) this.change_page((now) => relaid(now, fresh))
  }
  /// Lays the panels otherwise, by the studio.
  async edit(edit: PageEdit, kind: string | null = null): Promise<boolean> {
    const { page, book } = this
    if (!page) return false
    const next = await this.#helped(() => edit_page(book, page, edit))
    // What was changed meanwhile would be lost.
    if (!next || this.page !== page) return false
    this.change_page(() => next, kind)
    return true
  }
  /// Gives a panel another shape, or goes towards it as far as the page allows. Wishes that come quickly follow each other.
  reshape(no: number, shape: (now: readonly Point[]) => Point[], over = false): Promise<boolean> {
    const { page_no } = this
    const next = this.#shaping.then(() => {
      const panel = this.page_no === page_no ? this.page && panel_of(this.page, no) : null
      return panel ? this.edit({ kind: 'reshape', panel: no, shape: shape(panel.shape), over }, `shape${no}`) : false
    })
    this.#shaping = next
    return next
  }
  /// Balloons go to where they cover no face and no other balloon.
  async arrange(): Promise<void> {
    const { page, book } = this
    if (!page) return
    const next = await this.#helped(() => propose_balloons(book, page))
    if (!next || this.page !== page) return
    this.change_page(() => next)
    announce(t('book.arranged'))
  }
  async #helped<T>(act: () => Promise<T>): Promise<T | null> {
    this.busy = true
    try {
      return await act()
    } catch (problem) {
      toast(problem instanceof Refusal && problem.message ? problem.message : t('auth.trouble'), { tone: 'bad' })
      return null
    } finally {
      this.busy = false
    }
  }

  // -- pictures --

  pictures_of(panel_no: number, page_no = this.page_no): BookPicture[] {
    return this.session.pictures.filter((one) => one.page_no === page_no && one.panel_no === panel_no)
  }
  get live(): BookPicture[] {
    return this.session.pictures.filter(is_live)
  }
  get #again_key(): string {
    return `easel.book.${this.session.id}.again`
  }
  #set_again(ids: Iterable<string>): void {
    this.#again = new Set(ids)
    keep(this.#again_key, this.#again.size ? [...this.#again] : null)
  }
  /// Finished pictures of panels that show none, or that are drawn anew.
  get unplaced(): BookPicture[] {
    const wants = (one: BookPicture) => this.book.pages.some((page) => page.no === one.page_no && page.panels.some((panel) => panel.no === one.panel_no && (!panel.art || this.#again.has(one.generation_id))))
    const wanted = this.session.pictures.filter((one) => one.assets.length > 0 && wants(one))
    // The newest of each panel.
    return wanted.filter((one, at) => wanted.findIndex((other) => other.page_no === one.page_no && other.panel_no === one.panel_no) === at)
  }

  begun(pictures: BookPicture[], again = false): void {
    if (again) this.#set_again([...this.#again, ...pictures.map((one) => one.generation_id)])
    this.session.take_pictures(pictures)
    for (const one of pictures) {
      this.#begun.add(one.generation_id)
      tell_nobody(one.generation_id)
    }
  }

  place(pictures: readonly BookPicture[]): void {
    let next = this.book
    for (const { page_no, panel_no, assets } of pictures) {
      const asset = assets[0]
      if (!asset) continue
      const put = (page: Page) => pick(page, panel_no, { asset_id: asset.id, width_px: asset.width, height_px: asset.height }, readable(panel_of(page, panel_no)?.prompt ?? ''))
      next = { ...next, pages: next.pages.map((page) => (page.no === page_no ? put(page) : page)) }
    }
    this.change(next)
    this.#settle_again(pictures.map((one) => one.generation_id))
  }
  #settle_again(ids: readonly string[]): void {
    if (ids.some((id) => this.#again.has(id))) this.#set_again([...this.#again].filter((id) => !ids.includes(id)))
  }

  /// Takes in what the live stream told, and puts what has come into empty panels. Run as an effect.
  follow(): void {
    for (const one of this.session.pictures) {
      const told = jobs.get(one.generation_id)
      if (told && (told.state !== one.state || (told.progress ?? 0) !== one.progress || told.assets.length !== one.assets.length)) this.session.take_generation(told)
    }
    const come = this.session.pictures.filter((one) => this.#begun.has(one.generation_id) && !is_live(one))
    if (!come.length) return
    for (const one of come) this.#begun.delete(one.generation_id)
    const unplaced = this.unplaced
    const fresh = come.filter((one) => unplaced.includes(one))
    if (fresh.length) this.place(fresh)
    this.#settle_again(come.map((one) => one.generation_id))
    const failed = come.find((one) => one.state === 'failed')
    if (failed) toast(failed.error?.message || t('book.draw_failed'), { tone: 'bad' })
    if (this.#begun.size === 0) toast(t('book.drawn_all'), { tone: 'good' })
  }

  end(): void {
    for (const id of this.#begun) tell_everybody(id)
    this.session.end()
  }

  /// Where a mistake that the studio told of lies: `document.pages[2].panels[0].shape`.
  go_to(place: string): void {
    const found = /pages\[(\d+)\](?:\.(panels|balloons|texts)\[(\d+)\])?/.exec(place)
    const page = found && this.book.pages[Number(found[1])]
    if (!page) return
    this.open(page.no)
    const list = found[2] === 'panels' ? page.panels : found[2] === 'balloons' ? page.balloons : found[2] === 'texts' ? page.texts : []
    const one = list[Number(found[3])]
    if (one) this.chosen = [{ kind: found[2] === 'panels' ? 'panel' : found[2] === 'balloons' ? 'balloon' : 'text', no: one.no }]
  }

  get paper() {
    return printed(this.book.format)
  }
}
