/// Books, as the studio keeps them. The shapes stand here by hand until the generated schema has them.
import { api, ask, every } from '../api/client'
import type { AssetBrief, Generation, Variant } from '../api/types'
import type { BookDocument, BookFormat, BookKind, Page, Point, Reading, Side, StoryLayout, TextStyle, Visibility } from './types'

export type BookBrief = { id: string; version: number; kind: BookKind; title: string; language: string; pages: number; cover: string | null; visibility: Visibility; created_at: string; changed_at: string }
export type BookPicture = {
  draw_id: string
  page_no: number
  panel_no: number
  generation_id: string
  state: Generation['state']
  progress: number
  assets: AssetBrief[]
  error: { code: string; message: string } | null
  created_at: string
}
export type Sharing = { visibility: Visibility; url: string | null; version: number | null }
export type Book = { id: string; version: number; document: BookDocument; pictures: BookPicture[]; sharing: Sharing; created_at: string; changed_at: string }
export type BookVersion = { version: number; title: string; pages: number; saved_at: string; restored_from: number | null }
export type NewBook = { id: string; kind: BookKind; title: string; language: string; format: string; reading?: Reading; pages?: number; template?: string }
export type Papers = { formats: { name: string; kind: BookKind; format: BookFormat }[]; templates: { name: string; panels: number }[]; story_layouts: StoryLayout[]; text_styles: TextStyle[] }
export type PageMaking = { kind: 'template'; name: string } | { kind: 'story'; layout: StoryLayout; text: string } | { kind: 'title'; role: Page['role']; title: string; by: string }
export type PageEdit =
  | { kind: 'split'; panel: number; from: Point; to: Point; gutter: number }
  | { kind: 'merge'; one: number; two: number }
  | { kind: 'drag_gutter'; panel: number; edge: number; by: number }
  | { kind: 'reorder'; panel: number; to: number }
  | { kind: 'in_order' }
  | { kind: 'reshape'; panel: number; shape: Point[]; over: boolean }
  | { kind: 'lift'; panel: number; up: boolean }
  | { kind: 'bleed'; panel: number; side: Side; out: boolean }
  | { kind: 'refit'; to: BookFormat }
/// A text that doesn't fit: balloons and texts have numbers of their own.
export type TextPlace = { kind: 'balloon' | 'text'; no: number }
export type PageSet = { page: Page; svg: string; crowded: TextPlace[] }
export type PanelPlace = { page_no: number; panel_no: number }
export type BookCheck = { coarse: (PanelPlace & { dpi: number })[]; empty: PanelPlace[]; crowded: ({ page_no: number } & TextPlace)[]; without_alt: PanelPlace[] }
export type Drawing = { version: number; panels: PanelPlace[]; model: string; tier?: string; quality?: string; count?: number }
export type BookQuote = { credits: number; panels: number; lines: { label: string; count: number; credits_each: number; credits: number }[]; plan_needed: string | null }
export type BookDrawn = { id: string; credits: number; pictures: BookPicture[] }
/// Why a plan is another than was asked for.
export type PlanNote = 'off' | 'away' | 'busy' | 'late' | 'refused' | 'unreadable' | 'partly' | 'reworded'
/// `whole` is false where the text is longer than a book.
export type Plan = { by: 'rules' | 'model'; note: PlanNote | null; whole?: boolean; document: BookDocument }
export type PlanRequest = { text: string; kind: BookKind; language: string; format: string; reading?: Reading; title?: string; by?: Plan['by'] }
export type ReadBook = {
  title: string
  language: string
  kind: BookKind
  reading: Reading
  format: { width: number; height: number }
  pages: { no: number; role: Page['role']; alt: string }[]
  studio: string
  is_listed: boolean
}
export type BookNews = { id: string; version: number; changed_at: string }
export type BookExport = { kind: 'book'; book_id: string; version?: number; format: 'png' | 'zip' | 'cbz' | 'epub' | 'pdf' | 'pdf_print'; page_no?: number; width_px?: number }
export type ExportWarning = { code: string; message: string; pages: number[] }

type Init = { params?: { path?: Record<string, string | number>; query?: Record<string, unknown> }; body?: unknown; signal?: AbortSignal }
type Call = <T>(path: string, init?: Init) => Promise<{ data?: T; error?: unknown; response: Response }>
/// The same door to the server, for addresses that its generated types don't know yet.
const door = api as unknown as { GET: Call; POST: Call; PUT: Call; DELETE: Call }

const of = (id: string) => ({ path: { id } })

