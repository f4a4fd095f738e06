/// Which pixels of a picture are marked: one byte each, 255 is marked, 0 is not, 128 and more counts. Kept in tiles, so that what an
/// operation changed can be put back, and counted, without looking at the rest.

export const TILE = 256

/// Whole pixels; right and bottom are outside.
export type Box = { left: number; top: number; right: number; bottom: number }

/// The bytes of the tiles that an operation changed, as they were on the other side of it.
export type Patch = { tiles: Map<number, Uint8Array>; bytes: number }

export const is_empty = (box: Box): boolean => box.left >= box.right || box.top >= box.bottom

export function join(one: Box | null, other: Box | null): Box | null {
  if (!one || is_empty(one)) return other && !is_empty(other) ? other : null
  if (!other || is_empty(other)) return one
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  }
}

export class Mask {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  readonly columns: number
  readonly rows: number
  /// Marked pixels of each tile, and whether it holds anything at all.
  #marked: Uint32Array
  #any: Uint8Array
  /// The tiles an operation has touched so far, as they were before it.
  #before: Map<number, Uint8Array> | null = null

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.data = new Uint8Array(width * height)
    this.columns = Math.ceil(width / TILE)
    this.rows = Math.ceil(height / TILE)
    this.#marked = new Uint32Array(this.columns * this.rows)
    this.#any = new Uint8Array(this.columns * this.rows)
  }

  get whole(): Box {
    return { left: 0, top: 0, right: this.width, bottom: this.height }
  }

  /// What of the box lies on the picture, in whole pixels.
  within(box: Box): Box {
    return {
      left: Math.max(0, Math.floor(box.left)),
      top: Math.max(0, Math.floor(box.top)),
      right: Math.min(this.width, Math.ceil(box.right)),
      bottom: Math.min(this.height, Math.ceil(box.bottom)),
    }
  }

  begin(): void {
    this.#before ??= new Map()
  }

  /// Has to be told before pixels of the box change, so that they can be put back.
  touch(box: Box): void {
    if (is_empty(box)) return
    const before = this.#before
    const last_row = Math.min(this.rows - 1, Math.floor((box.bottom - 1) / TILE))
    const last_column = Math.min(this.columns - 1, Math.floor((box.right - 1) / TILE))
    for (let row = Math.max(0, Math.floor(box.top / TILE)); row <= last_row; row++) {
      for (let column = Math.max(0, Math.floor(box.left / TILE)); column <= last_column; column++) {
        const tile = row * this.columns + column
        if (before && !before.has(tile)) before.set(tile, this.#read(tile))
        this.#any[tile] = 1
      }
    }
  }

  /// Ends an operation: counts what changed, and answers how to undo it.
  end(): Patch {
    const before = this.#before ?? new Map<number, Uint8Array>()
    this.#before = null
    const tiles = new Map<number, Uint8Array>()
    let bytes = 0
    for (const [tile, old] of before) {
      this.#count(tile)
      if (same(old, this.#read(tile))) continue
      const packed = pack(old)
      tiles.set(tile, packed)
      bytes += packed.length
    }
    return { tiles, bytes }
  }

  /// Puts a patch's tiles in, and answers the patch that undoes this.
  swap(patch: Patch): { patch: Patch; box: Box | null } {
    const tiles = new Map<number, Uint8Array>()
    let bytes = 0
    let box: Box | null = null
    for (const [tile, packed] of patch.tiles) {
      const now = pack(this.#read(tile))
      tiles.set(tile, now)
      bytes += now.length
      const place = this.#place(tile)
      this.#write(place, unpack(packed, (place.right - place.left) * (place.bottom - place.top)))
      this.#count(tile)
      box = join(box, place)
    }
    return { patch: { tiles, bytes }, box }
  }

  /// How much of the picture is marked, 0 to 1.
  get share(): number {
    let sum = 0
    for (const count of this.#marked) sum += count
    return sum / (this.width * this.height)
  }

  /// Where anything may be marked; everything outside is clear.
  get extent(): Box | null {
    let box: Box | null = null
    for (let tile = 0; tile < this.#any.length; tile++) if (this.#any[tile]) box = join(box, this.#place(tile))
    return box
  }

  /// Whether this place is marked; nothing outside the picture is.
  marked(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.width && y < this.height && this.data[y * this.width + x]! >= 128
  }

  /// Takes another mask's bytes, all of them.
  fill_from(bytes: Uint8Array): void {
    this.touch(this.whole)
    this.data.set(bytes.subarray(0, this.data.length))
  }

  /// Counts every tile anew, after the bytes came from elsewhere.
  recount(): void {
    for (let tile = 0; tile < this.#marked.length; tile++) this.#count(tile)
  }

  #place(tile: number): Box {
    const left = (tile % this.columns) * TILE
    const top = Math.floor(tile / this.columns) * TILE
    return { left, top, right: Math.min(this.width, left + TILE), bottom: Math.min(this.height, top + TILE) }
  }

  #read(tile: number): Uint8Array {
    const { left, top, right, bottom } = this.#place(tile)
    const wide = right - left
    const bytes = new Uint8Array(wide * (bottom - top))
    for (let y = top; y < bottom; y++) bytes.set(this.data.subarray(y * this.width + left, y * this.width + right), (y - top) * wide)
    return bytes
  }

  #write({ left, top, right, bottom }: Box, bytes: Uint8Array): void {
    const wide = right - left
    for (let y = top; y < bottom; y++) this.data.set(bytes.subarray((y - top) * wide, (y - top + 1) * wide), y * this.width + left)
  }

  #count(tile: number): void {
    const { left, top, right, bottom } = this.#place(tile)
    let marked = 0
    let any = 0
    for (let y = top; y < bottom; y++) {
      const row = y * this.width
      for (let at = row + left; at < row + right; at++) {
        const value = this.data[at]!
        any |= value
        marked += value >> 7
      }
    }
    this.#marked[tile] = marked
    this.#any[tile] = any ? 1 : 0
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

/// Runs of equal bytes: a mask has long ones. The first byte tells runs from bytes that were better left alone.
export function pack(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1)
  let end = 1
  for (let at = 0; at < bytes.length; ) {
    const value = bytes[at]!
    let run = 1
    while (at + run < bytes.length && bytes[at + run] === value) run++
    at += run
    if (end + 5 >= out.length) {
      out.set(bytes, 1)
      out[0] = 0
      return out
    }
    out[end++] = value
    let left = run - 1
    while (left > 127) {
      out[end++] = (left & 127) | 128
      left >>>= 7
    }
    out[end++] = left
  }
  out[0] = 1
  return out.slice(0, end)
}

/// The bytes again; whatever is damaged ends as clear.
export function unpack(packed: Uint8Array, length: number): Uint8Array {
  if (packed[0] === 0) {
    const bytes = new Uint8Array(length)
    bytes.set(packed.subarray(1, 1 + length))
    return bytes
  }
  const bytes = new Uint8Array(length)
  let end = 0
  for (let at = 1; at < packed.length && end < length; ) {
    const value = packed[at++]!
    let run = 0
    let shift = 0
    while (at < packed.length && packed[at]! & 128) {
      run |= (packed[at++]! & 127) << shift
      shift += 7
    }
    run |= (packed[at++] ?? 0) << shift
    const stop = Math.min(length, end + run + 1)
    bytes.fill(value, end, stop)
    end = stop
  }
  return bytes
}
