/// The window's title: the page, the studio, and for a moment the news that a picture is ready.
import { session } from '../auth/session.svelte'
import { t } from '../messages/index.svelte'

let page = $state('')
let ready = $state(false)

export function set_page_title(title: string): void {
  page = title
}

export function set_ready(now: boolean): void {
  ready = now
}

export function window_title(): string {
  const whole = page && session.studio.name ? t('frame.title', { page, studio: session.studio.name }) : session.studio.name
  return ready ? t('create.done_title', { page: whole }) : whole
}
