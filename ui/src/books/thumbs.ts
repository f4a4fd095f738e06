/// Small drawings of pages, each asked for once and few at a time. A page that is replaced is another page: its drawing is forgotten
/// with it.
import { set_page } from './api'
import { note_lines, origin_of } from './lines'
import type { BookDocument, Page } from './types'

export type Paper = Pick<BookDocument, 'format' | 'language' | 'text_styles'>
type Kept = { format: unknown; styles: unknown; svg: Promise<string> }

const AT_ONCE = 3
const kept = new WeakMap<Page, Kept>()
const waiting: (() => Promise<void>)[] = []
let under_way = 0
let last = 0

async function next(): Promise<void> {
  if (under_way >= AT_ONCE) return
  const one = waiting.shift()
  if (!one) return
  under_way++
  await one()
  under_way--
  void next()
}

export function thumb_of(paper: Paper, shown: Page): Promise<string> {
  const page = origin_of(shown)
  const known = kept.get(page)
  if (known && known.format === paper.format && known.styles === paper.text_styles) return known.svg
  const name = `t${++last}-`
  const svg = new Promise<string>((done, fail) => {
    waiting.push(() => set_page(paper, page, name, 'thumb').then(({ svg, page: set }) => (note_lines(paper, page, set), done(svg)), fail))
    void next()
  })
  kept.set(page, { format: paper.format, styles: paper.text_styles, svg })
  svg.catch(() => kept.delete(page))
  return svg
}
