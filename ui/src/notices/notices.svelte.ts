/// How much of what happened is news, as the live stream tells it; and that a page is before somebody's eyes.
import { session, when_gone } from '../auth/session.svelte'
import { say_looking, type NoticeNews } from './api'

/// The studio believes it a little longer than this.
const EVERY_MS = 60_000

let unread = $state(0)
let version = $state(0)

export const notices = {
  /// Up to a hundred.
  get unread() {
    return unread
  },
  /// Another one whenever something came.
  get version() {
    return version
  },
}

export function take_notices(news: NoticeNews): void {
  unread = news.unread
  version = news.version
}

when_gone(() => take_notices({ unread: 0, version: 0 }))

/// Says so while this page is seen, and once when it no longer is. Called once.
export function start_looking(): void {
  const say = () => {
    if (session.me) void say_looking(!document.hidden).catch(() => {})
  }
  document.addEventListener('visibilitychange', say)
  setInterval(() => {
    if (!document.hidden) say()
  }, EVERY_MS)
}

/// At once for whoever has just come in.
export function look_now(): void {
  if (!document.hidden) void say_looking(true).catch(() => {})
}
