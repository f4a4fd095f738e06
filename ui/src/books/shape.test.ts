import { expect, test } from 'vitest'
import { blank_page, FORMAT } from './sample'
import { bleeds, corner_moved, edge_moved, is_shape, move_between, panel_lines, shape_in, shape_moved } from './shape'
import { lines_of } from './snap'

const box = [{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 200 }, { x: 0, y: 200 }]

test('a shape is moved, resized and slanted by whole steps', () => {
  expect(shape_moved(box, 10.4, -3)[0]).toEqual({ x: 10, y: -3 })
  expect(shape_in(box, { x: 50, y: 0, width: 50, height: 400 })[2]).toEqual({ x: 100, y: 400 })
  const slanted = corner_moved(box, 1, { x: 130, y: 20 })
  expect([is_shape(slanted), is_shape(corner_moved(box, 1, { x: -20, y: 120 }))]).toEqual([true, false])
  // The edge goes out along its neighbours, wherever they lead.
  expect(edge_moved(box, 1, 20)).toEqual([{ x: 0, y: 0 }, { x: 120, y: 0 }, { x: 120, y: 200 }, { x: 0, y: 200 }])
  expect(edge_moved(slanted, 3, 13)[0]).toEqual({ x: -13, y: -2 })
  expect([move_between(box, shape_moved(box, 5, 7)), move_between(box, slanted), move_between(box, box)]).toEqual([{ x: 5, y: 7 }, null, null])
})

test('a panel finds gutters, margins and the end of the paper', () => {
  const page = blank_page(1)
  const own = panel_lines(page, FORMAT, 1, 400)
  expect(own.x).toEqual([-318, 16_830 + 318, 8000, 15_800])
  const all = lines_of(page, FORMAT, [{ kind: 'panel', no: 1 }])
  expect([all.x.includes(8400), all.x.includes(8000), all.x.includes(1000)]).toEqual([true, false, true])
  expect([bleeds(box, FORMAT, 'left'), bleeds(shape_moved(box, -318, 0), FORMAT, 'left')]).toEqual([false, true])
})
