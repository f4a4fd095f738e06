import { expect, test } from 'vitest'
import { uuidv7 } from './uuidv7'

test('the id carries its time, version and variant', () => {
  const id = uuidv7(0x0123456789ab, new Uint8Array(10).fill(0xff))
  expect(id).toBe('01234567-89ab-7fff-bfff-ffffffffffff')
})

test('ids are different and sort by their age', () => {
  const ids = [1, 2, 3, 1_800_000_000_000].map((at) => uuidv7(at))
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(Array.from({ length: 2000 }, () => uuidv7())).size).toBe(2000)
})
