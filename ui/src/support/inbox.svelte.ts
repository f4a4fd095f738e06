/// What the live stream tells of everybody's conversations, for those who look after them.
import { when_gone } from '../auth/session.svelte'
import type { InboxNews } from './api'

let waiting = $state(0)
let version = $state(0)

export const inbox = {
  /// Conversations that wait for an answer.
  get waiting() {
    return waiting
  },
  /// Another one whenever something changed.
  get version() {
    return version
  },
}

export function take_inbox(news: InboxNews): void {
  waiting = news.waiting
  version = news.version
}

when_gone(() => take_inbox({ waiting: 0, version: 0 }))
