import { expect, test } from 'vitest'
import type { Character } from './api'
import { cast_of, left_out, share_places, unseen } from './cast'

const character = (id: string, name: string, pictures: number, outfits: Character['outfits'] = []): Character => ({
  id,
  name,
  description: '',
  never_changes: '',
  pictures: Array.from({ length: pictures }, (_, i) => ({ asset_id: `${id}${i}`, width: 1, height: 1, placeholder: '' })),
  outfits,
  created_at: '',
  changed_at: '',
})
const all = [character('m', 'Maya', 2, [{ id: 'o', name: 'Raincoat', description: '', asset_id: 'x' }]), character('t', 'Tom', 1), character('n', 'Nix', 0)]

test('everybody counts once, by chip or by name, in the order they come', () => {
  const text = '@Tom and @Maya meet @Maya and @nix'
  expect(cast_of({ text, mentions: [{ start: 9, end: 14, id: 'm', outfit: null }] }, all).map((one) => [one.id, one.pictures])).toEqual([
    ['t', 1],
    ['m', 2],
    ['n', 0],
  ])
  expect(cast_of({ text: '@Maya (Raincoat)', mentions: [{ start: 0, end: 16, id: 'm', outfit: 'o' }] }, all)).toEqual([{ id: 'm', name: 'Maya', pictures: 3, described: true }])
})

test('everybody has a place before anybody has two', () => {
  const parts = [
    { id: 'm', name: 'Maya', pictures: 3, described: false },
    { id: 't', name: 'Tom', pictures: 1, described: false },
    { id: 'n', name: 'Nix', pictures: 0, described: false },
  ]
  const used = (room: number) => share_places(parts, room).map((one) => one.used)
  expect(used(4)).toEqual([3, 1, 0])
  expect(used(3)).toEqual([2, 1, 0])
  expect(used(1)).toEqual([1, 0, 0])
  expect(used(9)).toEqual([3, 1, 0])
  expect(left_out(share_places(parts, 1)).map((one) => one.name)).toEqual(['Tom'])
  expect(left_out(share_places(parts, 2))).toEqual([])
})

test('a model without eyes goes by words', () => {
  const parts = cast_of({ text: '@Tom', mentions: [] }, all)
  expect(unseen(parts).map((one) => one.name)).toEqual(['Tom'])
})
