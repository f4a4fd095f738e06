/// A book on other paper: every page is laid anew by the studio, and what has changed by it is counted before it is taken.
import { Refusal } from '../api/client'
import { edit_page, set_page } from './api'
import { around, placed } from './place'
import type { BookDocument, BookFormat, Page } from './types'

const AT_ONCE = 4
/// What print wants, pixels an inch; an inch is so many hundredths of a millimetre.
const DPI = 300
const INCH = 2540

export type Refitted = { document: BookDocument; /** places of pages that don't go onto the paper, counted from 1 */ refused: number[] }

export const same_paper = (one: BookFormat, two: BookFormat): boolean => one.width === two.width && one.height === two.height && one.bleed === two.bleed && one.margin === two.margin && one.paper_um === two.paper_um

/// Does something with each, few at a time, in order of their places; stops where `gone` says so.
async function each<T>(all: readonly T[], gone: () => boolean, act: (one: T, at: number) => Promise<void>): Promise<void> {
  let next = 0
  const go = async () => {
    while (next < all.length && !gone()) {
      const at = next++
      await act(all[at]!, at)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, go))
}

export async function refitted(book: BookDocument, to: BookFormat, told: (done: number) => void, gone: () => boolean, ask: typeof edit_page = edit_page): Promise<Refitted> {
  const pages = [...book.pages]
  const refused: number[] = []
  let done = 0
  await each(book.pages, gone, async (page, at) => {
    try {
      pages[at] = { ...(await ask(book, page, { kind: 'refit', to })), no: page.no, last_no: page.last_no }
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.status !== 400) throw problem
      refused.push(at + 1)
    }
    told(++done)
  })
  return { document: { ...book, format: to, pages }, refused: refused.sort((a, b) => a - b) }
}

/// How many texts don't fit where they stand.
export async function crowded_in(book: BookDocument, gone: () => boolean, ask: typeof set_page = set_page): Promise<number> {
  let all = 0
  await each(book.pages, gone, async (page) => {
    if (page.balloons.length + page.texts.length) all += (await ask(book, page, 'c-', 'thumb')).crowded.length
  })
  return all
}

/// How many pictures are printed coarser than print wants.
export function coarse_in(book: BookDocument): number {
  const is_coarse = ({ art, shape }: Page['panels'][number]) => !!art && (art.width_px * INCH) / Math.max(1, placed(art, around(shape)).width) < DPI
  return book.pages.reduce((sum, page) => sum + page.panels.filter(is_coarse).length, 0)
}
