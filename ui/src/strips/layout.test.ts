import { expect, test } from 'vitest'
import { continued, cuts, laid_out, mend_strip, type SeamKind, type StripDocument } from './layout'

const strip = (kind: SeamKind, px: number, count: number): StripDocument => ({
  name: 'Chapter 1',
  width_px: 100,
  background: '#ffffff',
  seam: { kind, px },
  items: Array.from({ length: count }, (_, n) => ({ asset_id: String(n), seam: null })),
})

test('pictures lie where the studio puts them', () => {
  const sizes = [
    { width: 100, height: 50 },
    { width: 200, height: 80 },
    { width: 50, height: 10 },
  ]
  const ys = (kind: SeamKind, px: number) => {
    const layout = laid_out(strip(kind, px, 3), sizes)
    return [layout.pictures.map((one) => one.y), layout.height_px]
  }
  expect(ys('none', 8)).toEqual([[0, 50, 90], 110])
  expect(ys('gutter', 8)).toEqual([[0, 58, 106], 126])
  expect(ys('rule', 2)).toEqual([[0, 52, 94], 114])
  expect(ys('blend', 8)).toEqual([[0, 42, 74], 94])
  expect(ys('overlap', 100)).toEqual([[0, 30, 60], 80])
  const own = strip('gutter', 8, 3)
  own.items[0]!.seam = { kind: 'none', px: 0 }
  expect(laid_out(own, sizes).height_px).toBe(118)
  expect(laid_out(own, sizes, 200).height_px).toBe(236)
})

test('cuts go through gutters where there are some', () => {
  const sizes = Array.from({ length: 4 }, () => ({ width: 100, height: 90 }))
  const gutters = laid_out(strip('gutter', 10, 4), sizes)
  expect(gutters.height_px).toBe(390)
  expect(cuts(gutters, 128)).toEqual([95, 195, 295, 390])
  expect(cuts(gutters, 250)).toEqual([195, 390])
  expect(cuts(laid_out(strip('none', 0, 4), sizes), 100)).toEqual([90, 180, 270, 360])
  expect(cuts(laid_out(strip('none', 0, 0), []), 100)).toEqual([])
})

test('a picture that continues the last one joins it without a seam', () => {
  const grown = continued(strip('gutter', 8, 2), 'new')
  expect(grown.items.map((one) => [one.asset_id, one.seam])).toEqual([
    ['0', null],
    ['1', { kind: 'none', px: 0 }],
    ['new', null],
  ])
  expect(continued(strip('none', 0, 1), 'new').items[0]!.seam).toBeNull()
})

test('a damaged kept strip is left alone', () => {
  expect(mend_strip({ name: 'x' })).toBeNull()
  expect(mend_strip({ ...strip('gutter', 3, 1), items: [{ asset_id: 'a', seam: { kind: 'zigzag', px: 1 } }, 7] })?.items).toEqual([{ asset_id: 'a', seam: null }])
})
