import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Polling } from './polling.svelte'

let page: EventTarget & { visibilityState: string }
beforeEach(() => {
  vi.useFakeTimers()
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  vi.stubGlobal('document', page)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function look(to: string) {
  page.visibilityState = to
  page.dispatchEvent(new Event('visibilitychange'))
}

/// Readings whose answers are given by hand.
function counted() {
  const asked: { give: (found: string) => void; refuse: () => void; signal: AbortSignal }[] = []
  const taken: string[] = []
  const polling = new Polling<string>(
    1000,
    (signal) => new Promise((done, fail) => asked.push({ give: done, refuse: () => fail(new Error('no')), signal })),
    (found) => taken.push(found),
  )
  return { asked, taken, polling }
}

test('it reads again after a while, only while somebody looks, and not once it has ended', async () => {
  const { asked, taken, polling } = counted()
  const end = polling.watch()
  void polling.read()
  // A slow answer is waited for.
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked.length).toBe(1)
  asked[0]!.give('first')
  await vi.advanceTimersByTimeAsync(1000)
  expect([taken, asked.length]).toEqual([['first'], 2])
  asked[1]!.give('second')
  await vi.advanceTimersByTimeAsync(0)
  look('hidden')
  await vi.advanceTimersByTimeAsync(9000)
  expect(asked.length).toBe(2)
  look('visible')
  expect(asked.length).toBe(3)
  end()
  expect(asked[2]!.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(9000)
  expect(asked.length).toBe(3)
})

test('what was under way when something was said by hand is not taken', async () => {
  const { asked, taken, polling } = counted()
  void polling.read()
  polling.told()
  asked[0]!.give('old')
  await vi.advanceTimersByTimeAsync(1000)
  expect([taken, asked.length]).toEqual([[], 2])
})

test('a reading that fails says so, and the next one mends it; while it is held nothing is read by itself', async () => {
  const { asked, polling } = counted()
  void polling.read()
  asked[0]!.refuse()
  await vi.advanceTimersByTimeAsync(1000)
  expect(polling.trouble).toBe('')
  asked[1]!.give('now')
  await vi.advanceTimersByTimeAsync(0)
  expect(polling.trouble).toBeNull()
  polling.held = true
  await vi.advanceTimersByTimeAsync(9000)
  expect(asked.length).toBe(2)
})
