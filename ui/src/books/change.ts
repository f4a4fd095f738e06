/// Every change that can be made to a book. Nothing is changed in place: what stays the same stays the same object, so that undo
/// without limit is cheap and a page that didn't change needn't be drawn again.
import { moved } from '../kit/reorder'
import { around, art_moved, art_zoomed, centre, on_page, point_on_page, settled } from './place'
import { balloon_of, has, panel_at, panel_of, text_of, type Thing } from './order'
import { MOST, type Art, type Balloon, type BalloonKind, type BookDocument, type BookFormat, type Candidate, type Frame, type Lettering, type Page, type Panel, type Point, type TextBlock, type TextStyle } from './types'

// -- pages --

const highest = (from: number, numbers: readonly { no: number }[]): number => numbers.reduce((most, { no }) => Math.max(most, no), from)
export const next_page_no = (book: BookDocument): number => highest(book.last_no, book.pages) + 1
export const page_of = (book: BookDocument, no: number): Page | undefined => book.pages.find((one) => one.no === no)

/// The book with one page changed; the same book where the page stays the same.
export function with_page(book: BookDocument, no: number, change: (page: Page) => Page): BookDocument {
  let changed = false
  const pages = book.pages.map((page) => {
    if (page.no !== no) return page
    const next = change(page)
    changed ||= next !== page
    return next
  })
  return changed ? { ...book, pages } : book
}

/// Puts a page in at a place, under a number that none has or had.
export function add_page(book: BookDocument, page: Page, at: number): BookDocument {
  if (book.pages.length >= MOST.pages) return book
  const no = next_page_no(book)
  const place = Math.min(Math.max(0, at), book.pages.length)
  return { ...book, last_no: no, pages: [...book.pages.slice(0, place), { ...page, no }, ...book.pages.slice(place)] }
}

export function copy_page(book: BookDocument, no: number): BookDocument {
  const at = book.pages.findIndex((one) => one.no === no)
  return at < 0 ? book : add_page(book, book.pages[at]!, at + 1)
}

export const delete_page = (book: BookDocument, no: number): BookDocument => ({ ...book, last_no: highest(book.last_no, book.pages), pages: book.pages.filter((one) => one.no !== no) })
export const move_page = (book: BookDocument, from: number, to: number): BookDocument => (from === to ? book : { ...book, pages: moved(book.pages, from, to) })

/// Numbers that were ever given aren't given again, even where an older state of the book comes back.
export function remember(book: BookDocument, before: BookDocument): BookDocument {
  const pages = book.pages.map((page) => {
    const old = page_of(before, page.no)
    const last_no = old ? Math.max(page.last_no, highest(old.last_no, old.panels)) : page.last_no
    return last_no === page.last_no ? page : { ...page, last_no }
  })
  const last_no = Math.max(book.last_no, highest(before.last_no, before.pages))
  // The same book where nothing was to be remembered.
  return last_no === book.last_no && pages.every((one, at) => one === book.pages[at]) ? book : { ...book, last_no, pages }
}

/// Another layout for a page: what was in its panels goes into the new ones one by one, and what finds no place there is lost.
export function relaid(page: Page, fresh: Page): Page {
  let last_no = highest(page.last_no, page.panels)
  const panels = fresh.panels.map((panel, at): Panel => {
    const old = page.panels[at]
    const no = old ? old.no : ++last_no
    if (!old) return { ...panel, no }
    const art = old.art && settled(old.art, around(panel.shape))
    return { ...old, shape: panel.shape, level: panel.level, over: panel.over, art }
  })
  const there = new Set(panels.map((one) => one.no))
  const balloons = page.balloons.map((one) => (one.panel === null || there.has(one.panel) ? one : { ...one, panel: null }))
  const texts = fresh.texts.map((one, at) => (page.texts[at] ? { ...page.texts[at], frame: one.frame, backing: one.backing, text: unset(page.texts[at].text) } : one))
  return { ...page, last_no, panels, balloons, texts: fresh.texts.length ? [...texts, ...page.texts.slice(texts.length)] : page.texts }
}

