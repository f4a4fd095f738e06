/// Puts a page's drawing into the document so that nothing flickers: what is drawn as before stays as it is, and pictures that are there
/// are not fetched again.
import type { Shift } from './difference'

const PART = /^(panel|balloon|text)$/

const key_in = (element: Element): string | null => {
  for (const name of ['panel', 'balloon', 'text']) {
    const no = (element as SVGElement).dataset[name]
    if (no !== undefined && PART.test(name)) return `${name}:${no}`
  }
  return null
}

export class Painting {
  #host: HTMLElement
  #markup = new Map<string, string>()

  constructor(host: HTMLElement) {
    this.#host = host
  }

  get #svg(): SVGSVGElement | null {
    return this.#host.querySelector('svg')
  }

  /// The parts of the drawing that are drawn on one of them.
  put(svg: string): void {
    const template = document.createElement('template')
    template.innerHTML = svg
    const next = template.content.querySelector('svg')
    if (!next) return this.clear()
    next.setAttribute('aria-hidden', 'true')
    const now = this.#svg
    const parts = [...next.children].filter((one) => key_in(one))
    const markup = new Map(parts.map((one) => [key_in(one)!, one.outerHTML]))
    if (now && now.getAttribute('viewBox') === next.getAttribute('viewBox')) {
      const old = new Map([...now.children].map((one) => [key_in(one), one]))
      for (const part of parts) {
        const key = key_in(part)!
        const before = old.get(key)
        if (!before) continue
        if (this.#markup.get(key) === markup.get(key)) part.replaceWith(this.#plain(before as SVGElement, part as SVGElement))
        else this.#keep_picture(before, part)
      }
      now.replaceChildren(...next.childNodes)
    } else this.#host.replaceChildren(next)
    this.#markup = markup
  }

  clear(): void {
    this.#host.replaceChildren()
    this.#markup.clear()
  }

  /// Shows what has moved since.
  shift(list: readonly Shift[]): void {
    const svg = this.#svg
    if (!svg) return
    const by_key = new Map(list.map((one) => [one.key, one]))
    for (const part of svg.children) {
      const key = key_in(part)
      if (!key) continue
      const one = by_key.get(key)
      const group = part as SVGElement
      group.style.display = one && 'gone' in one ? 'none' : ''
      if (one && 'transform' in one) group.setAttribute('transform', one.transform)
      else group.removeAttribute('transform')
      const image = one && 'image' in one ? group.querySelector('image') : null
      if (image && one && 'image' in one) for (const name of ['x', 'y', 'width', 'height'] as const) image.setAttribute(name, String(one.image[name]))
    }
  }

  /// An element as the studio drew it.
  #plain(kept: SVGElement, fresh: SVGElement): SVGElement {
    kept.style.display = ''
    kept.removeAttribute('transform')
    const [image, drawn] = [kept.querySelector('image'), fresh.querySelector('image')]
    if (image && drawn) for (const name of ['x', 'y', 'width', 'height']) image.setAttribute(name, drawn.getAttribute(name) ?? '0')
    return kept
  }

  #keep_picture(before: Element, part: Element): void {
    const [old, fresh] = [before.querySelector('image'), part.querySelector('image')]
    if (!old || !fresh || old.getAttribute('href') !== fresh.getAttribute('href')) return
    for (const { name, value } of fresh.attributes) old.setAttribute(name, value)
    old.replaceChildren(...fresh.childNodes)
    fresh.replaceWith(old)
  }
}
