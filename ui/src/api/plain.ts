/// The same door for operations whose shapes are written down by hand in the slice that uses them.
import { current_language } from '../messages/index.svelte'
import { ask } from './client'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export function call<T>(method: Method, path: string, body?: unknown, language = current_language()): Promise<T> {
  return ask<T>(answer(method, path, body, language))
}

async function answer<T>(method: Method, path: string, body: unknown, language: string): Promise<{ data?: T; error?: unknown; response: Response }> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: { 'Accept-Language': language, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (response.status === 204) return { response }
  const read: unknown = await response.json().catch(() => null)
  return response.ok ? { data: read as T, response } : { error: read, response }
}

export type Page<T> = { items: T[]; next_cursor?: string | null }

/// Everything there is, page by page. For lists that are short by their nature.
export async function call_all<T>(path: string, most = 500): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null | undefined = null
  do {
    const page: Page<T> = await call('GET', `${path}${cursor ? `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : ''}`)
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor && items.length < most)
  return items
}
