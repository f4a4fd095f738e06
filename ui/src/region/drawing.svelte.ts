/// The drawing over one picture: its mask, its history, and what is kept of both.
import { far } from './far'
import { keep_drawing, read_drawing } from './kept'
import { join, Mask, type Box, type Patch } from './mask'
import { bounded, EMPTY_HISTORY, moved, perform, with_operation, type History, type Operation } from './operations'
import { draw_segment, type Dab } from './raster'

/// Memory for undoing without drawing everything anew.
const PATCH_BYTES = 64 * 1024 * 1024

export class Drawing {
  readonly mask: Mask
  history = $state.raw<History>(EMPTY_HISTORY)
  /// How much of the picture is marked, 0 to 1.
  share = $state(0)
  /// Something long is under way; nothing can be drawn meanwhile.
  busy = $state(false)
  /// Told what of the mask has changed.
  on_change: (box: Box | null) => void = () => {}
  /// One for each operation that is done, and for each that is undone; null where it was let go.
  #undo: (Patch | null)[] = []
  #redo: (Patch | null)[] = []
  #owner: string
  #asset_id: string
  #saving: Promise<void> | null = null
  #unsaved = false

  constructor(owner: string, asset_id: string, width: number, height: number) {
    this.#owner = owner
    this.#asset_id = asset_id
    this.mask = new Mask(width, height)
  }

  get can_undo(): boolean {
    return this.history.at > 0 && !this.busy
  }
  get can_redo(): boolean {
    return this.history.at < this.history.operations.length && !this.busy
  }
  /// Names a state of the drawing: the same list of operations is the same mask.
  get last(): Operation | undefined {
    return this.history.operations[this.history.at - 1]
  }

  /// Draws what was kept of it.
  async load(): Promise<void> {
    this.busy = true
    try {
      const history = await read_drawing(this.#owner, this.#asset_id)
      if (!history.operations.length) return
      this.history = history
      this.#undo = Array.from({ length: history.at }, () => null)
      this.#redo = Array.from({ length: history.operations.length - history.at }, () => null)
      await this.#replay()
    } finally {
      this.busy = false
    }
  }

  begin(): void {
    this.mask.begin()
  }

  /// One piece of a stroke that has begun.
  segment(from: Dab, to: Dab, softness: number, erase: boolean): void {
    this.on_change(draw_segment(this.mask, from, to, softness, erase))
  }

  /// The stroke that was drawn in pieces is an operation now.
  finish(operation: Operation): void {
    this.#took(operation, this.mask.end())
  }

  /// Gives up what was drawn since `begin`.
  abandon(): void {
    this.on_change(this.mask.swap(this.mask.end()).box)
  }

  async do(operation: Operation): Promise<void> {
    if (this.busy) return
    if (operation.kind !== 'grow') {
      this.mask.begin()
      const box = perform(this.mask, operation)
      this.#took(operation, this.mask.end())
      this.on_change(box)
      return
    }
    this.busy = true
    try {
      const { data, width, height } = this.mask
      const bytes = await far({ kind: 'grow', bytes: data, width, height, by: operation.by })
      this.mask.begin()
      this.mask.fill_from(bytes)
      this.#took(operation, this.mask.end())
      this.on_change(this.mask.whole)
    } finally {
      this.busy = false
    }
  }

  /// Goes one step back, or on again. Answers the operation it went over.
  async step(by: -1 | 1): Promise<Operation | null> {
    if (by < 0 ? !this.can_undo : !this.can_redo) return null
    const operation = this.history.operations[by < 0 ? this.history.at - 1 : this.history.at]!
    const [from, to] = by < 0 ? [this.#undo, this.#redo] : [this.#redo, this.#undo]
    const patch = from.pop() ?? null
    this.history = moved(this.history, by)
    if (patch) {
      const back = this.mask.swap(patch)
      to.push(back.patch)
      this.share = this.mask.share
      this.on_change(back.box)
    } else {
      to.push(null)
      this.busy = true
      try {
        await this.#replay()
      } finally {
        this.busy = false
      }
    }
    this.#save()
    return operation
  }

  async #replay(): Promise<void> {
    const { width, height } = this.mask
    const bytes = await far({ kind: 'replay', history: this.history, width, height })
    const before = this.mask.extent
    this.mask.fill_from(bytes)
    this.mask.recount()
    this.share = this.mask.share
    this.on_change(join(before, this.mask.extent))
  }

  #took(operation: Operation, patch: Patch): void {
    this.#undo = [...this.#undo.slice(0, this.history.at), patch]
    this.#redo = []
    const grown = with_operation(this.history, operation)
    const kept = bounded(grown, this.mask.width, this.mask.height)
    if (kept !== grown) this.#undo = [null, ...this.#undo.slice(grown.at - kept.at + 1)]
    this.history = kept
    this.#let_go()
    this.share = this.mask.share
    this.#save()
  }

  /// The oldest patches go first: what they undid can be drawn anew.
  #let_go(): void {
    let sum = 0
    for (let at = this.#undo.length - 1; at >= 0; at--) {
      sum += this.#undo[at]?.bytes ?? 0
      if (sum > PATCH_BYTES) this.#undo[at] = null
    }
  }

  /// Kept at once; while one writing is under way, the next waits for it and takes everything along.
  #save(): void {
    this.#unsaved = true
    this.#saving ??= (async () => {
      while (this.#unsaved) {
        this.#unsaved = false
        await keep_drawing(this.#owner, this.#asset_id, this.history, Date.now())
      }
      this.#saving = null
    })()
  }
}