/// How many pictures and prompts a new layout has no panel for.
export const lost_in = (page: Page, panels: number): number => page.panels.slice(panels).filter((one) => one.art || one.prompt).length

// -- who is in it --

/// Who belongs to the book. Whoever leaves it leaves its panels, too.
export function set_cast(book: BookDocument, cast: readonly string[]): BookDocument {
  const gone = new Set(book.cast.filter((one) => !cast.includes(one)))
  const left = (panel: Panel): Panel => (panel.cast.some((one) => gone.has(one)) ? { ...panel, cast: panel.cast.filter((one) => !gone.has(one)) } : panel)
  const pages = book.pages.map((page) => (page.panels.some((panel) => left(panel) !== panel) ? { ...page, panels: page.panels.map(left) } : page))
  return { ...book, cast: cast.slice(0, MOST.cast), pages }
}

/// Who is in a panel. Whoever comes into one belongs to the book from then on.
export function cast_panel(book: BookDocument, page_no: number, panel_no: number, cast: readonly string[]): BookDocument {
  const all = [...book.cast, ...cast.filter((one) => !book.cast.includes(one))].slice(0, MOST.cast)
  const next = with_page(book, page_no, (page) => set_panel(page, panel_no, { cast: cast.slice(0, MOST.cast) }))
  return all.length === book.cast.length ? next : { ...next, cast: all }
}

/// A new page begins with those who belong to the book in its panels.
export const peopled = (page: Page, cast: readonly string[]): Page => (cast.length ? { ...page, panels: page.panels.map((panel) => ({ ...panel, cast: [...cast] })) } : page)

// -- panels --

export const set_panel = (page: Page, no: number, fields: Partial<Panel>): Page => ({ ...page, panels: page.panels.map((one) => (one.no === no ? { ...one, ...fields } : one)) })

function set_art(page: Page, no: number, change: (art: Art, frame: Frame) => Art): Page {
  const panel = panel_of(page, no)
  if (!panel?.art) return page
  const art = change(panel.art, around(panel.shape))
  return art === panel.art ? page : set_panel(page, no, { art })
}

export const move_art = (page: Page, no: number, dx: number, dy: number): Page => set_art(page, no, (art, frame) => art_moved(art, frame, dx, dy))
export const zoom_art = (page: Page, no: number, zoom: number, at?: Point): Page => set_art(page, no, (art, frame) => art_zoomed(art, frame, zoom, at))
export const put_alt = (page: Page, no: number, alt: string): Page => set_art(page, no, (art) => ({ ...art, alt }))

/// Shows a picture in a panel and keeps it among those to choose from. What was said of the one before stays said.
export function pick(page: Page, no: number, { asset_id, width_px, height_px }: Candidate, alt = ''): Page {
  const panel = panel_of(page, no)
  if (!panel || panel.art?.asset_id === asset_id) return page
  const one: Candidate = { asset_id, width_px, height_px }
  const others = panel.candidates.filter((other) => other.asset_id !== asset_id)
  const before = panel.art && !others.some((other) => other.asset_id === panel.art!.asset_id) ? [{ asset_id: panel.art.asset_id, width_px: panel.art.width_px, height_px: panel.art.height_px }] : []
  return set_panel(page, no, {
    art: { asset_id, width_px, height_px, zoom: 1000, dx: 0, dy: 0, alt: panel.art?.alt || alt.slice(0, MOST.alt) },
    candidates: [one, ...before, ...others].slice(0, MOST.candidates),
  })
}

export const clear_art = (page: Page, no: number): Page => (panel_of(page, no)?.art ? set_panel(page, no, { art: null }) : page)

export const drop_candidate = (page: Page, no: number, asset_id: string): Page => {
  const panel = panel_of(page, no)
  return panel ? set_panel(page, no, { candidates: panel.candidates.filter((one) => one.asset_id !== asset_id) }) : page
}

// -- letters --

/// A text that has to be broken into lines anew.
export const unset = (text: Lettering): Lettering => (text.set ? { ...text, set: null } : text)

