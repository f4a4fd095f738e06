/// The tool in hand, and what it is just drawing: by pointer or by keyboard, in the picture's own pixels.
import { announce } from '../kit/toasts.svelte'
import { percent, t } from '../messages/index.svelte'
import type { Drawing } from './drawing.svelte'
import type { Box } from './mask'
import { thinned, type Operation } from './operations'
import type { Dab } from './raster'
import type { Point } from './view'

export type Tool = 'brush' | 'eraser' | 'lasso' | 'rectangle' | 'ellipse' | 'move'
export const TOOLS: { tool: Tool; key: string }[] = [
  { tool: 'brush', key: 'b' },
  { tool: 'eraser', key: 'e' },
  { tool: 'lasso', key: 'l' },
  { tool: 'rectangle', key: 'r' },
  { tool: 'ellipse', key: 'o' },
  { tool: 'move', key: 'h' },
]
/// Told once the crosshair rests this long.
const REST_MS = 450

export class Hand {
  readonly drawing: Drawing
  tool = $state<Tool>('brush')
  /// Across, in the picture's pixels.
  size = $state(64)
  /// How much of the brush's reach fades, per cent.
  softness = $state(20)
  /// Shapes take away instead of adding.
  taking = $state(false)
  /// The line of a lasso that isn't closed yet.
  trail = $state.raw<Point[] | null>(null)
  /// The first and the last corner of a box that isn't done yet.
  corners = $state.raw<[Point, Point] | null>(null)
  /// Where the keyboard is; null while it isn't used.
  cross = $state.raw<Point | null>(null)
  /// The keyboard's brush is down.
  pressing = $state(false)
  #dabs: number[] | null = null
  #erase = false
  #alt = false
  /// Where the last stroke ended, so that a straight line may begin there.
  #end: Point | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(drawing: Drawing) {
    this.drawing = drawing
    const longest = Math.max(drawing.mask.width, drawing.mask.height)
    this.size = Math.max(4, Math.round(longest / 16))
  }

  get largest(): number {
    return Math.max(16, Math.round(Math.max(this.drawing.mask.width, this.drawing.mask.height) / 2))
  }
  get brushes(): boolean {
    return this.tool === 'brush' || this.tool === 'eraser'
  }
  get drawing_now(): boolean {
    return this.#dabs !== null || this.trail !== null || this.corners !== null
  }
  /// Whether what is drawn next takes away.
  get erases(): boolean {
    return this.tool === 'eraser' || (this.tool !== 'brush' && this.taking)
  }

  take(tool: Tool): void {
    this.cancel()
    this.tool = tool
    announce(t(`region.tool_${tool}`))
  }

  resize(by: number): void {
    const step = Math.max(1, Math.round(this.size * 0.15))
    this.size = Math.min(this.largest, Math.max(1, this.size + by * step))
    announce(t('region.size_is', { n: this.size }))
  }

  // -- by pointer --

  down(at: Point, radius: number, { alt, straight }: { alt: boolean; straight: boolean }): void {
    if (this.drawing.busy || this.tool === 'move') return
    this.cross = null
    this.#alt = alt
    if (this.brushes) {
      this.#begin(straight && this.#end ? this.#end : at, radius)
      if (straight && this.#end) this.#dab(at, radius, 0)
    } else if (this.tool === 'lasso') this.trail = [at]
    else this.corners = [at, at]
  }

  /// `step` is what the eye can tell apart here, in the picture's pixels.
  move(at: Point, radius: number, step: number, even: boolean): void {
    if (this.#dabs) this.#dab(at, radius, step)
    else if (this.trail) this.trail = [...this.trail, at]
    else if (this.corners) this.corners = [this.corners[0], even ? evened(this.corners[0], at) : at]
  }

  async up(at: Point, radius: number): Promise<void> {
    if (this.#dabs) {
      this.#dab(at, radius, 0)
      this.#finish()
    } else if (this.trail) await this.close_lasso()
    else if (this.corners) await this.#close_box()
  }

  /// Gives up what isn't done yet.
  cancel(): void {
    if (this.#dabs) {
      this.#dabs = null
      this.drawing.abandon()
    }
    this.trail = null
    this.corners = null
    this.pressing = false
  }

  /// Ends what is under way as if the pointer had been lifted, so that nothing is lost.
  settle(): void {
    if (this.#dabs) this.#finish()
    else if (this.trail && this.trail.length > 2) void this.close_lasso()
  }

  #begin(at: Point, radius: number): void {
    this.#erase = this.tool === 'eraser' || this.#alt
    this.#dabs = [at.x, at.y, radius]
    this.drawing.begin()
    const dab = { ...at, radius }
    this.drawing.segment(dab, dab, this.softness / 100, this.#erase)
  }

  #dab(at: Point, radius: number, step: number): void {
    const dabs = this.#dabs!
    const [x, y, before] = dabs.slice(-3) as [number, number, number]
    if (Math.hypot(at.x - x, at.y - y) <= step && Math.abs(radius - before) <= step) return
    const from: Dab = { x, y, radius: before }
    dabs.push(at.x, at.y, radius)
    this.drawing.segment(from, { ...at, radius }, this.softness / 100, this.#erase)
  }

  #finish(): void {
    const dabs = Float32Array.from(this.#dabs!)
    this.#dabs = null
    this.#end = { x: dabs.at(-3)!, y: dabs.at(-2)! }
    const operation: Operation = { kind: 'stroke', erase: this.#erase, softness: this.softness / 100, dabs }
    this.drawing.finish(operation)
    this.tell(operation)
  }

  async close_lasso(): Promise<void> {
    const corners = thinned(this.trail!.flatMap(({ x, y }) => [x, y]), 2, 1)
    this.trail = null
    if (corners.length >= 6) await this.do({ kind: 'lasso', erase: this.taking !== this.#alt, corners })
  }

  async #close_box(): Promise<void> {
    const box = box_of(this.corners!)
    this.corners = null
    // A mere click is no box.
    if (box.right - box.left < 2 || box.bottom - box.top < 2) return
    await this.do({ kind: this.tool === 'ellipse' ? 'ellipse' : 'rectangle', erase: this.taking !== this.#alt, box })
  }

  // -- by keyboard --

  /// Moves the crosshair, which begins in the middle of what is seen.
  arrow(across: number, down: number, middle: Point): void {
    const { width, height } = this.drawing.mask
    const from = this.cross ?? middle
    const at = { x: Math.min(width, Math.max(0, Math.round(from.x + across))), y: Math.min(height, Math.max(0, Math.round(from.y + down))) }
    this.cross = at
    if (this.pressing) this.#dab(at, this.size / 2, 0)
    else if (this.corners) this.corners = [this.corners[0], at]
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => announce(t('region.at', { x: at.x, y: at.y })), REST_MS)
  }

  async enter(middle: Point): Promise<void> {
    if (this.drawing.busy || this.tool === 'move') return
    const at = (this.cross ??= middle)
    this.#alt = false
    if (this.brushes) {
      this.pressing = !this.pressing
      if (this.pressing) {
        this.#begin(at, this.size / 2)
        announce(t('region.pressing'))
      } else this.#finish()
    } else if (this.tool === 'lasso') {
      const last = this.trail?.at(-1)
      if (last && last.x === at.x && last.y === at.y && this.trail!.length > 2) await this.close_lasso()
      else {
        this.trail = [...(this.trail ?? []), at]
        announce(t('region.corner_n', { n: this.trail.length, x: at.x, y: at.y }))
      }
    } else if (this.corners) {
      this.corners = [this.corners[0], at]
      await this.#close_box()
    } else {
      this.corners = [at, at]
      announce(t('region.first_corner', { x: at.x, y: at.y }))
    }
  }

  // -- the whole of it --

  async do(operation: Operation): Promise<void> {
    await this.drawing.do(operation)
    this.tell(operation)
  }

  async step(by: -1 | 1): Promise<void> {
    if (this.drawing_now) return this.cancel()
    const operation = await this.drawing.step(by)
    if (!operation) announce(by < 0 ? t('region.nothing_to_undo') : t('region.nothing_to_redo'))
    else announce(t(by < 0 ? 'region.undid' : 'region.redid', { what: words_of(operation), share: percent(this.drawing.share) }))
  }

  tell(operation: Operation): void {
    announce(t('region.did', { what: words_of(operation), share: percent(this.drawing.share) }))
  }
}

export function box_of([from, to]: [Point, Point]): Box {
  return { left: Math.round(Math.min(from.x, to.x)), top: Math.round(Math.min(from.y, to.y)), right: Math.round(Math.max(from.x, to.x)), bottom: Math.round(Math.max(from.y, to.y)) }
}

/// The corner that makes a square, as near as the hand is.
function evened(from: Point, to: Point): Point {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
  return { x: from.x + Math.sign(to.x - from.x || 1) * side, y: from.y + Math.sign(to.y - from.y || 1) * side }
}

function words_of(operation: Operation): string {
  switch (operation.kind) {
    case 'stroke':
      return operation.erase ? t('region.did_erase') : t('region.did_stroke')
    case 'lasso':
      return t('region.did_lasso')
    case 'rectangle':
      return t('region.did_rectangle')
    case 'ellipse':
      return t('region.did_ellipse')
    case 'grow':
      return operation.by < 0 ? t('region.did_shrink') : t('region.did_grow')
    case 'invert':
      return t('region.did_invert')
    case 'clear':
      return t('region.did_clear')
    case 'paste':
      return t('region.did_paste')
  }
}
