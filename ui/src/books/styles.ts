/// How texts of one name look: changed, copied, renamed and taken out for the whole book at once.
import { unset } from './change'
import { MOST, type BookDocument, type Lettering, type Page, type TextStyle } from './types'

type Worded = { text: Lettering }

/// The book with every text of a style changed; pages without one stay the same.
function each_text(book: BookDocument, name: string, change: (text: Lettering, fallback: string | null) => Lettering): BookDocument['pages'] {
  const again = <T extends Worded>(one: T, kind: string | null): T => {
    if (one.text.style !== name) return one
    const text = change(one.text, kind)
    return text === one.text ? one : { ...one, text }
  }
  return book.pages.map((page): Page => {
    const balloons = page.balloons.map((one) => again(one, one.kind))
    const texts = page.texts.map((one) => again(one, null))
    const same = balloons.every((one, at) => one === page.balloons[at]) && texts.every((one, at) => one === page.texts[at])
    return same ? page : { ...page, balloons, texts }
  })
}

const has = (book: BookDocument, name: string): boolean => book.text_styles.some((one) => one.name === name)
/// A name as the studio keeps it.
const tidy = (name: string): string => name.replace(/\s+/g, ' ').trim().slice(0, MOST.style_name)

/// How many texts of the book look so.
export const uses = (book: BookDocument, name: string): number => book.pages.reduce((sum, page) => sum + [...page.balloons, ...page.texts].filter((one) => one.text.style === name).length, 0)

/// Changes how all texts of one name look; those are broken into lines anew.
export function set_style(book: BookDocument, name: string, fields: Partial<Omit<TextStyle, 'name'>>): BookDocument {
  const text_styles = book.text_styles.map((one) => {
    if (one.name !== name) return one
    const next = { ...one, ...fields }
    return next.size_min > next.size_max ? { ...next, ...(fields.size_min === undefined ? { size_min: next.size_max } : { size_max: next.size_min }) } : next
  })
  return { ...book, text_styles, pages: each_text(book, name, unset) }
}

/// A copy of a style under a name that none has; `label` is what people call the one it is made of. Nothing where the book has all that
/// it may have.
export function copy_style(book: BookDocument, name: string, label: string): { book: BookDocument; name: string } | null {
  const at = book.text_styles.findIndex((one) => one.name === name)
  if (at < 0 || book.text_styles.length >= MOST.styles) return null
  let fresh = ''
  for (let n = 2; !fresh || has(book, fresh); n++) fresh = `${tidy(label).slice(0, MOST.style_name - 4)} ${n}`
  const text_styles = book.text_styles.toSpliced(at + 1, 0, { ...book.text_styles[at]!, name: fresh })
  return { book: { ...book, text_styles }, name: fresh }
}

/// Another name for a style; its texts go with it. Nothing where the name is empty or taken.
export function rename_style(book: BookDocument, name: string, to: string): { book: BookDocument; name: string } | null {
  const fresh = tidy(to)
  if (!fresh || has(book, fresh) || !has(book, name)) return null
  const text_styles = book.text_styles.map((one) => (one.name === name ? { ...one, name: fresh } : one))
  return { book: { ...book, text_styles, pages: each_text(book, name, (text) => ({ ...text, style: fresh })) }, name: fresh }
}

/// What texts of a style fall back on when it goes: the one that is named as their kind of balloon is, else the first.
export const fallback_of = (book: BookDocument, name: string, kind: string | null): string | null => {
  const left = book.text_styles.filter((one) => one.name !== name)
  return (left.find((one) => one.name === (kind ?? 'story')) ?? left[0])?.name ?? null
}

/// The book without a style. The last one stays.
export function drop_style(book: BookDocument, name: string): BookDocument {
  if (book.text_styles.length < 2 || !has(book, name)) return book
  const pages = each_text(book, name, (text, kind) => ({ ...text, style: fallback_of(book, name, kind) ?? text.style, set: null }))
  return { ...book, text_styles: book.text_styles.filter((one) => one.name !== name), pages }
}
