import { expect, test } from 'vitest'
import { History } from './history.svelte'

test('every change can be undone and done again', () => {
  const history = new History(0)
  for (let i = 1; i <= 500; i++) history.change(i)
  for (let i = 499; i >= 0; i--) {
    expect(history.undo()).toBe(true)
    expect(history.now).toBe(i)
  }
  expect(history.undo()).toBe(false)
  expect(history.redo()).toBe(true)
  expect(history.now).toBe(1)
  history.change(9)
  expect(history.can_redo).toBe(false)
  expect(history.undo() && history.now).toBe(1)
})

test('the steps of a slider are one change', () => {
  const history = new History(0)
  history.change(1, 'px', 0)
  history.change(2, 'px', 100)
  history.change(3, 'px', 900)
  history.change(4, 'px', 5000)
  history.change(5, 'name', 5001)
  const seen = []
  while (history.undo()) seen.push(history.now)
  expect(seen).toEqual([4, 3, 0])
})
