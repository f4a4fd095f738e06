/// What takes long is done beside the page. Where that can't be, it is done on it.
import { worked, type Work } from './work'

/// A picture of at most so many pixels is done on the page: sending it away and back would take as long.
const NEAR_PIXELS = 600_000

let worker: Worker | null = null
let last = 0
const waiting = new Map<number, { done: (bytes: Uint8Array) => void; fail: () => void }>()

function hands(): Worker {
  if (worker) return worker
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = (event: MessageEvent<{ no: number; bytes: Uint8Array }>) => {
    waiting.get(event.data.no)?.done(event.data.bytes)
    waiting.delete(event.data.no)
  }
  worker.onerror = () => {
    worker = null
    for (const one of waiting.values()) one.fail()
    waiting.clear()
  }
  return worker
}

export async function far(work: Work): Promise<Uint8Array> {
  if (work.width * work.height <= NEAR_PIXELS) return worked(work)
  try {
    return await new Promise<Uint8Array>((done, fail) => {
      const no = ++last
      waiting.set(no, { done, fail: () => fail(new Error('worker')) })
      hands().postMessage({ no, work })
    })
  } catch {
    return worked(work)
  }
}
