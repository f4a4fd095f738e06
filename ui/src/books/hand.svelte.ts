/// What a pointer does to the things on a page, from pressing to letting go. Every step is one change with what it does before, so that
/// a drag is one thing to undo.
import { move_tail, move_things, set_frame, set_panel, turn_balloon } from './change'
import type { Desk } from './desk.svelte'
import { balloon_of, frame_of, panel_of, thing_at, type Thing } from './order'
import { around, art_moved, art_zoomed, centre, point_on_page, resized, type Corner } from './place'
import { corner_moved, edge_moved, is_shape, moved_within, panel_lines, shape_in } from './shape'
import { lines_of, snap, snap_point, type Lines } from './snap'
import { GUTTER, type Art, type Frame, type Page, type Point } from './types'

export type Grip = { kind: 'corner'; corner: Corner } | { kind: 'tail'; at: number } | { kind: 'turn' } | { kind: 'edge'; edge: number } | { kind: 'vertex'; at: number } | { kind: 'panel' }
type Doing =
  | { kind: 'move'; things: Thing[]; lead: Thing; from: Frame; lines: Lines }
  | { kind: 'art'; panel: number; art: Art; frame: Frame }
  | { kind: 'corner'; thing: Thing; corner: Corner; from: Frame; lines: Lines }
  | { kind: 'tail'; balloon: number; at: number }
  | { kind: 'turn'; balloon: number; from: number; turn: number }
  | { kind: 'edge'; panel: number; edge: number; from: Point; normal: Point; lines: Lines }
  | { kind: 'shape'; panel: number; from: Point[]; by: { vertex: number } | { edge: number; from: Point; normal: Point } | null; over: boolean; lines: Lines }

/// How near in the window something has to come to snap.
const SNAP_PX = 6

