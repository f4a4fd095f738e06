/// The drawing of the page that is worked on. It follows the page a moment later; what moves meanwhile is moved in the old drawing.
import { Refusal } from '../api/client'
import { t } from '../messages/index.svelte'
import { set_page, type TextPlace } from './api'
import { note_lines, origin_of } from './lines'
import type { Paper } from './thumbs'
import type { Page } from './types'

type Drawn = { page: Page; styles: unknown; svg: string; crowded: TextPlace[] }

const REST_MS = 110
const AGAIN_MS = 3000

export class PageDrawing {
  now = $state.raw<Drawn | null>(null)
  waiting = $state(false)
  problem = $state<string | null>(null)
  /// Drawings of pages as they were: to and fro between pages, and undo, show at once.
  #known = new WeakMap<Page, Drawn>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = false
  #wanted: { paper: Paper; page: Page } | null = null

  show(paper: Paper, page: Page): void {
    this.#wanted = { paper, page }
    const known = this.#known.get(origin_of(page))
    clearTimeout(this.#timer)
    if (known && known.styles === paper.text_styles) {
      this.now = known
      this.waiting = false
      this.problem = null
      return
    }
    const another = this.now?.page.no !== page.no
    if (another) this.now = null
    this.waiting = true
    this.#timer = setTimeout(() => void this.#ask(), another ? 0 : REST_MS)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#wanted = null
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted
    if (!wanted || this.#asking) return
    this.#asking = true
    const { paper, page } = wanted
    try {
      const { svg, crowded, page: set } = await set_page(paper, page, `e${page.no}-`, 'preview')
      const drawn: Drawn = { page, styles: paper.text_styles, svg, crowded }
      this.#known.set(origin_of(page), drawn)
      note_lines(paper, page, set)
      if (this.#wanted?.page.no === page.no) this.now = drawn
      this.problem = null
    } catch (problem) {
      if (problem instanceof Refusal && problem.status < 500 && problem.status !== 429) this.problem = problem.message || t('book.undrawn')
      else if (this.#wanted === wanted) this.#timer = setTimeout(() => void this.#ask(), AGAIN_MS)
    } finally {
      this.#asking = false
    }
    // What has changed meanwhile is drawn next.
    if (this.#wanted && this.#wanted !== wanted) void this.#ask()
    else this.waiting = false
  }
}
