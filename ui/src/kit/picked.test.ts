import { expect, test } from 'vitest'
import { Picked } from './picked.svelte'

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id })) as [{ id: string }, { id: string }, { id: string }]

test('what is picked follows what is shown', () => {
  let shown = [a, b, c]
  const picked = new Picked(() => shown, (one) => one.id, 2)
  expect([picked.items, picked.all]).toEqual([[], false])
  picked.set(c, true)
  picked.set(a, true)
  expect(picked.items).toEqual([a, c])
  expect(picked.all).toBe(true)
  // No more than can be.
  picked.set(b, true)
  expect(picked.has(b)).toBe(false)
  picked.set(c, false)
  expect([picked.items, picked.all]).toEqual([[a], false])
  shown = [b, c]
  expect(picked.items).toEqual([])
  picked.all = true
  expect(picked.items).toEqual([b, c])
  shown = [c]
  expect([picked.items, picked.all]).toEqual([[c], true])
  picked.all = false
  expect(picked.items).toEqual([])
})