/// Changes what a balloon or a text says or how.
export function set_words(page: Page, { kind, no }: Thing, fields: Partial<Omit<Lettering, 'set'>>): Page {
  const change = <T extends { no: number; text: Lettering }>(one: T): T => (one.no === no ? { ...one, text: { ...one.text, ...fields, set: null } } : one)
  if (kind === 'balloon') return { ...page, balloons: page.balloons.map(change) }
  return kind === 'text' ? { ...page, texts: page.texts.map(change) } : page
}

export const words_of = (page: Page, { kind, no }: Thing): Lettering | null => (kind === 'balloon' ? (balloon_of(page, no)?.text ?? null) : kind === 'text' ? (text_of(page, no)?.text ?? null) : null)

// -- balloons and texts --

/// Balloons and texts share their numbers here, so that one number on a page is one thing.
const next_no = (page: Page): number => highest(0, [...page.balloons, ...page.texts]) + 1

const has_tails = (kind: BalloonKind) => kind !== 'caption' && kind !== 'effect'
const FILL: Partial<Record<BalloonKind, string>> = { caption: '#fff6d6' }
const fill_of = (kind: BalloonKind) => FILL[kind] ?? '#ffffff'

export function add_balloon(page: Page, format: BookFormat, kind: BalloonKind, at: Point, language: string, styles: readonly TextStyle[]): { page: Page; thing: Thing } | null {
  if (page.balloons.length >= MOST.balloons) return null
  const no = next_no(page)
  const width = Math.round(format.width * (kind === 'caption' ? 0.34 : 0.26))
  const height = Math.round(width * (kind === 'caption' ? 0.3 : 0.58))
  const frame = on_page({ x: at.x - width / 2, y: at.y - height / 2, width, height }, format)
  const style = styles.some((one) => one.name === kind) ? kind : (styles[0]?.name ?? kind)
  const tails = has_tails(kind) ? [point_on_page({ x: at.x - width * 0.18, y: at.y + height * 1.1 }, format)] : []
  const panel = panel_at(page, centre(frame))?.no ?? null
  const text: Lettering = { text: '', style, language, vertical: false, set: null }
  const balloon: Balloon = { no, kind, frame, tails, text, panel, fill: fill_of(kind), turn: 0 }
  return { page: { ...page, balloons: [...page.balloons, balloon] }, thing: { kind: 'balloon', no } }
}

export function add_text(page: Page, format: BookFormat, at: Point, language: string, styles: readonly TextStyle[]): { page: Page; thing: Thing } | null {
  if (page.texts.length >= MOST.texts) return null
  const no = next_no(page)
  const width = format.width - 2 * format.margin
  const height = Math.round(format.height * 0.14)
  const frame = on_page({ x: format.margin, y: at.y - height / 2, width, height }, format)
  const style = styles.some((one) => one.name === 'story') ? 'story' : (styles[0]?.name ?? 'story')
  const block: TextBlock = { no, frame, text: { text: '', style, language, vertical: false, set: null }, backing: panel_at(page, centre(frame)) ? '#ffffff' : null }
  return { page: { ...page, texts: [...page.texts, block] }, thing: { kind: 'text', no } }
}

export const set_balloon = (page: Page, no: number, fields: Partial<Balloon>): Page => ({ ...page, balloons: page.balloons.map((one) => (one.no === no ? { ...one, ...fields } : one)) })
export const set_text = (page: Page, no: number, fields: Partial<TextBlock>): Page => ({ ...page, texts: page.texts.map((one) => (one.no === no ? { ...one, ...fields } : one)) })

/// Makes another kind of it. What follows from the kind changes with it unless it was chosen otherwise.
export function retype(page: Page, no: number, kind: BalloonKind, styles: readonly TextStyle[]): Page {
  const balloon = balloon_of(page, no)
  if (!balloon || balloon.kind === kind) return page
  const style = balloon.text.style === balloon.kind && styles.some((one) => one.name === kind) ? kind : balloon.text.style
  return set_balloon(page, no, {
    kind,
    tails: has_tails(kind) ? balloon.tails : [],
    fill: balloon.fill === fill_of(balloon.kind) ? fill_of(kind) : balloon.fill,
    turn: kind === 'effect' ? balloon.turn : 0,
    text: { ...balloon.text, style, set: null },
  })
}

