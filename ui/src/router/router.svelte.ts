/// A small router over the history API: lazy pages, links that stay links, scroll positions kept, and one overlay (the light-table)
/// that lies over the page it was opened from and has an address of its own.
import type { Component } from 'svelte'
import type { Permission } from '../api/types'
import { match_path, type Params } from './match'

export type Route = {
  path: string
  load: () => Promise<{ default: Component<any> }>
  /// Who may see it: everyone, only people who are signed in, or only those who aren't.
  who: 'all' | 'signed' | 'stranger'
  /// For everyone, and within the studio's frame for whoever is signed in.
  within?: boolean
  /// What one must be allowed to do; to others the page isn't there.
  needs?: Permission
  overlay?: boolean
  /// An editor, which takes the whole window.
  whole?: boolean
  /// Its keys are its own, and so is the list of them: the frame's do nothing there.
  own_keys?: boolean
}

export type Found = { route: Route; params: Params; path: string; search: string }

type Entry = { key: number; base?: string }

let routes: Route[] = []
let page = $state.raw<Found | null>(null)
let overlay = $state.raw<Found | null>(null)
let key = 0
/// How often this page has gone somewhere since it was loaded.
let steps = 0
const scroll_by_key = new Map<number, number>()
let wanted_scroll: number | null = null

function find(address: string): Found | null {
  const url = new URL(address, location.origin)
  for (const route of routes) {
    const params = match_path(route.path, url.pathname)
    if (params) return { route, params, path: url.pathname, search: url.search }
  }
  return null
}

function settle(entry: Entry): void {
  const found = find(location.pathname + location.search)
  if (found?.route.overlay) {
    // Opened by its address alone, the overlay lies over the gallery.
    if (!page || !entry.base || page.path + page.search !== entry.base) page = find(entry.base ?? '/gallery')
    overlay = found
  } else {
    overlay = null
    const same = page && found && page.route === found.route && page.path === found.path
    page = same ? { ...found!, route: page!.route } : found
  }
}

export const router = {
  get page() {
    return page
  },
  get overlay() {
    return overlay
  },
  get address() {
    const now = overlay ?? page
    return now ? now.path + now.search : location.pathname
  },
}

export function go(address: string, { replace = false } = {}): void {
  const target = find(address)
  const was_overlay = !!overlay
  scroll_by_key.set(key, window.scrollY)
  const base = target?.route.overlay ? (page ? page.path + page.search : undefined) : undefined
  const entry: Entry = { key: replace ? key : Date.now(), base }
  history[replace ? 'replaceState' : 'pushState'](entry, '', address)
  if (!replace) steps++
  key = entry.key
  const before = page
  settle(entry)
  // Opening or closing the overlay leaves the page underneath where it was.
  wanted_scroll = target?.route.overlay || (was_overlay && before?.path === page?.path) ? null : 0
  if (before === page || before?.path === page?.path) restore_scroll()
}

/// Goes back to the page of ours before; false where there is none.
export function go_back(): boolean {
  if (steps === 0) return false
  history.back()
  return true
}

/// Closes the overlay: one step back when it was opened from a page of ours, else straight to the page underneath.
export function close_overlay(): void {
  if ((history.state as Entry | null)?.base) history.back()
  else go(page ? page.path + page.search : '/gallery', { replace: true })
}

/// Called by a page once its content stands, so that the kept position can be reached.
export function restore_scroll(): void {
  if (wanted_scroll === null) return
  const top = wanted_scroll
  wanted_scroll = null
  let tries = 0
  const attempt = () => {
    window.scrollTo(0, top)
    if (Math.abs(window.scrollY - top) > 2 && tries++ < 30) requestAnimationFrame(attempt)
  }
  attempt()
}

function on_click(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element | null)?.closest?.('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (link.pathname.startsWith('/api/')) return
  // A jump within the page, such as the skip link, stays the browser's.
  if (link.hash && link.pathname === location.pathname) return
  event.preventDefault()
  const address = link.pathname + link.search
  go(address + link.hash, { replace: address === location.pathname + location.search })
}

export function start_router(table: Route[]): void {
  routes = table
  history.scrollRestoration = 'manual'
  const entry = (history.state as Entry | null) ?? { key: Date.now() }
  key = entry.key
  history.replaceState(entry, '')
  settle(entry)
  addEventListener('click', on_click)
  addEventListener('popstate', (event) => {
    scroll_by_key.set(key, window.scrollY)
    const next = (event.state as Entry | null) ?? { key: 0 }
    const before = page?.path
    key = next.key
    settle(next)
    wanted_scroll = overlay || before === page?.path ? null : (scroll_by_key.get(key) ?? 0)
  })
}
