import { expect, test } from 'vitest'
import { mend } from './form.svelte'

test('a damaged kept form loses only what is damaged', () => {
  expect(mend(null)).toBeNull()
  expect(mend('x')).toBeNull()
  expect(mend({ name: 7, description: 'tall', pictures: ['a', 'a', 3], outfits: [null, { id: 'o', name: 'Coat' }, 'x'] })).toEqual({
    name: '',
    description: 'tall',
    never_changes: '',
    pictures: ['a'],
    outfits: [{ id: 'o', name: 'Coat', description: '', asset_id: null }],
  })
})
