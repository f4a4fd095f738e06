/// The veil over what is marked, as pixels of the window: a tint with a pattern in it, and an edge of black and white that walks. Drawn
/// only where it can be seen. All pure.
import { depths } from './distance'
import type { Box, Mask } from './mask'
import type { View } from './view'

/// Longest side of the coarse copy on which a softened edge is shown.
const COARSE = 512
/// Window pixels of one dash of the edge, and of one stripe of the veil.
const DASH = 5
const STRIPE = 9

export type Colour = [red: number, green: number, blue: number]

/// How far in each place lies, on a coarse copy of the mask.
export type Field = { width: number; height: number; depths: Uint8Array }

/// The coarse copy that shows a softened edge, or null where nobody would see it.
export function field_of(mask: Mask, feather: number): Field | null {
  const shrink = Math.max(1, Math.max(mask.width, mask.height) / COARSE)
  if (feather / shrink < 1.5) return null
  const width = Math.max(1, Math.round(mask.width / shrink))
  const height = Math.max(1, Math.round(mask.height / shrink))
  const coarse = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.min(mask.height - 1, Math.floor((y + 0.5) * shrink)) * mask.width
    for (let x = 0; x < width; x++) coarse[y * width + x] = mask.data[row + Math.min(mask.width - 1, Math.floor((x + 0.5) * shrink))]!
  }
  return { width, height, depths: depths(coarse, width, height, feather / shrink) }
}

/// The pixels of the window, and which of them are the edge.
export class Veil {
  readonly width: number
  readonly height: number
  readonly bytes: Uint8ClampedArray<ArrayBuffer>
  #pixels: Uint32Array
  #edge: Uint8Array
  /// What is drawn now, to be cleared before something else is.
  drawn: Box | null = null

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.bytes = new Uint8ClampedArray(width * height * 4)
    this.#pixels = new Uint32Array(this.bytes.buffer)
    this.#edge = new Uint8Array(width * height)
  }

  /// The part of the window that a part of the picture is seen in, with room for the edge.
  place(view: View, { left, top, right, bottom }: Box): Box {
    return {
      left: Math.max(0, Math.floor(left * view.scale + view.x) - 3),
      top: Math.max(0, Math.floor(top * view.scale + view.y) - 3),
      right: Math.min(this.width, Math.ceil(right * view.scale + view.x) + 3),
      bottom: Math.min(this.height, Math.ceil(bottom * view.scale + view.y) + 3),
    }
  }

  clear({ left, top, right, bottom }: Box): void {
    for (let y = top; y < bottom; y++) {
      this.#pixels.fill(0, y * this.width + left, y * this.width + right)
      this.#edge.fill(0, y * this.width + left, y * this.width + right)
    }
  }

  /// Draws what is marked into this part of the window. `thick` is the edge's width, `step` how far it has walked.
  draw(mask: Mask, field: Field | null, view: View, box: Box, colour: Colour, thick: number, step: number): void {
    const wide = box.right - box.left
    if (wide <= 0 || box.bottom <= box.top) return
    // Which pixel of the picture each pixel of the row shows, or none.
    const columns = new Int32Array(wide + thick)
    for (let i = 0; i < columns.length; i++) {
      const x = Math.floor((box.left + i + 0.5 - view.x) / view.scale)
      columns[i] = x >= 0 && x < mask.width ? x : -1
    }
    const row_of = (y: number): number => Math.floor((y + 0.5 - view.y) / view.scale)
    // The rows that are looked at together, each read once.
    const rows = Array.from({ length: thick + 1 }, () => new Uint8Array(wide + thick))
    const read = (y: number): void => {
      const into = rows[y % (thick + 1)]!
      const row = row_of(y)
      if (row < 0 || row >= mask.height) {
        into.fill(0)
        return
      }
      const base = row * mask.width
      for (let i = 0; i < into.length; i++) into[i] = columns[i]! < 0 ? 0 : mask.data[base + columns[i]!]!
    }
    for (let y = box.top; y < box.top + thick; y++) read(y)
    const rgb = (colour[2] << 16) | (colour[1] << 8) | colour[0]
    const tints = [0.62, 0.48].map((strength) => Uint32Array.from({ length: 256 }, (_, value) => ((Math.round(value * strength) << 24) | rgb) >>> 0))
    for (let y = box.top; y < box.bottom; y++) {
      read(y + thick)
      const here = rows[y % (thick + 1)]!
      const below = rows[(y + thick) % (thick + 1)]!
      const row = row_of(y)
      let out = y * this.width + box.left
      // Stripes tell the veil from a picture that has its colour.
      let stripe = (box.left + y) % (STRIPE * 2)
      for (let i = 0; i < wide; i++, out++) {
        const value = here[i]!
        const inside = value & 128
        const edge = ((here[i + thick]! ^ inside) | (below[i]! ^ inside)) & 128
        let pixel = 0
        if (edge) pixel = dash(box.left + i, y, step)
        else if (value) pixel = tints[stripe < STRIPE ? 0 : 1]![field ? (value * (40 + 0.843 * depth_at(field, mask, columns[i]!, row))) / 255 | 0 : value]!
        this.#pixels[out] = pixel
        this.#edge[out] = edge
        if (++stripe === STRIPE * 2) stripe = 0
      }
    }
  }

  /// Lets the edge walk within this part of the window.
  walk({ left, top, right, bottom }: Box, step: number): void {
    for (let y = top; y < bottom; y++) {
      const row = y * this.width
      for (let x = left; x < right; x++) if (this.#edge[row + x]) this.#pixels[row + x] = dash(x, y, step)
    }
  }
}

const dash = (x: number, y: number, step: number): number => ((x + y + step) % (DASH * 2) < DASH ? 0xffffffff : 0xff181818)

/// How deep a pixel of the picture lies, between the places of the coarse copy.
function depth_at({ width, height, depths }: Field, mask: Mask, column: number, row: number): number {
  const x = Math.min(width - 1, Math.max(0, ((column + 0.5) * width) / mask.width - 0.5))
  const y = Math.min(height - 1, Math.max(0, ((row + 0.5) * height) / mask.height - 0.5))
  const left = x | 0
  const top = y | 0
  const right = left + 1 < width ? left + 1 : left
  const below = top + 1 < height ? width : 0
  const across = x - left
  const down = y - top
  const row_at = top * width
  const upper = depths[row_at + left]! * (1 - across) + depths[row_at + right]! * across
  const lower = depths[row_at + below + left]! * (1 - across) + depths[row_at + below + right]! * across
  return upper * (1 - down) + lower * down
}
