import { expect, test } from 'vitest'
import type { Generation, Model } from '../api/types'
import { EMPTY, mend_draft, request_again, request_of, settings_of } from './draft.svelte'

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

const job: Generation = {
  id: uuid(1),
  version: 3,
  state: 'succeeded',
  model: 'm',
  prompt: 'Maya runs',
  prompt_source: `@{${uuid(2)}} runs`,
  cast: [{ character_id: uuid(2), name: 'Maya', outfit: null, images: [1] }],
  negative_prompt: 'rain',
  style: 'ink',
  style_version: 2,
  width: 2048,
  height: 3072,
  drawn: [1024, 1536],
  tier: '2K',
  quality: 'high',
  count: 3,
  seed: 7,
  source: uuid(3),
  mask: null,
  extend: { left: 0, top: 0, right: 256, bottom: 0, only_new: false },
  feather: 12,
  factor: null,
  references: [uuid(4)],
  strength: 60,
  transparent: true,
  palette: ['#d9482b'],
  brand: uuid(5),
  credits: { held: 0, captured: 30 },
  progress: 1,
  stage: null,
  queue: null,
  preview: null,
  assets: [],
  error: null,
  account: null,
  created_at: '2026-11-22T00:00:00Z',
  finished_at: '2026-11-22T00:00:09Z',
}
const can = { references: 4, palette: 8, source: true, mask: true, negative_prompt: true, seed: true, transparent: true } as Model['capabilities']
const model = { name: 'm', capabilities: can } as Model

test('what is asked again carries everything it was asked with, in the size that was drawn', () => {
  expect(request_again(job, { count: 1, seed: null })).toEqual({
    model: 'm',
    prompt: `@{${uuid(2)}} runs`,
    negative_prompt: 'rain',
    style: 'ink',
    width: 1024,
    height: 1536,
    tier: '2K',
    quality: 'high',
    count: 1,
    seed: null,
    source: uuid(3),
    strength: 60,
    extend: { left: 0, top: 0, right: 256, bottom: 0, only_new: false },
    feather: 12,
    references: [uuid(4)],
    transparent: true,
    brand: uuid(5),
    palette: ['#d9482b'],
  })
})

test('a tool is asked again without words, and what was not asked for is left out', () => {
  const enlarged: Generation = { ...job, model: 'upscaler', prompt: '', prompt_source: '', negative_prompt: '', style: null, drawn: null, tier: '2x', quality: 'standard', extend: null, feather: null, factor: 2, references: [], transparent: false, brand: null, palette: [] }
  expect(request_again(enlarged, { count: 1, seed: null })).toEqual({
    model: 'upscaler', prompt: '', style: null, width: 2048, height: 3072, tier: '2x', quality: 'standard', count: 1, seed: null, source: uuid(3), strength: 60, factor: 2,
  })
})

test('a draft that is taken over asks for the same', () => {
  const draft = { ...EMPTY, ...settings_of(job) }
  expect(draft.prompt).toBe(job.prompt_source)
  const { model: _, count, seed, width, height, palette, ...asked } = request_again(job, { count: 3, seed: null })
  expect(request_of(draft, model)).toMatchObject(asked)
  // The kit brings its colours, and what grows takes its size from its source.
  expect(request_of(draft, model).palette).toBeUndefined()
  expect(request_of(draft, model).width).toBeUndefined()
  expect([draft.width, draft.height]).toEqual([1024, 1536])
  expect([count, seed, width, height, palette]).toEqual([3, null, 1024, 1536, ['#d9482b']])
})

test('colours without a kit stay with the draft where the model can be led by them', () => {
  const draft = { ...EMPTY, ...settings_of({ ...job, brand: null }) }
  expect(request_of(draft, model).palette).toEqual(['#d9482b'])
  expect(request_of(draft, { ...model, capabilities: { ...can, palette: 0 } }).palette).toBeUndefined()
  expect(mend_draft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  expect(mend_draft({ palette: ['red', 4, '#ABCDEF'] }).palette).toEqual(['#ABCDEF'])
})
