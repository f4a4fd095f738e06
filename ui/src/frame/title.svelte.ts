/// The window's title: the page, the studio, and for a moment the news that a picture is ready.
import { session } from '../auth/session.svelte'
import { t } from '../messages/index.svelte'

// The overlay's title lies over the page's and goes with it.
let pages = $state.raw<{ id: symbol; page: string }[]>([])
let ready = $state(false)

export function set_page_title(id: symbol, page: string): void {
  const there = pages.some((one) => one.id === id)
  pages = there ? pages.map((one) => (one.id === id ? { id, page } : one)) : [...pages, { id, page }]
}

export function drop_page_title(id: symbol): void {
  pages = pages.filter((one) => one.id !== id)
}

export function set_ready(now: boolean): void {
  ready = now
}

export function window_title(): string {
  const page = pages.at(-1)?.page
  const whole = page && session.studio.name ? t('frame.title', { page, studio: session.studio.name }) : session.studio.name
  return ready ? t('create.done_title', { page: whole }) : whole
}
