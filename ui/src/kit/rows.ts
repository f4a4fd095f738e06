/// Justified rows: pictures of different shapes set side by side at one height, like words in a line. Everything is known before a
/// single picture has loaded, so nothing jumps.

export type Shape = { ratio: number; /** takes a line of its own */ alone?: boolean }
export type Cell = { index: number; left: number; width: number }
export type Row = { top: number; height: number; cells: Cell[] }

/// Rows, and for what they were made, so that they can be gone on from.
export type Laid = { rows: Row[]; height: number; count: number; width: number; wanted: number; gap: number }

/// The rows of these ratios. Where `before` holds the rows of the first of them, all but its last row are taken as they are: a list
/// that grows page by page is laid out once, not again and again.
export function continued(ratios: number[], width: number, wanted: number, gap: number, before?: Laid): Laid {
  const usable = before && before.width === width && before.wanted === wanted && before.gap === gap && before.count <= ratios.length
  if (usable && before.count === ratios.length) return before
  const kept = usable ? before.rows.slice(0, -1) : []
  const from = kept.length ? kept.at(-1)!.cells.at(-1)!.index + 1 : 0
  const offset = kept.length ? kept.at(-1)!.top + kept.at(-1)!.height + gap : 0
  const more = justify(
    ratios.slice(from).map((ratio) => ({ ratio })),
    width,
    wanted,
    gap,
  )
  const moved = more.rows.map((row) => ({ top: row.top + offset, height: row.height, cells: row.cells.map((cell) => ({ ...cell, index: cell.index + from })) }))
  return { rows: [...kept, ...moved], height: more.rows.length ? offset + more.height : Math.max(0, offset - gap), count: ratios.length, width, wanted, gap }
}

export function justify(shapes: Shape[], width: number, wanted: number, gap: number): { rows: Row[]; height: number } {
  const rows: Row[] = []
  let top = 0
  const close = (line: number[], last: boolean) => {
    const ratios = line.map((index) => Math.min(Math.max(shapes[index]!.ratio, 0.4), 3))
    const sum = ratios.reduce((a, b) => a + b, 0)
    const room = width - gap * (line.length - 1)
    const filled = room / sum
    // A last line that is not full keeps the wanted height instead of blowing one picture up.
    const height = Math.round(last ? Math.min(filled, wanted * 1.15) : filled)
    const full = !last || filled <= wanted * 1.15
    let left = 0
    const cells = line.map((index, at) => {
      const exact = (full ? filled : height) * ratios[at]!
      const right = full && at === line.length - 1 ? width : Math.round(left + exact)
      const cell = { index, left: Math.round(left), width: Math.max(1, right - Math.round(left)) }
      left += exact + gap
      return cell
    })
    rows.push({ top, height, cells })
    top += height + gap
  }
  let line: number[] = []
  let sum = 0
  shapes.forEach((shape, index) => {
    if (shape.alone) {
      if (line.length) close(line, true)
      line = []
      sum = 0
      const height = Math.round(width / shape.ratio)
      rows.push({ top, height, cells: [{ index, left: 0, width }] })
      top += height + gap
      return
    }
    const ratio = Math.min(Math.max(shape.ratio, 0.4), 3)
    const before = line.length ? (width - gap * (line.length - 1)) / sum : Infinity
    const after = (width - gap * line.length) / (sum + ratio)
    // Closing before this picture is better when the line would come nearer to the wanted height without it.
    if (line.length && after < wanted && Math.abs(before - wanted) < Math.abs(after - wanted)) {
      close(line, false)
      line = []
      sum = 0
    }
    line.push(index)
    sum += ratio
    if ((width - gap * (line.length - 1)) / sum <= wanted) {
      close(line, false)
      line = []
      sum = 0
    }
  })
  if (line.length) close(line, true)
  return { rows, height: Math.max(0, top - gap) }
}

/// The rows that touch a window of the page, found by halving.
export function visible_rows(rows: Row[], from: number, to: number): Row[] {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.top + rows[middle]!.height < from) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < rows.length && rows[end]!.top <= to) end++
  return rows.slice(low, end)
}
