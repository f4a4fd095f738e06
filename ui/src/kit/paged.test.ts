import { expect, test } from 'vitest'
import { Paged } from './paged.svelte'

/// A server whose answers are given by hand, in any order.
function server() {
  const asked: { cursor: string | null; give: (items: string[], next?: string | null) => void; refuse: () => void }[] = []
  const list = new Paged<string>(
    (cursor) => new Promise((done, fail) => asked.push({ cursor, give: (items, next = null) => done({ items, next_cursor: next }), refuse: () => fail(new Error('no')) })),
    (one) => one,
  )
  return { list, asked }
}

test('pages follow each other, and nothing stands there twice', async () => {
  const { list, asked } = server()
  const first = list.read()
  expect(list.items).toBeNull()
  asked[0]!.give(['c', 'b'], 'after b')
  await first
  const second = list.more()
  expect(list.busy).toBe(true)
  expect(asked[1]!.cursor).toBe('after b')
  asked[1]!.give(['b', 'a'])
  await second
  expect([list.items, list.next_cursor, list.busy]).toEqual([['c', 'b', 'a'], null, false])
})

test('an older answer does not set a newer one back', async () => {
  const { list, asked } = server()
  const [slow, quick] = [list.read(), list.read()]
  asked[1]!.give(['new'])
  await quick
  asked[0]!.give(['old'])
  await slow
  expect(list.items).toEqual(['new'])
  const late = list.read()
  list.change(['told'])
  asked[2]!.give(['old'])
  await late
  expect(list.items).toEqual(['told'])
})

test('what was read stays when the next page fails', async () => {
  const { list, asked } = server()
  const first = list.read()
  asked[0]!.give(['b'], 'after b')
  await first
  const second = list.more()
  asked[1]!.refuse()
  await second
  expect([list.items, list.trouble, list.busy, list.next_cursor]).toEqual([['b'], '', false, 'after b'])
  list.clear()
  expect([list.items, list.trouble, list.next_cursor]).toEqual([null, null, null])
})
