/// What was drawn, as a list that can be drawn again: the drawing itself, its history, and what is kept of it. All pure.
import { grown } from './distance'
import { is_empty, join, Mask, pack, unpack, type Box } from './mask'
import { clear, draw_segment, fill_box, fill_ellipse, fill_polygon, invert, type Dab } from './raster'

export type Operation =
  /// Dabs one after another: x, y and radius in turn.
  | { kind: 'stroke'; erase: boolean; softness: number; dabs: Float32Array }
  /// Corners: x and y in turn.
  | { kind: 'lasso'; erase: boolean; corners: Float32Array }
  | { kind: 'rectangle' | 'ellipse'; erase: boolean; box: Box }
  | { kind: 'grow'; by: number }
  | { kind: 'invert' | 'clear' }
  /// A whole mask in place of what was there: an uploaded one, or what older operations came to.
  | { kind: 'paste'; packed: Uint8Array }

/// What was drawn, and how much of it isn't undone.
export type History = { operations: Operation[]; at: number }

export const MOST_GROWTH_PX = 256
/// Beyond this the oldest operations are kept as what they came to.
export const MOST_BYTES = 6 * 1024 * 1024
const MOST_OPERATIONS = 2000

export const EMPTY_HISTORY: History = { operations: [], at: 0 }

export function with_operation({ operations, at }: History, operation: Operation): History {
  return { operations: [...operations.slice(0, at), operation], at: at + 1 }
}

export const moved = ({ operations, at }: History, by: number): History => ({ operations, at: Math.min(operations.length, Math.max(0, at + by)) })

/// Does an operation. Answers what may have changed.
export function perform(mask: Mask, operation: Operation): Box | null {
  switch (operation.kind) {
    case 'stroke':
      return draw_stroke(mask, operation.dabs, operation.softness, operation.erase)
    case 'lasso':
      return fill_polygon(mask, operation.corners, operation.erase)
    case 'rectangle':
      return fill_box(mask, operation.box, operation.erase)
    case 'ellipse':
      return fill_ellipse(mask, operation.box, operation.erase)
    case 'grow':
      mask.fill_from(grown(mask.data, mask.width, mask.height, operation.by))
      return mask.whole
    case 'invert':
      invert(mask)
      return mask.whole
    case 'clear':
      clear(mask)
      return mask.whole
    case 'paste':
      mask.fill_from(unpack(operation.packed, mask.data.length))
      return mask.whole
  }
}

function draw_stroke(mask: Mask, dabs: Float32Array, softness: number, erase: boolean): Box | null {
  const dab = (i: number): Dab => ({ x: dabs[3 * i]!, y: dabs[3 * i + 1]!, radius: dabs[3 * i + 2]! })
  const count = Math.floor(dabs.length / 3)
  let box: Box | null = null
  for (let i = 0; i < count; i++) box = join(box, draw_segment(mask, dab(Math.max(0, i - 1)), dab(i), softness, erase))
  return box
}

/// The mask that a history comes to.
export function replayed({ operations, at }: History, width: number, height: number): Mask {
  const mask = new Mask(width, height)
  // What a whole mask replaces needn't be drawn.
  const done = operations.slice(0, at)
  const from = Math.max(0, done.findLastIndex((one) => one.kind === 'paste' || one.kind === 'clear'))
  for (const operation of done.slice(from)) perform(mask, operation)
  mask.recount()
  return mask
}

export function bytes_of(operation: Operation): number {
  if (operation.kind === 'stroke') return operation.dabs.byteLength + 40
  if (operation.kind === 'lasso') return operation.corners.byteLength + 40
  return operation.kind === 'paste' ? operation.packed.byteLength + 40 : 80
}

/// The history within bounds: when it has grown too large, its older half is kept as the mask it came to. What can't be undone any more
/// was done hundreds of operations ago.
export function bounded(history: History, width: number, height: number, most = MOST_BYTES): History {
  const { operations, at } = history
  const bytes = operations.reduce((sum, one) => sum + bytes_of(one), 0)
  if (operations.length <= MOST_OPERATIONS && bytes <= most) return history
  const cut = Math.floor(at / 2)
  if (cut < 2) return history
  const mask = replayed({ operations, at: cut }, width, height)
  return { operations: [{ kind: 'paste', packed: pack(mask.data) }, ...operations.slice(cut)], at: at - cut + 1 }
}

/// What of a kept history can be used: it may be damaged, or from another version of the studio.
export function mend_history(kept: unknown): History {
  const from = kept as Partial<History> | null
  if (!from || !Array.isArray(from.operations)) return EMPTY_HISTORY
  const operations: Operation[] = []
  for (const one of from.operations.slice(0, MOST_OPERATIONS * 2)) {
    const mended = mend_operation(one)
    // What comes after a gap wouldn't be what was drawn.
    if (!mended) break
    operations.push(mended)
  }
  const at = Number.isInteger(from.at) ? Math.min(operations.length, Math.max(0, from.at!)) : operations.length
  return { operations, at }
}

function mend_operation(kept: unknown): Operation | null {
  if (!kept || typeof kept !== 'object') return null
  const one = kept as Record<string, unknown>
  const erase = one.erase === true
  switch (one.kind) {
    case 'stroke':
      return is_numbers(one.dabs, 3) && is_finite(one.softness) ? { kind: 'stroke', erase, softness: Math.min(1, Math.max(0, one.softness)), dabs: one.dabs } : null
    case 'lasso':
      return is_numbers(one.corners, 2) ? { kind: 'lasso', erase, corners: one.corners } : null
    case 'rectangle':
    case 'ellipse': {
      const box = one.box as Box | undefined
      const whole = box && [box.left, box.top, box.right, box.bottom].every(is_finite) && !is_empty(box)
      return whole ? { kind: one.kind, erase, box } : null
    }
    case 'grow':
      return is_finite(one.by) && Math.abs(one.by) <= MOST_GROWTH_PX ? { kind: 'grow', by: one.by } : null
    case 'invert':
    case 'clear':
      return { kind: one.kind }
    case 'paste':
      return one.packed instanceof Uint8Array ? { kind: 'paste', packed: one.packed } : null
    default:
      return null
  }
}

const is_finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function is_numbers(value: unknown, each: number): value is Float32Array {
  return value instanceof Float32Array && value.length >= each && value.length % each === 0 && value.every(Number.isFinite)
}

/// Points of a line without those that lie nearer than `step` to the one before: a hand gives more than anybody can see.
export function thinned(points: number[], each: number, step: number): Float32Array {
  const kept: number[] = []
  for (let at = 0; at + each <= points.length; at += each) {
    const last = kept.length - each
    const end = at + 2 * each > points.length
    const far = last < 0 || Math.hypot(points[at]! - kept[last]!, points[at + 1]! - kept[last + 1]!) >= step
    if (far || end) kept.push(...points.slice(at, at + each))
  }
  return Float32Array.from(kept)
}