export const list_books = (): Promise<BookBrief[]> => every((cursor) => ask(door.GET<{ items: BookBrief[]; next_cursor: string | null }>('/api/v1/books', { params: { query: { limit: 100, ...cursor } } })), 200)
export const create_book = (body: NewBook | { id: string; document: BookDocument }): Promise<Book> => ask(door.POST<Book>('/api/v1/books', { body }))
export const get_book = (id: string): Promise<Book> => ask(door.GET<Book>('/api/v1/books/{id}', { params: of(id) }))
export const put_book = (id: string, version: number, document: BookDocument): Promise<Book> => ask(door.PUT<Book>('/api/v1/books/{id}', { params: of(id), body: { version, document } }))
export const delete_book = (id: string) => ask(door.DELETE('/api/v1/books/{id}', { params: of(id) }))

export const list_versions = (id: string): Promise<BookVersion[]> =>
  every((cursor) => ask(door.GET<{ items: BookVersion[]; next_cursor: string | null }>('/api/v1/books/{id}/versions', { params: { ...of(id), query: { limit: 100, ...cursor } } })), 200)
export const restore_version = (id: string, version: number, current: number): Promise<Book> =>
  ask(door.POST<Book>('/api/v1/books/{id}/versions/{version}/restore', { params: { path: { id, version } }, body: { version: current } }))
export const version_page = async (id: string, version: number, page_no: number): Promise<string> =>
  (await ask(door.GET<{ svg: string }>('/api/v1/books/{id}/versions/{version}/pages/{page_no}/svg', { params: { path: { id, version, page_no }, query: { variant: 'thumb' } } }))).svg
export const get_version = (id: string, version: number): Promise<{ version: number; saved_at: string; document: BookDocument }> =>
  ask(door.GET<{ version: number; saved_at: string; document: BookDocument }>('/api/v1/books/{id}/versions/{version}', { params: { path: { id, version } } }))

export const get_words = async (id: string): Promise<string[]> => (await ask(door.GET<{ items: string[] }>('/api/v1/books/{id}/words', { params: of(id) }))).items
export const copy_book = (id: string, body: { id: string; language: string; words: string[] }): Promise<Book> => ask(door.POST<Book>('/api/v1/books/{id}/copy', { params: of(id), body }))
export const check_book = (id: string, dpi = 300): Promise<BookCheck> => ask(door.GET<BookCheck>('/api/v1/books/{id}/check', { params: { ...of(id), query: { dpi } } }))
export const share_book = (id: string, visibility: Visibility): Promise<Sharing> => ask(door.PUT<Sharing>('/api/v1/books/{id}/sharing', { params: of(id), body: { visibility } }))

let papers: Promise<Papers> | null = null
/// They change only with the studio itself; asked for once.
export const get_papers = (): Promise<Papers> => (papers ??= ask(door.GET<Papers>('/api/v1/books/papers')).catch((problem) => ((papers = null), Promise.reject(problem))))

type Paper = Pick<BookDocument, 'format' | 'reading' | 'language'>
export const new_page = async ({ format, reading, language }: Paper, make: PageMaking): Promise<Page> => (await ask(door.POST<{ page: Page }>('/api/v1/books/new-page', { body: { format, reading, language, make } }))).page
export const edit_page = async ({ format, reading }: Paper, page: Page, edit: PageEdit): Promise<Page> => (await ask(door.POST<{ page: Page }>('/api/v1/books/edit-page', { body: { format, reading, page, edit } }))).page
export const set_page = ({ format, language, text_styles }: Pick<BookDocument, 'format' | 'language' | 'text_styles'>, page: Page, name: string, variant: Variant): Promise<PageSet> =>
  ask(door.POST<PageSet>('/api/v1/books/set-page', { body: { format, language, text_styles, page, name, variant } }))

export const plan_book = (body: PlanRequest, signal?: AbortSignal): Promise<Plan> => ask(door.POST<Plan>('/api/v1/books/plan', { body, signal }))
export const quote_drawing = (id: string, body: Drawing): Promise<BookQuote> => ask(door.POST<BookQuote>('/api/v1/books/{id}/quote', { params: of(id), body }))
export const draw_panels = (id: string, body: Drawing & { id: string; accepted_credits: number }): Promise<BookDrawn> => ask(door.POST<BookDrawn>('/api/v1/books/{id}/generate', { params: of(id), body }))
export const propose_balloons = async ({ format, reading }: Paper, page: Page): Promise<Page> => (await ask(door.POST<{ page: Page }>('/api/v1/books/propose-balloons', { body: { format, reading, page } }))).page

export const read_book = (token: string): Promise<ReadBook> => ask(door.GET<ReadBook>('/api/v1/read/{token}', { params: { path: { token } } }))
export const read_page = async (token: string, page_no: number): Promise<string> => (await ask(door.GET<{ svg: string }>('/api/v1/read/{token}/pages/{page_no}', { params: { path: { token, page_no } } }))).svg
