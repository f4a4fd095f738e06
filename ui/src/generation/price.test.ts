import { expect, test } from 'vitest'
import type { Model } from '../api/types'
import { EMPTY, fit_draft, mend_draft, request_of } from './draft.svelte'
import { price } from './price'
import { at_tier, can_make, fit_side, side_fits, size_choices } from './size'

const model: Model = {
  name: 'm',
  label: 'M',
  description: '',
  engine: 'illustrator',
  locked: false,
  locked_tiers: [],
  capabilities: {
    sizes: [
      { id: 'square', width: 1024, height: 1024 },
      { id: 'portrait', width: 1024, height: 1536 },
    ],
    min_px: 64,
    max_px: 2048,
    step_px: 64,
    max_count: 4,
    tiers: ['1K', '2K'],
    qualities: ['standard', 'high'],
    styles: ['ink'],
    references: 0,
    source: false,
    mask: false,
    negative_prompt: false,
    seed: true,
    transparent: false,
    palette: 0,
    native_tiers: false, tool: null, factors: [],
  },
  prices: [
    { tier: '1K', quality: 'standard', credits: 10 },
    { tier: '2K', quality: 'standard', credits: 20 },
    { tier: '1K', quality: 'high', credits: 25 },
  ],
}

test('the price is the line of the list times the count, and unknown where there is no line', () => {
  expect(price(model, '1K', 'standard', 1)).toBe(10)
  expect(price(model, '1K', 'high', 3)).toBe(75)
  expect(price(model, '2K', 'high', 1)).toBeNull()
  expect(price({ ...model, prices: [{ tier: 'any', quality: 'any', credits: 4 }] }, '', '', 2)).toBe(8)
  expect(price({ ...model, prices: [] }, '', '', 2)).toBeNull()
})

test('a draft is brought within what the model can do, and only there changed', () => {
  const draft = { ...EMPTY, prompt: 'a fox', width: 100, height: 100, style: 'photo', count: 9, tier: '8K', seed: 7 }
  expect(fit_draft(draft, model)).toEqual({ ...draft, model: 'm', width: 1024, height: 1024, style: null, count: 4, tier: '1K', quality: 'standard' })
  const fine = { ...EMPTY, model: 'm', prompt: 'x', width: 640, height: 128, tier: '2K', quality: 'high', style: 'ink' }
  expect(fit_draft(fine, model)).toEqual(fine)
  expect(fit_draft({ ...fine, seed: 3 }, { ...model, capabilities: { ...model.capabilities, seed: false } }).seed).toBeNull()
})

test('a kept draft that is damaged or old is mended, and its words survive', () => {
  expect(mend_draft(null)).toEqual(EMPTY)
  expect(mend_draft('nonsense')).toEqual(EMPTY)
  expect(mend_draft({ prompt: 'kept', width: 'wide', count: -1, seed: 1.5, style: 4 })).toEqual({ ...EMPTY, prompt: 'kept' })
})

test('a request holds only what the model understands', () => {
  const body = request_of({ ...EMPTY, prompt: '  a fox ', negative_prompt: 'rain', model: 'm', seed: 5, tier: '1K', quality: 'standard' }, model)
  expect(body).toEqual({ model: 'm', prompt: 'a fox', style: null, width: 1024, height: 1024, tier: '1K', quality: 'standard', count: 1, seed: 5 })
})

test('sides keep to the step and the limits of the model', () => {
  const limits = { min_px: 64, max_px: 2000, step_px: 64 }
  expect(fit_side(1000, limits)).toBe(1024)
  expect(fit_side(1, limits)).toBe(64)
  expect(fit_side(99_999, limits)).toBe(1984)
  expect(side_fits(1024, limits)).toBe(true)
  for (const bad of [1000, 32, 2048, 64.5, NaN]) expect(side_fits(bad, limits)).toBe(false)
})

test('a tier that a model draws itself sets the longest side', () => {
  const can = { ...model.capabilities, max_px: 4096, tiers: ['1K', '2K', '4K'], native_tiers: true }
  expect(at_tier(can, '1K', 1024, 1536)).toEqual({ width: 1024, height: 1536 })
  expect(at_tier(can, '2K', 1024, 1536)).toEqual({ width: 1344, height: 2048 })
  expect(at_tier(can, '4K', 1024, 1024)).toEqual({ width: 4096, height: 4096 })
  expect(at_tier(can, '1K', 4096, 4096)).toEqual({ width: 1536, height: 1536 })
  expect(at_tier(model.capabilities, '2K', 1024, 1024)).toEqual({ width: 1024, height: 1024 })
})

test('the clear background is asked for only where there is one', () => {
  const draft = { ...EMPTY, prompt: 'a fox', model: 'm', transparent: true }
  expect(request_of(draft, model).transparent).toBeUndefined()
  expect(request_of(draft, { ...model, capabilities: { ...model.capabilities, transparent: true } }).transparent).toBe(true)
})

test('further shapes are offered only where sizes are free', () => {
  expect(size_choices(model.capabilities).map((one) => one.id)).toEqual(['square', 'portrait', '16:9', '9:16', '4:3', '3:4', '21:9'])
  expect(size_choices(model.capabilities).every((one) => can_make(model.capabilities, one.width, one.height))).toBe(true)
  expect(size_choices({ ...model.capabilities, min_px: 1024, max_px: 1024 }).length).toBe(2)
})
