import { expect, test } from 'vitest'
import { weakest } from './likeness'

const picture = (...percents: number[]) => ({ likeness: percents.map((percent, i) => ({ character_id: String(i), name: '', percent })) })

test('the weakest picture is the one whose least like character is least like', () => {
  expect(weakest([picture(90, 80), picture(95, 40), picture(60, 60)])).toBe(1)
  expect(weakest([picture(90), picture(), picture(70)])).toBe(2)
})

test('without a difference there is no weakest', () => {
  expect(weakest([picture(80)])).toBe(-1)
  expect(weakest([picture(80), picture(80)])).toBe(-1)
  expect(weakest([picture(), picture()])).toBe(-1)
})
