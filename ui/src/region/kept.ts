/// What the browser keeps of every picture that was edited: the drawing in its database, which takes large things, and what was asked in
/// its plain store, which is written before the page can go away. Both forget the oldest. Nothing here throws.
import { keep, read_kept } from '../kit/storage'
import { mend_margins, type Margins } from './extend'
import { mend_history, type History } from './operations'

const DATABASE = 'easel.region'
const DRAWINGS = 'drawings'
const MOST_DRAWINGS = 40
const KEPT = 'easel.edits'
const MOST_ASKS = 60
/// How many of a picture's edits are remembered.
export const MOST_EDITS = 12

/// An edit that was sent: its generation, and where the picture lies in what becomes of it.
export type Edit = { id: string; extend: Margins | null }

export type Ask = {
  prompt: string
  model: string
  mode: 'region' | 'extend'
  count: number
  strength: number
  feather: number
  margins: Margins
  edits: Edit[]
}

let opened: Promise<IDBDatabase> | null = null

function open(): Promise<IDBDatabase> {
  return (opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(DRAWINGS).createIndex('changed_at', 'changed_at')
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error ?? new Error(DATABASE))
  }))
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error ?? new Error(DATABASE))
  })
}

const key_of = (owner: string, asset_id: string) => `${owner}/${asset_id}`

export async function read_drawing(owner: string, asset_id: string): Promise<History> {
  try {
    const store = (await open()).transaction(DRAWINGS).objectStore(DRAWINGS)
    return mend_history(await answered(store.get(key_of(owner, asset_id))))
  } catch {
    return mend_history(null)
  }
}

export async function keep_drawing(owner: string, asset_id: string, history: History, now: number): Promise<void> {
  try {
    const store = (await open()).transaction(DRAWINGS, 'readwrite').objectStore(DRAWINGS)
    if (history.operations.length) store.put({ ...history, changed_at: now }, key_of(owner, asset_id))
    else store.delete(key_of(owner, asset_id))
    const keys = await answered(store.index('changed_at').getAllKeys())
    for (const key of keys.slice(0, Math.max(0, keys.length - MOST_DRAWINGS))) store.delete(key)
  } catch {
    // Forgetting is the worst that happens.
  }
}

/// The asks of one person, oldest first.
type Asks = { owner: string; asks: [asset_id: string, ask: Partial<Ask>][] }

function read_asks(owner: string): Asks {
  const kept = read_kept<Asks>(KEPT)
  return kept?.owner === owner && Array.isArray(kept.asks) ? kept : { owner, asks: [] }
}

export function read_ask(owner: string, asset_id: string): Partial<Ask> {
  const found = read_asks(owner).asks.find((one) => Array.isArray(one) && one[0] === asset_id)?.[1]
  const from = (found && typeof found === 'object' ? found : {}) as Record<string, unknown>
  const number = (name: string, least: number, most: number) => (Number.isInteger(from[name]) && (from[name] as number) >= least && (from[name] as number) <= most ? { [name]: from[name] } : {})
  return {
    ...(typeof from.prompt === 'string' ? { prompt: from.prompt } : {}),
    ...(typeof from.model === 'string' ? { model: from.model } : {}),
    ...(from.mode === 'extend' ? { mode: 'extend' } : {}),
    ...number('count', 1, 64),
    ...number('strength', 1, 100),
    ...number('feather', 0, 256),
    margins: mend_margins(from.margins),
    edits: mend_edits(from.edits),
  }
}

function mend_edits(kept: unknown): Edit[] {
  if (!Array.isArray(kept)) return []
  return (kept as Partial<Edit>[])
    .filter((one) => typeof one?.id === 'string')
    .slice(0, MOST_EDITS)
    .map((one) => ({ id: one.id!, extend: one.extend ? mend_margins(one.extend) : null }))
}

export function keep_ask(owner: string, asset_id: string, ask: Ask): void {
  const others = read_asks(owner).asks.filter((one) => one[0] !== asset_id)
  keep(KEPT, { owner, asks: [...others.slice(-MOST_ASKS), [asset_id, ask]] })
}

/// On a shared computer the next person finds nothing.
export async function forget_edits(): Promise<void> {
  keep(KEPT, null)
  try {
    await answered((await open()).transaction(DRAWINGS, 'readwrite').objectStore(DRAWINGS).clear())
  } catch {
    // There was nothing.
  }
}
