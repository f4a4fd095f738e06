/// Words for the names that books are made of.
import { number, t, t_or } from '../messages/index.svelte'
import type { BookFormat, BookKind, Page } from './types'

export const kind_label = (kind: BookKind): string => (kind === 'comic' ? t('book.comic') : t('book.storybook'))
export const format_label = (name: string): string => t_or(`book.format.${name}`, name)
export const template_label = (name: string): string => t_or(`book.template.${name}`, name)
export const layout_label = (name: string): string => t_or(`book.layout.${name}`, name)
export const camera_label = (name: string): string => t_or(`book.camera_of.${name}`, name)
export const balloon_label = (name: string): string => t_or(`book.balloon_of.${name}`, name)
export const role_label = (name: string): string => t_or(`book.role_of.${name}`, name)
export const reading_label = (name: string): string => t_or(`book.reading_of.${name}`, name)
export const style_name_label = (name: string): string => t_or(`book.style_of.${name}`, name)
export const millimetres = (hundredths: number): string => number(Math.round(hundredths / 10) / 10)
export const paper_label = ({ width, height }: Pick<BookFormat, 'width' | 'height'>): string => t('book.paper', { width: millimetres(width), height: millimetres(height) })

/// What a page is called: by its part in the book, or where it stands.
export const page_label = (page: Page, at: number): string => (page.role === 'body' ? t('book.page_n', { n: at + 1 }) : t('book.page_n_role', { n: at + 1, role: role_label(page.role) }))

/// The beginning of a text, on one line.
export const opening = (text: string, most = 60): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line
}