/// A new size breaks the lines anew; another place alone doesn't.
export function set_frame(page: Page, { kind, no }: Thing, frame: Frame): Page {
  const change = <T extends { no: number; frame: Frame; text: Lettering }>(one: T): T =>
    one.no !== no ? one : { ...one, frame, text: one.frame.width === frame.width && one.frame.height === frame.height ? one.text : unset(one.text) }
  if (kind === 'balloon') return { ...page, balloons: page.balloons.map(change) }
  return kind === 'text' ? { ...page, texts: page.texts.map(change) } : page
}

/// Moves balloons and texts together as far as the page goes. What a tail points at stays where it is, and a balloon belongs to the
/// panel that its middle has come to lie in.
export function move_things(page: Page, format: BookFormat, things: readonly Thing[], dx: number, dy: number): Page {
  const frames = [...page.balloons.filter(({ no }) => has(things, { kind: 'balloon', no })), ...page.texts.filter(({ no }) => has(things, { kind: 'text', no }))].map((one) => one.frame)
  if (!frames.length) return page
  const [left, top] = [Math.min(...frames.map((one) => one.x)), Math.min(...frames.map((one) => one.y))]
  const all = { x: left, y: top, width: Math.max(...frames.map((one) => one.x + one.width)) - left, height: Math.max(...frames.map((one) => one.y + one.height)) - top }
  const to = on_page({ ...all, x: all.x + dx, y: all.y + dy }, format)
  const [by_x, by_y] = [to.x - left, to.y - top]
  if (by_x === 0 && by_y === 0) return page
  const go = (frame: Frame): Frame => ({ ...frame, x: frame.x + by_x, y: frame.y + by_y })
  return {
    ...page,
    balloons: page.balloons.map((one) => {
      if (!has(things, { kind: 'balloon', no: one.no })) return one
      const frame = go(one.frame)
      return { ...one, frame, panel: panel_at(page, centre(frame))?.no ?? null }
    }),
    texts: page.texts.map((one) => (has(things, { kind: 'text', no: one.no }) ? { ...one, frame: go(one.frame) } : one)),
  }
}

export function add_tail(page: Page, format: BookFormat, no: number): Page {
  const balloon = balloon_of(page, no)
  if (!balloon || !has_tails(balloon.kind) || balloon.tails.length >= MOST.tails) return page
  const { x, y, width, height } = balloon.frame
  // Each further one points another way.
  const [across, down] = [[0.2, 1.6], [0.8, 1.6], [0.2, -0.6], [0.8, -0.6]][balloon.tails.length]!
  return set_balloon(page, no, { tails: [...balloon.tails, point_on_page({ x: x + width * across!, y: y + height * down! }, format)] })
}
export function move_tail(page: Page, format: BookFormat, no: number, at: number, to: Point): Page {
  const balloon = balloon_of(page, no)
  return balloon ? set_balloon(page, no, { tails: balloon.tails.map((tail, index) => (index === at ? point_on_page(to, format) : tail)) }) : page
}
export function drop_tail(page: Page, no: number, at: number): Page {
  const balloon = balloon_of(page, no)
  return balloon ? set_balloon(page, no, { tails: balloon.tails.filter((_, index) => index !== at) }) : page
}

/// Turned to between -180 and 180 degrees.
export const turn_balloon = (page: Page, no: number, degrees: number): Page => set_balloon(page, no, { turn: ((((Math.round(degrees) + 180) % 360) + 360) % 360) - 180 })

/// Over or under the others of its kind.
export function raise(page: Page, { kind, no }: Thing, up: boolean): Page {
  const shifted = <T extends { no: number }>(list: T[]): T[] => {
    const at = list.findIndex((one) => one.no === no)
    const to = at + (up ? 1 : -1)
    return at < 0 || to < 0 || to >= list.length ? list : moved(list, at, to)
  }
  if (kind === 'balloon') return { ...page, balloons: shifted(page.balloons) }
  return kind === 'text' ? { ...page, texts: shifted(page.texts) } : page
}

