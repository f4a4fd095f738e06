import { expect, test } from 'vitest'
import type { Generation } from '../api/types'
import { stream_items } from './stream'

const NOW = Date.parse('2026-06-01T12:00:00Z')

function job(id: string, state: Generation['state'], more: Partial<Generation> = {}): Generation {
  return {
    id,
    version: 1,
    state,
    model: 'm',
    prompt: id,
    negative_prompt: '',
    style: null,
    width: 1024,
    height: 512,
    tier: '1K',
    quality: 'standard',
    count: 1,
    seed: null,
    source: null,
    mask: null,
    references: [],
    strength: null,
    transparent: false,
    palette: [],
    prompt_source: '',
    cast: [],
    extend: null,
    feather: null,
    factor: null,
    drawn: null,
    brand: null,
    style_version: null,
    credits: { held: 0, captured: 0 },
    progress: 0,
    stage: null,
    queue: null,
    preview: null,
    assets: [],
    error: null,
    account: null,
    created_at: '2026-06-01T11:00:00Z',
    finished_at: state === 'failed' ? '2026-06-01T11:00:00Z' : null,
    ...more,
  }
}
const asset = (id: string) => ({ id, width: 1024, height: 512, mime: 'image/png', seed: 1, placeholder: '', likeness: [] })
const nothing = new Set<string>()

test('what is drawn comes first, then the queue in its order, then what is done', () => {
  const jobs = [
    job('d', 'queued', { queue: { position: 2, eta_ms: null } }),
    job('c', 'queued', { queue: { position: 1, eta_ms: null } }),
    job('b', 'running', { count: 2 }),
    job('a', 'succeeded', { assets: [asset('x'), asset('y')] }),
  ]
  expect(stream_items(jobs, [], nothing, false, NOW).map((item) => item.key)).toEqual(['b:0', 'b:1', 'c:0', 'd:0', 'a:0', 'a:1'])
})

test('a picture takes the place its job had', () => {
  const before = stream_items([job('b', 'running', { count: 2 })], [], nothing, false, NOW)
  const after = stream_items([job('b', 'succeeded', { count: 2, assets: [asset('x'), asset('y')] })], [], nothing, false, NOW)
  expect(after.map(({ key, ratio }) => [key, ratio])).toEqual(before.map(({ key, ratio }) => [key, ratio]))
})

test('failures stay for a day unless hidden, cancelled jobs go at once', () => {
  const jobs = [job('f', 'failed'), job('o', 'failed', { finished_at: '2026-05-01T00:00:00Z' }), job('h', 'failed'), job('c', 'cancelled')]
  expect(stream_items(jobs, [], new Set(['h']), false, NOW).map((item) => item.key)).toEqual(['f:0'])
})

test('a request without an answer is shown until its job is known', () => {
  const pending = [{ owner: 'me', body: { id: 'p', model: 'm', prompt: 'p' }, at: NOW, trouble: true }]
  expect(stream_items([], pending, nothing, false, NOW).map((item) => item.kind)).toEqual(['pending'])
  expect(stream_items([job('p', 'running')], pending, nothing, false, NOW).map((item) => item.kind)).toEqual(['live'])
})
