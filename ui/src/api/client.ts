/// The one door to the server. Every answer is either the data or a thrown `Refusal` or `Unreachable`.
import createClient from 'openapi-fetch'
import type { components, paths } from './schema'
import { current_language } from '../messages/index.svelte'

export const api = createClient<paths>({ baseUrl: '' })

type Detail = components['schemas']['Problem']['error']

/// The server understood and said no; the sentence is already in the person's language.
export class Refusal extends Error {
  status: number
  code: string
  field: string | null
  detail: Partial<Detail>
  retry_after_s: number | null
  constructor(status: number, detail: Partial<Detail>, retry_after_s: number | null) {
    super(detail.message ?? '')
    this.status = status
    this.code = detail.code ?? 'internal'
    this.field = detail.field ?? null
    this.detail = detail
    this.retry_after_s = retry_after_s
  }
}

/// No answer came: whether the request arrived is unknown.
export class Unreachable extends Error {}

let on_signed_out: () => void = () => {}
export function when_signed_out(act: () => void): void {
  on_signed_out = act
}

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', current_language())
    return request
  },
})

type Answer<T> = { data?: T; error?: unknown; response: Response }

export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch {
    throw new Unreachable()
  }
  const { data, error, response } = answer
  if (response.ok) return data as T
  throw trouble_of(response.status, error, response.headers.get('Retry-After'))
}

type Page<T> = { items: T[]; next_cursor: string | null }

/// Everything there is, page by page, up to `most`. For lists that are short by their nature.
export async function every<T>(page_after: (cursor: { cursor?: string }) => Promise<Page<T>>, most: number): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await page_after(cursor ? { cursor } : {})
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor && items.length < most)
  return items
}

/// What an answer that isn't a success means, whichever way it came.
export function trouble_of(status: number, body: unknown, retry_after: string | null): Refusal | Unreachable {
  const detail = (body as { error?: Partial<Detail> } | null | undefined)?.error
  // A gateway in between that answers for a server that is away is no answer of ours.
  if (!detail && status >= 502) return new Unreachable()
  if (detail?.code === 'not_signed_in') on_signed_out()
  return new Refusal(status, detail ?? {}, Number(retry_after) || null)
}
