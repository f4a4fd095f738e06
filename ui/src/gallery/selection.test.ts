import { beforeEach, expect, test, vi } from 'vitest'
import type { Asset } from '../api/types'
import type { AssetPage } from './api'
import { NO_FILTERS } from './filters'

const COUNT = 2450
let sent: { ids: string[]; action: string }[] = []
let gone = new Set<string>()
const all = Array.from({ length: COUNT }, (_, n) => ({ id: `id-${n}`, created_at: new Date(Date.parse('2026-11-20') - n * 3_600_000).toISOString(), width: 1, height: 1 }) as Asset)

vi.mock('./api', async (original) => ({
  ...(await original<typeof import('./api')>()),
  // The cursor is a place in the order of days, as the studio's is.
  list_assets: async (_: unknown, cursor: string | null, limit: number): Promise<AssetPage> => {
    const items = all.filter((one, n) => n > Number(cursor ?? -1) && !gone.has(one.id)).slice(0, limit)
    const last = all.indexOf(items.at(-1)!)
    return { items, next_cursor: all.some((one, n) => n > last && !gone.has(one.id)) && items.length ? String(last) : null }
  },
  get_facets: async () => ({ total: COUNT, months: [{ month: '2026-11', count: 480 }, { month: '2026-10', count: 744 }, { month: '2026-09', count: 720 }, { month: '2026-08', count: 506 }] }),
  change_assets: async (ids: string[], action: string) => {
    sent.push({ ids, action })
    if (action === 'trash') ids.forEach((id) => gone.add(id))
    return { changed: ids.length }
  },
}))

const { shelf } = await import('./shelf.svelte')
const { selection } = await import('./selection.svelte')

beforeEach(async () => {
  sent = []
  gone = new Set()
  shelf.clear()
  selection.end()
  await shelf.show(NO_FILTERS)
})

test('some are chosen, taken back, and counted', () => {
  selection.toggle('id-3')
  selection.set(['id-4', 'id-5'], true)
  selection.toggle('id-4')
  expect([selection.count, selection.has('id-3'), selection.has('id-4')]).toEqual([2, true, false])
  expect(selection.pair).toEqual(['id-3', 'id-5'])
})

test('everything but two is reached a thousand at a time, although what is reached goes away', async () => {
  selection.all()
  expect(selection.everything).toBe(true)
  selection.toggle('id-7')
  selection.toggle('id-2000')
  expect(selection.count).toBe(COUNT - 2)
  const reached = await selection.act('trash')
  expect(sent.map((one) => one.ids.length)).toEqual([1000, 1000, 448])
  expect(new Set(reached).size).toBe(COUNT - 2)
  expect(reached).not.toContain('id-7')
  expect(all.filter((one) => !gone.has(one.id)).map((one) => one.id)).toEqual(['id-7', 'id-2000'])
})

test('a range goes from the last choice to this one', async () => {
  selection.toggle('id-2')
  await selection.range_to('id-40')
  expect(selection.count).toBe(39)
  await selection.range_to('id-38')
  expect(selection.has('id-41')).toBe(false)
})

test('a rubber band adds to what was chosen and lets go again', () => {
  selection.toggle('id-1')
  const before = selection.kept
  selection.band(before, ['id-5', 'id-6'])
  expect(selection.count).toBe(3)
  selection.band(before, ['id-5'])
  expect(selection.count).toBe(2)
})
