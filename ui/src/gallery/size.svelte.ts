/// How large the pictures hang: a step of the slider, kept in this browser.
import { keep, read_kept } from '../kit/storage'

const KEPT = 'easel.gallery.size'
/// The height that rows strive for, by step. The wall makes them smaller on narrow windows.
const HEIGHTS = [84, 124, 176, 236, 320, 440]

export const LARGEST = HEIGHTS.length - 1

const kept = read_kept<number>(KEPT)
let size = $state(typeof kept === 'number' && HEIGHTS[kept] !== undefined ? kept : 3)

export const look = {
  get size() {
    return size
  },
  get goal() {
    return HEIGHTS[size]!
  },
}

export function use_size(now: number): void {
  if (HEIGHTS[now] === undefined) return
  size = now
  keep(KEPT, now)
}
