/// Distances within a mask: growing and shrinking by a round pen, and how far in a softened edge reaches. Exact, in two passes
/// (Felzenszwalb and Huttenlocher), each linear in the pixels.

const FAR = 1e9

/// The bytes grown (or, below nothing, shrunk) by so many pixels. The picture's own edge is no edge of the region.
export function grown(bytes: Uint8Array, width: number, height: number, by: number): Uint8Array {
  const out = new Uint8Array(bytes.length)
  if (by === 0) {
    out.set(bytes)
    return out
  }
  const shrink = by < 0
  const reach = Math.abs(by)
  squared_distances(bytes, width, height, !shrink, reach + 2, (at, far2) => {
    // A pixel's middle is half a pixel from the edge: the rest of the step smooths it.
    const cover = far2 === 0 ? 255 : Math.round(255 * Math.min(1, Math.max(0, reach + 1 - Math.sqrt(far2))))
    out[at] = shrink ? 255 - cover : cover
  })
  return out
}

/// How far into the region each pixel lies, as a share of `feather`: 0 outside, 255 that far in and further.
export function depths(bytes: Uint8Array, width: number, height: number, feather: number): Uint8Array {
  const out = new Uint8Array(bytes.length)
  squared_distances(bytes, width, height, false, feather + 1, (at, far2) => {
    out[at] = far2 === 0 ? 0 : Math.round(255 * Math.min(1, Math.sqrt(far2) / Math.max(1, feather)))
  })
  return out
}

/// Tells of every pixel its squared distance to the nearest one that is marked (or, with `to_marked` false, that isn't). What is further
/// than `cap` may be told as any distance beyond it.
function squared_distances(bytes: Uint8Array, width: number, height: number, to_marked: boolean, cap: number, tell: (at: number, far2: number) => void): void {
  const most = Math.min(65_535, Math.ceil(cap) + 1)
  // Down, then up: each pixel's distance within its own column.
  const columns = new Uint16Array(bytes.length)
  for (let at = 0; at < bytes.length; at++) {
    const here = bytes[at]! >= 128 === to_marked
    const above = at >= width ? columns[at - width]! : most
    columns[at] = here ? 0 : Math.min(most, above + 1)
  }
  for (let at = bytes.length - width - 1; at >= 0; at--) {
    const below = columns[at + width]! + 1
    if (below < columns[at]!) columns[at] = below
  }
  const heights = new Float64Array(width)
  const feet = new Int32Array(width)
  const borders = new Float64Array(width + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let near = false
    for (let x = 0; x < width; x++) {
      const far = columns[row + x]!
      heights[x] = far >= most ? FAR : far * far
      near ||= far < most
    }
    if (!near) {
      for (let x = 0; x < width; x++) tell(row + x, FAR)
      continue
    }
    lower_hull(heights, feet, borders, width)
    for (let x = 0, at = 0; x < width; x++) {
      while (borders[at + 1]! < x) at++
      const foot = feet[at]!
      tell(row + x, (x - foot) * (x - foot) + heights[foot]!)
    }
  }
}

/// The lower hull of the parabolas that stand on each pixel of a row.
function lower_hull(heights: Float64Array, feet: Int32Array, borders: Float64Array, width: number): void {
  let last = 0
  feet[0] = 0
  borders[0] = -Infinity
  borders[1] = Infinity
  for (let x = 1; x < width; x++) {
    let cross = 0
    for (;;) {
      const foot = feet[last]!
      cross = (heights[x]! + x * x - heights[foot]! - foot * foot) / (2 * (x - foot))
      if (cross > borders[last]! || last === 0) break
      last--
    }
    if (cross <= borders[last]!) {
      feet[0] = x
      borders[0] = -Infinity
      borders[1] = Infinity
      last = 0
      continue
    }
    last++
    feet[last] = x
    borders[last] = cross
    borders[last + 1] = Infinity
  }
}
