import { beforeEach, expect, test, vi } from 'vitest'
import type { Asset } from '../api/types'
import type { Facets, AssetPage } from './api'
import { NO_FILTERS, query_of, type Filters } from './filters'
import { grouped } from './group'

// A studio of pictures, three a day, newest first, that answers as the real one does.
let all: Asset[] = []
let asked: Record<string, unknown>[] = []
const picture = (n: number, at: string): Asset => ({ id: `id-${n}`, created_at: at, width: 100, height: 100, placeholder: '', prompt: '' }) as Asset
const fitting = (filters: Filters) => all.filter((one) => (!filters.from || one.created_at >= filters.from) && (!filters.to || one.created_at.slice(0, 10) <= filters.to))

vi.mock('./api', async (original) => ({
  ...(await original<typeof import('./api')>()),
  list_assets: async (filters: Filters, cursor: string | null, limit: number): Promise<AssetPage> => {
    asked.push({ ...query_of(filters), cursor, limit })
    const found = fitting(filters)
    const from = Number(cursor ?? 0)
    return { items: found.slice(from, from + limit), next_cursor: from + limit < found.length ? String(from + limit) : null }
  },
  get_facets: async (filters: Filters): Promise<Partial<Facets>> => {
    const months = [...grouped(fitting(filters), (one) => one.created_at.slice(0, 7))].map(([month, some]) => ({ month, count: some.length }))
    return { total: fitting(filters).length, months }
  },
}))

const { shelf } = await import('./shelf.svelte')
const settled = () => new Promise((done) => setTimeout(done, 5))

beforeEach(() => {
  asked = []
  all = []
  let day = Date.parse('2026-11-20')
  for (let n = 0; n < 1000; n++) {
    if (n % 3 === 0) day -= 86_400_000
    all.push(picture(n, new Date(day).toISOString()))
  }
  shelf.clear()
})

test('the list has the room of everything before it is read', async () => {
  await shelf.show(NO_FILTERS)
  expect(shelf.total).toBe(1000)
  expect(shelf.sections[0]!.key).toBe('2026-11')
  // The first page holds all of November and a part of October.
  expect(shelf.sections[0]).toMatchObject({ done: true, expected: 57 })
  expect(shelf.sections[1]).toMatchObject({ done: false, ids: ['id-57', 'id-58', 'id-59'] })
  expect(shelf.sections[5]!.ids).toEqual([])
})

test('only what is looked at is read, and small months are read together', async () => {
  await shelf.show(NO_FILTERS)
  asked = []
  shelf.want([{ key: '2026-05', upto: 10 }])
  await settled()
  expect(asked).toEqual([{ from: '2026-04-01', to: '2026-05-31', cursor: null, limit: 200 }])
  expect(shelf.section('2026-05')).toMatchObject({ done: true, expected: 93 })
  expect(shelf.section('2026-04')!.done).toBe(true)
  expect(shelf.section('2026-03')!.ids).toEqual([])
  // What was begun by the first page is read on without a picture twice.
  shelf.want([{ key: '2026-10', upto: 93 }])
  await settled()
  expect(shelf.section('2026-10')!.ids).toHaveLength(93)
  expect(new Set(shelf.section('2026-10')!.ids).size).toBe(93)
  expect(shelf.total).toBe(1000)
})

test('a range reaches over months that were not read', async () => {
  await shelf.show(NO_FILTERS)
  shelf.want([{ key: '2026-06', upto: 5 }])
  await settled()
  const last = shelf.section('2026-06')!.ids[2]!
  const between = await shelf.between('id-4', last)
  expect(between[0]).toBe('id-4')
  expect(between.at(-1)).toBe(last)
  expect(between).toEqual(all.slice(4, all.findIndex((one) => one.id === last) + 1).map((one) => one.id))
  expect(await shelf.between(last, 'id-4')).toEqual(between)
})

test('what goes and comes back hangs where it hung', async () => {
  await shelf.show(NO_FILTERS)
  const before = shelf.section('2026-11')!.ids
  shelf.remove(['id-0', 'id-7'])
  expect(shelf.total).toBe(998)
  expect(shelf.section('2026-11')!.ids).not.toContain('id-7')
  shelf.insert([all[7]!, all[0]!])
  expect(shelf.total).toBe(1000)
  expect([...shelf.section('2026-11')!.ids].sort()).toEqual([...before].sort())
  shelf.insert([picture(2000, '2026-12-01T00:00:00Z')])
  expect(shelf.sections[0]).toMatchObject({ key: '2026-12', ids: ['id-2000'], done: true })
})

test('the light-table walks through what hangs side by side', async () => {
  await shelf.show(NO_FILTERS)
  const run = shelf.run('id-3')
  expect(run.ids).toEqual(all.slice(0, 60).map((one) => one.id))
  expect([run.newer, run.older]).toEqual([null, '2026-10'])
})

test('by meaning there are no months', async () => {
  await shelf.show({ ...NO_FILTERS, q: 'winter', by: 'meaning' })
  expect(shelf.sections.map((one) => one.key)).toEqual(['all'])
  expect(shelf.sections[0]).toMatchObject({ expected: 1000, done: false })
  shelf.want([{ key: 'all', upto: 250 }])
  await settled()
  expect(shelf.sections[0]!.ids).toHaveLength(260)
})