/// Takes things away. Of a panel with art only the art goes: its place in the layout stays.
export function delete_things(page: Page, things: readonly Thing[]): Page {
  const panels = page.panels.map((one) => (one.art && has(things, { kind: 'panel', no: one.no }) ? { ...one, art: null } : one))
  return {
    ...page,
    panels: panels.some((one, at) => one !== page.panels[at]) ? panels : page.panels,
    balloons: page.balloons.filter(({ no }) => !has(things, { kind: 'balloon', no })),
    texts: page.texts.filter(({ no }) => !has(things, { kind: 'text', no })),
  }
}

/// Takes a panel out of the layout.
export const delete_panel = (page: Page, no: number): Page => ({
  ...page,
  last_no: highest(page.last_no, page.panels),
  panels: page.panels.filter((one) => one.no !== no),
  balloons: page.balloons.map((one) => (one.panel === no ? { ...one, panel: null } : one)),
})

// -- copies --

/// What was copied: balloons and texts to be put on any page, and what is in a panel, to be put into another.
export type Clip = { balloons: Balloon[]; texts: TextBlock[]; panel: Pick<Panel, 'art' | 'prompt' | 'camera' | 'cast' | 'candidates'> | null }

export function clip_of(page: Page, things: readonly Thing[]): Clip {
  const panel = page.panels.find(({ no }) => has(things, { kind: 'panel', no }))
  return {
    balloons: page.balloons.filter(({ no }) => has(things, { kind: 'balloon', no })),
    texts: page.texts.filter(({ no }) => has(things, { kind: 'text', no })),
    panel: panel ? { art: panel.art, prompt: panel.prompt, camera: panel.camera, cast: panel.cast, candidates: panel.candidates } : null,
  }
}

export const is_empty = (clip: Clip): boolean => !clip.panel && clip.balloons.length + clip.texts.length === 0

/// Puts copies onto a page, a little beside where they came from if something lies there already.
export function paste(page: Page, format: BookFormat, clip: Clip, into: number | null, styles: readonly TextStyle[]): { page: Page; things: Thing[] } {
  const things: Thing[] = []
  let next = page
  const taken = (frame: Frame) => [...page.balloons, ...page.texts].some((one) => one.frame.x === frame.x && one.frame.y === frame.y)
  const put = (frame: Frame): Frame => {
    let at = on_page(frame, format)
    for (let tries = 0; taken(at) && tries < 20; tries++) at = on_page({ ...at, x: at.x + 400, y: at.y + 400 }, format)
    return at
  }
  // Another book's styles of the same names may look otherwise.
  const named = (text: Lettering): Lettering => ({ ...text, set: null, style: styles.some((one) => one.name === text.style) ? text.style : (styles[0]?.name ?? text.style) })
  for (const one of clip.balloons.slice(0, Math.max(0, MOST.balloons - page.balloons.length))) {
    const no = next_no(next)
    const frame = put(one.frame)
    const tails = one.tails.map((tail) => point_on_page({ x: tail.x + frame.x - one.frame.x, y: tail.y + frame.y - one.frame.y }, format))
    next = { ...next, balloons: [...next.balloons, { ...one, no, frame, tails, panel: panel_at(next, centre(frame))?.no ?? null, text: named(one.text) }] }
    things.push({ kind: 'balloon', no })
  }
  for (const one of clip.texts.slice(0, Math.max(0, MOST.texts - page.texts.length))) {
    const no = next_no(next)
    next = { ...next, texts: [...next.texts, { ...one, no, frame: put(one.frame), text: named(one.text) }] }
    things.push({ kind: 'text', no })
  }
  const panel = panel_of(next, into)
  if (clip.panel && panel) {
    next = set_panel(next, panel.no, { ...clip.panel, art: clip.panel.art && settled(clip.panel.art, around(panel.shape)) })
    things.push({ kind: 'panel', no: panel.no })
  }
  return { page: next, things }
}
