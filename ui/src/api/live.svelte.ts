/// The live stream: one connection for all tabs of a browser, opened again when it breaks, and polling where it is blocked.
import { forget_me, session } from '../auth/session.svelte'
import { jobs, reread_live, take_generation } from '../generation/jobs.svelte'
import type { Export } from '../exports/api'
import type { BookNews } from '../books/api'
import { take_book } from '../books/news'
import { take_export } from '../exports/news'
import { missed_payments, take_payment } from '../money/news'
import type { ConversationNews, InboxNews } from '../support/api'
import type { NoticeNews } from '../notices/api'
import { take_notices } from '../notices/notices.svelte'
import { chat, missed_conversation } from '../support/chat.svelte'
import { take_inbox } from '../support/inbox.svelte'
import { load_wallet, set_wallet } from '../wallet/wallet.svelte'
import { api } from './client'
import type { Generation, Payment, Wallet } from './types'

type News = { kind: 'generation'; data: Generation } | { kind: 'wallet'; data: Wallet } | { kind: 'export'; data: Export } | { kind: 'payment'; data: Payment } | { kind: 'book'; data: BookNews } | { kind: 'conversation'; data: ConversationNews } | { kind: 'inbox'; data: InboxNews } | { kind: 'notices'; data: NoticeNews } | { kind: 'me' }

const SILENT_MS = 8_000
const POLL_MS = 2_000
const LONGEST_WAIT_MS = 30_000
/// A stream that lasted this long was a good one: the next break is a new one, not the same again.
const STEADY_MS = 10_000

let offline = $state(typeof navigator !== 'undefined' && navigator.onLine === false)
let channel: BroadcastChannel | null = null
let source: EventSource | null = null
let poll: ReturnType<typeof setInterval> | undefined
let again: ReturnType<typeof setTimeout> | undefined
let attempts = 0
let heard_at = 0
let stop_leading: (() => void) | null = null
let waiting_to_lead: AbortController | null = null
let running = false

export const live = {
  get offline() {
    return offline
  },
}

function take(news: News): void {
  heard_at = Date.now()
  if (news.kind === 'generation') take_generation(news.data)
  else if (news.kind === 'wallet') set_wallet(news.data)
  else if (news.kind === 'export') take_export(news.data)
  else if (news.kind === 'payment') take_payment(news.data)
  else if (news.kind === 'book') take_book(news.data)
  else if (news.kind === 'conversation') chat.take(news.data)
  else if (news.kind === 'inbox') take_inbox(news.data)
  else if (news.kind === 'notices') take_notices(news.data)
  else forget_me()
}

function tell(news: News): void {
  // The others are told first: taking the end of a session in clears whose it was.
  channel?.postMessage({ news, of: session.me?.id })
  take(news)
}

function open(): void {
  clearTimeout(again)
  source?.close()
  // A visitor hears only what they are answered.
  source = new EventSource(session.me ? '/api/v1/events' : '/api/v1/conversation/events')
  const read = <T>(event: Event): T => JSON.parse((event as MessageEvent<string>).data) as T
  let opened_at = 0
  source.addEventListener('open', () => {
    opened_at = Date.now()
    // What ended while nobody listened is told by no stream.
    if (attempts) void reread().catch(() => {})
  })
  source.addEventListener('generation', (event) => tell({ kind: 'generation', data: read(event) }))
  source.addEventListener('wallet', (event) => tell({ kind: 'wallet', data: read(event) }))
  source.addEventListener('export', (event) => tell({ kind: 'export', data: read(event) }))
  source.addEventListener('payment', (event) => tell({ kind: 'payment', data: read(event) }))
  source.addEventListener('book', (event) => tell({ kind: 'book', data: read(event) }))
  source.addEventListener('conversation', (event) => tell({ kind: 'conversation', data: read(event) }))
  source.addEventListener('inbox', (event) => tell({ kind: 'inbox', data: read(event) }))
  source.addEventListener('notices', (event) => tell({ kind: 'notices', data: read(event) }))
  source.addEventListener('me', () => tell({ kind: 'me' }))
  source.addEventListener('error', () => {
    source?.close()
    source = null
    if (!running) return
    if (opened_at && Date.now() - opened_at > STEADY_MS) attempts = 0
    // The stream doesn't say why it broke; asking who we are tells an ended session from a broken line.
    if (!session.me) missed_conversation()
    else
      void api.GET('/api/v1/me').then(
        ({ response }) => response.status === 401 && tell({ kind: 'me' }),
        () => {},
      )
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempts++)
    again = setTimeout(open, wait * (0.75 + Math.random() / 2))
  })
}

/// A browser allows only a handful of connections to one server, and a stream holds one for good: so one tab leads and tells the
/// others. Where locks are missing (plain http on a foreign host) every tab has its own.
function lead(): void {
  if (!navigator.locks) return open()
  waiting_to_lead = new AbortController()
  navigator.locks
    .request('easel.live', { signal: waiting_to_lead.signal }, () => {
      if (!running) return
      open()
      return new Promise<void>((resolve) => (stop_leading = resolve))
    })
    .catch(() => {})
}

/// When nothing has been heard although something is under way, it is read by hand.
async function look(): Promise<void> {
  if (!running || offline || document.hidden) return
  const silent = Date.now() - heard_at > SILENT_MS
  if (!silent || !jobs.live.length) return
  await reread().catch(() => {})
}

async function reread(): Promise<void> {
  missed_conversation()
  if (!session.me) return
  missed_payments()
  await Promise.all([reread_live(), load_wallet()])
}

/// Another tab may have signed in as someone else meanwhile: then nothing on this page is theirs.
async function same_person(): Promise<boolean> {
  if (!session.me) return true
  const { data } = await api.GET('/api/v1/me')
  if (data && session.me && data.id !== session.me.id) location.reload()
  return data?.id === session.me?.id
}

function on_focus(): void {
  if (!running || document.hidden) return
  void same_person().catch(() => {})
  void reread().catch(() => {})
}

function on_line(): void {
  offline = !navigator.onLine
  if (!offline && running) {
    attempts = 0
    if (stop_leading || !navigator.locks) open()
    on_focus()
  }
}

export function start_live(): void {
  if (running) return
  running = true
  heard_at = Date.now()
  channel = 'BroadcastChannel' in window ? new BroadcastChannel('easel.live') : null
  if (channel) channel.onmessage = (event: MessageEvent<{ news: News; of?: string }>) => event.data.of === session.me?.id && take(event.data.news)
  lead()
  poll = setInterval(() => void look(), POLL_MS)
}

export function stop_live(): void {
  running = false
  clearTimeout(again)
  clearInterval(poll)
  source?.close()
  source = null
  waiting_to_lead?.abort()
  stop_leading?.()
  stop_leading = null
  channel?.close()
  channel = null
}

if (typeof window !== 'undefined') {
  document.addEventListener('visibilitychange', on_focus)
  addEventListener('online', on_line)
  addEventListener('offline', on_line)
}
