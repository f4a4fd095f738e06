/// What is told now to whoever is here, and what of it they have put away in this browser.
import { session } from '../auth/session.svelte'
import { keep, read_kept } from '../kit/storage'
import { read_announcements, standing, type Announcement } from './api'

const KEY = 'easel.announcements'
const EVERY_MS = 60_000
/// Most that a browser remembers to have put away.
const KEPT = 50

let all = $state.raw<Announcement[]>([])
let away = $state.raw<string[]>(read_kept<string[]>(KEY) ?? [])
let now = $state(Date.now())
let read_at = 0

const name = ({ id, version }: Announcement) => `${id} ${version}`

export const told = {
  get items() {
    return all.filter((one) => !away.includes(name(one)) && standing({ from: '', until: one.until }, now) !== 'over')
  },
}

/// Reads it anew; what can't be read is read the next time.
export async function read_told(): Promise<void> {
  read_at = Date.now()
  try {
    all = await read_announcements()
    now = Date.now()
  } catch {
    // The studio may be away; what is told can wait.
  }
}

export function put_away(one: Announcement): void {
  away = [...away, name(one)].slice(-KEPT)
  keep(KEY, away)
}

/// Goes on looking while the page is seen: what an operator says is there within a minute, and at once for whoever comes back.
export function follow_told(): void {
  $effect(() => {
    void session.me?.id
    void session.me?.language
    void read_told()
  })
  $effect(() => {
    const look = () => {
      now = Date.now()
      if (!document.hidden && Date.now() - read_at >= EVERY_MS) void read_told()
    }
    const timer = setInterval(look, 15_000)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  })
}
