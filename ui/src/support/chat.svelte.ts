/// The person's own conversation with the studio: what was said, what is being written, and what came meanwhile. Of a visitor there is
/// nothing to ask for before they wrote something; that they did is remembered, because their token is not for pages to see.
import { Refusal } from '../api/client'
import type { Asset } from '../api/types'
import { session, when_gone } from '../auth/session.svelte'
import { uuidv7 } from '../generation/uuidv7'
import { drop_form, keep_form, read_form } from '../kit/forms'
import { keep, read_kept } from '../kit/storage'
import { announce, toast } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { close_overlay, router } from '../router/router.svelte'
import { have_read, read_own, say, type ConversationNews, type Message, type OwnConversation } from './api'

const VISITING = 'easel.visiting'
const DRAFT = 'chat'

type Draft = { id: string; text: string; asset: { id: string; width: number; height: number } | null; task: string | null }
const nothing = (): Draft => ({ id: uuidv7(), text: '', asset: null, task: null })

class Chat {
  open = $state(false)
  /// A visitor has a conversation in this browser.
  visiting = $state(read_kept<boolean>(VISITING) === true)
  items = $state.raw<Message[]>([])
  has_earlier = $state(false)
  state = $state<OwnConversation['state']>(null)
  email = $state<string | null>(null)
  read_no = $state(0)
  seen_no = $state(0)
  unread = $state(0)
  loaded = $state(false)
  trouble = $state(false)
  busy = $state(false)
  /// Why the last message was not sent.
  problem = $state<string | null>(null)
  draft = $state<Draft>({ ...nothing(), ...read_form<Partial<Draft>>(DRAFT) })
  #told_no = 0
  #turn = 0

  /// Whether there can be anything to read.
  get known(): boolean {
    return !!session.me || this.visiting
  }

  get last_no(): number {
    return this.items.at(-1)?.no ?? 0
  }

  show(): void {
    this.open = true
    this.problem = null
    if (this.known) void this.read()
    else this.loaded = true
  }

  hide(): void {
    this.open = false
  }

  /// The newest messages; earlier ones that stand there stay.
  read = async (): Promise<void> => {
    const mine = ++this.#turn
    this.trouble = false
    try {
      const now = await read_own()
      if (mine !== this.#turn) return
      this.#take(now, this.items.filter((one) => one.no < (now.items[0]?.no ?? 0)), now.has_earlier)
      this.loaded = true
      if (!session.me && !now.state) this.#visit(false)
      void this.mark()
    } catch {
      if (mine === this.#turn && !this.loaded) this.trouble = true
    }
  }

  earlier = async (): Promise<void> => {
    const first = this.items[0]?.no
    if (first === undefined || this.busy) return
    this.busy = true
    try {
      const before = await read_own(first)
      this.items = [...before.items, ...this.items.filter((one) => one.no > (before.items.at(-1)?.no ?? 0))]
      this.has_earlier = before.has_earlier
    } catch {
      toast(t('chat.trouble'), { tone: 'bad' })
    }
    this.busy = false
  }

  #take(now: OwnConversation, before: Message[], has_earlier: boolean): void {
    const gap = before.length > 0 && before.at(-1)!.no + 40 < (now.items[0]?.no ?? 0)
    this.items = gap ? now.items : [...before, ...now.items]
    this.has_earlier = before.length && !gap ? this.has_earlier : has_earlier
    this.state = now.state
    this.email = now.email
    this.read_no = now.read_no
    this.seen_no = now.seen_no
    this.unread = this.items.filter((one) => one.side === 'studio' && one.no > now.read_no).length
    this.#told_no = Math.max(this.#told_no, this.last_no)
  }

  /// What stands there has been seen.
  async mark(): Promise<void> {
    if (!this.open || document.hidden || this.last_no <= this.read_no) return
    const no = this.last_no
    this.unread = 0
    try {
      await have_read(no)
      this.read_no = Math.max(this.read_no, no)
    } catch {
      // It is marked next time.
    }
  }

  keep(): void {
    const { text, asset, task } = this.draft
    keep_form(DRAFT, text || asset || task ? $state.snapshot(this.draft) : null)
  }

  send = async (email = ''): Promise<boolean> => {
    const draft = $state.snapshot(this.draft)
    if (this.busy || (!draft.text.trim() && !draft.asset && !draft.task)) return false
    this.busy = true
    this.problem = null
    try {
      const made = await say({ id: draft.id, text: draft.text, ...(draft.asset ? { asset_id: draft.asset.id } : {}), ...(draft.task ? { generation_id: draft.task } : {}), ...(email ? { email } : {}) })
      if (!session.me && !this.visiting) this.#visit(true)
      this.#turn++
      if (email) this.email = email
      this.items = [...this.items.filter((one) => one.no < made.no), made]
      this.state = 'open'
      this.read_no = this.#told_no = made.no
      this.draft = nothing()
      drop_form(DRAFT)
      this.busy = false
      return true
    } catch (problem) {
      // An id that a message has already: the answer to it was lost, and the words were changed since.
      if (problem instanceof Refusal && problem.status === 422) this.draft.id = uuidv7()
      this.problem = problem instanceof Refusal && problem.message ? problem.message : t('chat.not_sent')
      this.busy = false
      return false
    }
  }

  #visit(is: boolean): void {
    this.visiting = is
    keep(VISITING, is ? true : null)
  }

  /// What the live stream tells.
  take(news: ConversationNews): void {
    const is_new = news.last_no > Math.max(this.#told_no, this.last_no)
    const has_answer = news.unread > this.unread || (is_new && news.unread > 0)
    this.unread = this.open ? this.unread : news.unread
    if (this.open || (this.loaded && is_new)) void this.read()
    if (is_new && has_answer && this.#told_no > 0 && !this.open) {
      toast(t('chat.news', { studio: session.studio.name }), { act: t('chat.show'), onact: () => this.show() })
    } else if (is_new && has_answer && this.open) announce(t('chat.news', { studio: session.studio.name }))
    this.#told_no = Math.max(this.#told_no, news.last_no)
  }

  /// Somebody came in, or went: what stands here is another's.
  forget(by_choice: boolean): void {
    this.#turn++
    this.open = false
    this.items = []
    this.state = this.email = null
    this.has_earlier = this.loaded = this.trouble = false
    this.read_no = this.seen_no = this.unread = this.#told_no = 0
    if (by_choice) this.draft = nothing()
  }

  /// Whoever signs in takes what they said along.
  came_in(): void {
    if (this.visiting) this.#visit(false)
    const open = this.open
    this.forget(false)
    if (open) this.show()
  }
}

export const chat = new Chat()

when_gone((by_choice) => chat.forget(by_choice))

/// Opens the conversation with a job filled in, and its picture where there is one.
export function report(task: string | null, asset?: Asset): void {
  chat.draft.task = task
  chat.draft.asset = asset && !asset.trashed_at ? { id: asset.id, width: asset.width, height: asset.height } : null
  chat.keep()
  // A picture lies over everything, what is said here, too.
  if (router.overlay) close_overlay()
  setTimeout(() => chat.show(), 60)
}

/// A visitor's stream ended: perhaps their conversation is forgotten.
export function missed_conversation(): void {
  if (chat.known && (chat.open || !session.me)) void chat.read()
}

