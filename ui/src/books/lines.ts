/// How the studio has broken a page's texts into lines. What a recipe is saved with stays so, whatever typefaces come later: the screen
/// and every file break at the same places.
import { set_page } from './api'
import type { Paper } from './thumbs'
import type { BookDocument, Page, SetText } from './types'

/// Most pages that are asked for on the way of one save; what is left keeps for later ones.
const ASKED = 24
const AT_ONCE = 4

type Lines = { styles: unknown; balloons: Map<number, SetText | null>; texts: Map<number, SetText | null> }
const known = new WeakMap<Page, Lines>()
const origins = new WeakMap<Page, Page>()

const lines_in = (page: Page, styles: unknown): Lines => ({ styles, balloons: new Map(page.balloons.map((one) => [one.no, one.text.set])), texts: new Map(page.texts.map((one) => [one.no, one.text.set])) })

/// Remembers the lines of a page, as the studio answered them.
export const note_lines = (paper: Paper, page: Page, answered: Page): void => void known.set(page, lines_in(answered, paper.text_styles))

/// The page that one with lines was made of; what was drawn of that is what this one looks like.
export const origin_of = (page: Page): Page => origins.get(page) ?? page

export const wants_lines = (page: Page): boolean => [...page.balloons, ...page.texts].some(({ text }) => !text.set && text.text.trim())

function filled(page: Page, lines: Lines): Page {
  const put = <T extends Page['balloons'][number] | Page['texts'][number]>(one: T, of: Map<number, SetText | null>): T => {
    const set = of.get(one.no)
    return one.text.set || !set || !one.text.text.trim() ? one : { ...one, text: { ...one.text, set } }
  }
  const next = { ...page, balloons: page.balloons.map((one) => put(one, lines.balloons)), texts: page.texts.map((one) => put(one, lines.texts)) }
  origins.set(next, origin_of(page))
  return next
}

/// The book with the lines of its texts, as far as they are known or can be asked for; the same book where none is missing.
export async function with_lines(book: BookDocument, ask: typeof set_page = set_page): Promise<BookDocument> {
  const of = (page: Page) => {
    const lines = known.get(page)
    return lines?.styles === book.text_styles ? lines : null
  }
  const missing = book.pages.filter(wants_lines)
  if (!missing.length) return book
  const asked = missing.filter((page) => !of(page)).slice(0, ASKED)
  const next = async (): Promise<void> => {
    for (let page = asked.shift(); page; page = asked.shift()) {
      try {
        note_lines(book, page, (await ask(book, page, 'l-', 'thumb')).page)
      } catch {
        // Without lines of its own a text is broken when it is drawn.
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  const pages = book.pages.map((page) => {
    const lines = wants_lines(page) && of(page)
    return lines ? filled(page, lines) : page
  })
  return pages.some((page, at) => page !== book.pages[at]) ? { ...book, pages } : book
}
