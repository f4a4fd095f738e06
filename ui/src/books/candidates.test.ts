import { expect, test } from 'vitest'
import type { BookPicture } from './api'
import { candidates_of } from './candidates'
import type { Panel } from './types'

test('everything made for a panel can be chosen once', () => {
  const kept = (asset_id: string) => ({ asset_id, width_px: 8, height_px: 8 })
  const panel = { art: { ...kept('c'), zoom: 1000, dx: 0, dy: 0, alt: '' }, candidates: [kept('a'), kept('b')] } as Panel
  const made = (...ids: string[]) => ({ assets: ids.map((id) => ({ id, width: 8, height: 8 })) }) as BookPicture
  expect(candidates_of(panel, [made('d'), made(), made('a')]).map((one) => one.asset_id)).toEqual(['d', 'a', 'b', 'c'])
})
