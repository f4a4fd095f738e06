import { expect, test } from 'vitest'
import { mend_pictures, misfit, pictures_of, role_for, with_role, type Attached } from './inputs'

const can = (references: number, source: boolean, mask = false) => ({ references, source, mask })
const guide = (id: string): Attached => ({ id, role: 'guide' })
const source = (id: string, mask?: string): Attached => ({ id, role: 'source', ...(mask ? { mask } : {}) })

test('a new picture guides while there is room, then is what changes, then finds no room', () => {
  expect(role_for([], can(2, true))).toBe('guide')
  expect(role_for([guide('a'), guide('b')], can(2, true))).toBe('source')
  expect(role_for([guide('a'), guide('b'), source('c')], can(2, true))).toBeNull()
  expect(role_for([], can(0, true))).toBe('source')
  expect(role_for([], can(0, false))).toBeNull()
})

test('there is one source: the one before becomes a guide, or makes room where no guide fits', () => {
  expect(with_role([source('a'), guide('b')], 'b', 'source', can(2, true))).toEqual([guide('a'), source('b')])
  expect(with_role([source('a')], 'b', 'source', can(0, true))).toEqual([source('b')])
  expect(with_role([source('a'), guide('b')], 'c', 'source', can(1, true))).toEqual([guide('b'), source('c')])
  expect(with_role([source('a', 'm')], 'a', 'guide', can(1, true))).toEqual([guide('a')])
  expect(with_role([guide('a')], 'b', 'guide', can(3, true))).toEqual([guide('a'), guide('b')])
  expect(with_role([source('a', 'm')], 'a', 'source', can(1, true))).toEqual([source('a', 'm')])
})

test('what a model cannot take is named', () => {
  expect(misfit([], can(0, false))).toBeNull()
  expect(misfit([guide('a')], can(0, false))).toBe('none')
  expect(misfit([source('a')], can(3, false))).toBe('source')
  expect(misfit([source('a', 'm')], can(3, true))).toBe('mask')
  expect(misfit([guide('a'), guide('b')], can(1, true))).toBe('guides')
  expect(misfit([source('a', 'm'), guide('b')], can(1, true, true))).toBeNull()
})

test('a kept list that is damaged is mended', () => {
  expect(mend_pictures('no')).toEqual([])
  expect(mend_pictures([null, { id: 4, role: 'guide' }, { id: 'a', role: 'king' }, guide('a'), guide('a'), source('b'), source('c')])).toEqual([guide('a'), source('b')])
  expect(mend_pictures(Array.from({ length: 500 }, (_, i) => guide(String(i)))).length).toBe(64)
})

test('a request that was sent brings its pictures back', () => {
  expect(pictures_of({ source: 'a', mask: 'm', references: ['b', 'a'] })).toEqual([source('a', 'm'), guide('b')])
  expect(pictures_of({ source: null, references: [] })).toEqual([])
  const extend = { left: 0, top: 64, right: 0, bottom: 0, only_new: true }
  expect(pictures_of({ source: 'a', mask: null, extend, feather: 0 })).toEqual([{ id: 'a', role: 'source', extend, feather: 0 }])
  // Margins without any width, and softness without an edge, are damage.
  expect(pictures_of({ source: 'a', extend: { ...extend, top: 0 }, feather: 9 })).toEqual([source('a')])
  expect(mend_pictures([{ id: 'a', role: 'source', mask: 'm', feather: 9999, extend: 'wide' }])).toEqual([source('a', 'm')])
  expect(misfit(pictures_of({ source: 'a', extend }), can(1, true))).toBe('mask')
})