export class Hand {
  /// Lines that what is moved has come to lie on.
  guides = $state.raw<{ x: number | null; y: number | null }>({ x: null, y: null })
  /// An edge of a panel on its way: the page follows when it is let go.
  edge = $state.raw<{ panel: number; edge: number; by: number; normal: Point } | null>(null)
  /// A panel that is being shaped: the page follows when it is let go.
  shape = $state.raw<{ panel: number; shape: Point[]; fine: boolean } | null>(null)
  active = $state(false)
  #desk: Desk
  #doing: Doing | null = null
  #start: Point = { x: 0, y: 0 }
  #began = 0
  #changed = false

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /// Whether pressing here takes something that can be moved.
  takes(at: Point): boolean {
    const { page } = this.#desk
    const thing = page && thing_at(page, at)
    if (!page || !thing || !this.#desk.is_selected(thing)) return false
    return thing.kind !== 'panel' || (this.#desk.things.length === 1 && !!panel_of(page, thing.no)?.art)
  }

  begin(at: Point): boolean {
    const { page, book, things } = this.#desk
    const thing = page && thing_at(page, at)
    if (!page || !thing) return false
    this.#open(at)
    if (thing.kind === 'panel') {
      const panel = panel_of(page, thing.no)
      if (!panel?.art || things.length !== 1) return false
      this.#doing = { kind: 'art', panel: thing.no, art: panel.art, frame: around(panel.shape) }
    } else {
      const moved = things.filter((one) => one.kind !== 'panel')
      this.#doing = { kind: 'move', things: moved, lead: thing, from: frame_of(page, thing)!, lines: lines_of(page, book.format, moved) }
    }
    return true
  }

  grip(grip: Grip, at: Point): boolean {
    const { page, book, thing } = this.#desk
    if (!page || !thing) return false
    this.#open(at)
    const balloon = thing.kind === 'balloon' ? balloon_of(page, thing.no) : undefined
    if (grip.kind === 'corner' && thing.kind !== 'panel') this.#doing = { kind: 'corner', thing, corner: grip.corner, from: frame_of(page, thing)!, lines: lines_of(page, book.format, [thing]) }
    else if (grip.kind === 'tail' && balloon) this.#doing = { kind: 'tail', balloon: balloon.no, at: grip.at }
    else if (grip.kind === 'turn' && balloon) this.#doing = { kind: 'turn', balloon: balloon.no, from: angle(centre(balloon.frame), at), turn: balloon.turn }
    else if (grip.kind === 'vertex' || grip.kind === 'panel') {
      const panel = panel_of(page, thing.no)
      if (!panel) return false
      this.#doing = { kind: 'shape', panel: thing.no, from: panel.shape, by: grip.kind === 'vertex' ? { vertex: grip.at } : null, over: panel.over || grip.kind === 'panel', lines: this.#panel_lines(page, thing) }
    } else if (grip.kind === 'edge') {
      const panel = panel_of(page, thing.no)
      if (!panel) return false
      const { shape } = panel
      const [a, b] = [shape[grip.edge]!, shape[(grip.edge + 1) % shape.length]!]
      const long = Math.hypot(b.x - a.x, b.y - a.y) || 1
      // Corners go clockwise: outwards is to the left of the way from one to the next.
      const normal = { x: (b.y - a.y) / long, y: -(b.x - a.x) / long }
      // What lies over others takes nobody along; a gutter comes to lie where the page itself has lines.
      const lines = panel.over ? this.#panel_lines(page, thing) : lines_of({ ...page, panels: [], balloons: [], texts: [] }, book.format, [])
      this.#doing = panel.over ? { kind: 'shape', panel: thing.no, from: shape, by: { edge: grip.edge, from: a, normal }, over: true, lines } : { kind: 'edge', panel: thing.no, edge: grip.edge, from: a, normal, lines }
    } else return false
    return true
  }

  #panel_lines(page: Page, thing: Thing): Lines {
    const { format } = this.#desk.book
    const [all, own] = [lines_of(page, format, [thing]), panel_lines(page, format, thing.no, GUTTER)]
    return { x: [...all.x, ...own.x], y: [...all.y, ...own.y] }
  }

  /// How far outwards an edge goes; one that is level or upright comes to lie on lines that are near.
  #edge_by({ from, normal }: { from: Point; normal: Point }, lines: Lines, at: Point, reach: number): number {
    const by = (at.x - this.#start.x) * normal.x + (at.y - this.#start.y) * normal.y
    const upright = Math.abs(normal.x) > 0.9999
    this.guides = { x: null, y: null }
    if (!upright && Math.abs(normal.y) < 0.9999) return Math.round(by)
    const place = { x: from.x + by * normal.x, y: from.y + by * normal.y }
    const snapped = snap_point(place, upright ? { ...lines, y: [] } : { ...lines, x: [] }, reach)
    this.guides = { x: snapped.x, y: snapped.y }
    return Math.round(by + snapped.dx * normal.x + snapped.dy * normal.y)
  }

  /// The panel as it would be with the pointer here.
  #shaped(doing: Extract<Doing, { kind: 'shape' }>, at: Point, reach: number, square: boolean): Point[] {
    const { format } = this.#desk.book
    const [dx, dy] = [at.x - this.#start.x, at.y - this.#start.y]
    if (doing.by && 'edge' in doing.by) return edge_moved(doing.from, doing.by.edge, this.#edge_by(doing.by, doing.lines, at, reach))
    if (doing.by) {
      const corner = doing.from[doing.by.vertex]!
      const to = { x: corner.x + dx, y: corner.y + dy }
      const snapped = snap_point(to, doing.lines, reach)
      this.guides = { x: snapped.x, y: snapped.y }
      const place = point_on_page({ x: to.x + snapped.dx, y: to.y + snapped.dy }, format)
      return square ? shape_in(doing.from, resized(around(doing.from), nearest_corner(around(doing.from), corner), place, format)) : corner_moved(doing.from, doing.by.vertex, place)
    }
    const frame = around(doing.from)
    const snapped = snap({ ...frame, x: frame.x + dx, y: frame.y + dy }, doing.lines, reach)
    this.guides = { x: snapped.x, y: snapped.y }
    return moved_within(doing.from, format, dx + snapped.dx, dy + snapped.dy)
  }

  #open(at: Point): void {
    this.#start = at
    this.#began = Date.now()
    this.#changed = false
    this.active = true
  }

  move(at: Point, scale: number, free: boolean, square = false): void {
    const doing = this.#doing
    const { page, book } = this.#desk
    if (!doing || !page) return
    const [dx, dy] = [at.x - this.#start.x, at.y - this.#start.y]
    const reach = free ? 0 : SNAP_PX / scale
    const change = (act: Parameters<Desk['change_page']>[0]) => {
      this.#changed = true
      this.#desk.change_page(act, `drag${this.#began}`, this.#began)
    }
    if (doing.kind === 'move') {
      const now = frame_of(page, doing.lead)
      if (!now) return
      const wished = { ...doing.from, x: doing.from.x + dx, y: doing.from.y + dy }
      const snapped = snap(wished, doing.lines, reach)
      this.guides = { x: snapped.x, y: snapped.y }
      change((one) => move_things(one, book.format, doing.things, wished.x + snapped.dx - now.x, wished.y + snapped.dy - now.y))
    } else if (doing.kind === 'corner') {
      const snapped = snap_point(at, doing.lines, reach)
      this.guides = { x: snapped.x, y: snapped.y }
      change((one) => set_frame(one, doing.thing, resized(doing.from, doing.corner, { x: at.x + snapped.dx, y: at.y + snapped.dy }, book.format)))
    } else if (doing.kind === 'art') {
      const art = art_moved(doing.art, doing.frame, dx, dy)
      if (panel_of(page, doing.panel)?.art?.asset_id === art.asset_id) change((one) => set_panel(one, doing.panel, { art }))
    } else if (doing.kind === 'shape') {
      const shape = this.#shaped(doing, at, reach, square)
      this.shape = { panel: doing.panel, shape, fine: is_shape(shape) }
    } else if (doing.kind === 'tail') change((one) => move_tail(one, book.format, doing.balloon, doing.at, at))
    else if (doing.kind === 'turn') {
      const balloon = balloon_of(page, doing.balloon)
      if (!balloon) return
      const turn = doing.turn + angle(centre(balloon.frame), at) - doing.from
      change((one) => turn_balloon(one, doing.balloon, free ? turn : Math.round(turn / 5) * 5))
    } else this.edge = { panel: doing.panel, edge: doing.edge, normal: doing.normal, by: this.#edge_by(doing, doing.lines, at, reach) }
  }

  end(): void {
    const { edge, shape } = this
    const doing = this.#doing
    this.#close()
    if (shape && doing?.kind === 'shape') {
      // The outline stays until the page has followed.
      this.shape = shape
      void this.#desk.reshape(shape.panel, () => shape.shape, doing.over).finally(() => this.shape === shape && (this.shape = null))
    }
    if (edge && Math.abs(edge.by) > 20) void this.#desk.edit({ kind: 'drag_gutter', panel: edge.panel, edge: edge.edge, by: edge.by })
  }

  /// Puts everything back.
  cancel(): void {
    const changed = this.#changed
    this.#close()
    if (changed) this.#desk.session.undo()
  }

  #close(): void {
    this.#doing = null
    this.active = false
    this.edge = null
    this.shape = null
    this.guides = { x: null, y: null }
  }

  /// Brings the picture of the selected panel nearer.
  zoom_art(by: number, at: Point): boolean {
    const { panel } = this.#desk
    if (!panel?.art) return false
    const { art } = panel
    this.#desk.change_page((one) => set_panel(one, panel.no, { art: art_zoomed(art, around(panel.shape), art.zoom * by, at) }), `zoom:${panel.no}`)
    return true
  }
}

const nearest_corner = (frame: Frame, { x, y }: Point): Corner => `${y < frame.y + frame.height / 2 ? 'n' : 's'}${x < frame.x + frame.width / 2 ? 'w' : 'e'}`
const angle = (middle: Point, at: Point): number => (Math.atan2(at.y - middle.y, at.x - middle.x) * 180) / Math.PI
