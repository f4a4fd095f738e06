import { expect, test } from 'vitest'
import { changes_of, filter_of, search_of } from './audit'

test('an address is read and written the same, and days that are none are left out', () => {
  const filter = filter_of('?who=ann&from=2026-11-01&until=soon')
  expect(filter).toEqual({ who: 'ann', action: '', about: '', from: '2026-11-01', until: '' })
  expect(search_of(filter)).toBe('?who=ann&from=2026-11-01')
  expect(search_of(filter_of(''))).toBe('')
})

test('of documents only what differs is shown, and words are shown as they are', () => {
  expect(changes_of({ before: 'active', after: 'suspended' })).toEqual({ changes: [{ name: '', before: 'active', after: 'suspended' }], same: 0 })
  expect(changes_of({ before: null, after: null })).toEqual({ changes: [], same: 0 })
  const changed = changes_of({ before: '{"name":"Easel","accent":null,"logo":"x"}', after: '{"name":"Fox","accent":"#112233","logo":"x"}' })
  expect(changed).toEqual({ changes: [{ name: 'name', before: 'Easel', after: 'Fox' }, { name: 'accent', before: '', after: '#112233' }], same: 1 })
  expect(changes_of({ before: null, after: '{"enabled":true}' }).changes).toEqual([{ name: 'enabled', before: '', after: 'true' }])
  expect(changes_of({ before: '{"broken', after: 'x' }).changes).toEqual([{ name: '', before: '{"broken', after: 'x' }])
})
