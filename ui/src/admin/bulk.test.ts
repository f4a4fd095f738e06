import { expect, test } from 'vitest'
import { Refusal } from '../api/client'
import { go_through } from './bulk'

test('what is refused stops nobody else, and is told by name', async () => {
  const done: string[] = []
  const steps: number[] = []
  const refused = await go_through(
    ['a', 'b', 'c', 'd'],
    async (one) => {
      if (one === 'b') throw new Refusal(409, { code: 'own_account', message: 'Not oneself.' }, null)
      if (one === 'c') throw new TypeError('nothing came')
      done.push(one)
    },
    (n) => steps.push(n),
    'Nobody answered.',
  )
  expect(done).toEqual(['a', 'd'])
  expect(steps).toEqual([1, 2, 3, 4])
  expect(refused).toEqual([
    { one: 'b', why: 'Not oneself.' },
    { one: 'c', why: 'Nobody answered.' },
  ])
})
