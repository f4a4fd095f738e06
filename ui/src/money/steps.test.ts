import { expect, test } from 'vitest'
import { steps_of } from './steps'

const standings = (state: Parameters<typeof steps_of>[0]) => steps_of(state)?.map((step) => step.standing)

test('a payment has one step at a time, and none once it ended without credits', () => {
  expect(standings('created')).toEqual(['now', 'later', 'later'])
  expect(standings('pending')).toEqual(['done', 'done', 'now'])
  expect(standings('paid')).toEqual(['done', 'done', 'done'])
  for (const state of ['rejected', 'expired', 'cancelled'] as const) expect(steps_of(state)).toBeNull()
})
