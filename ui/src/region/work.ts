/// The long work of a drawing, on the page or beside it.
import { grown } from './distance'
import { replayed, type History } from './operations'

export type Work = { kind: 'grow'; bytes: Uint8Array; width: number; height: number; by: number } | { kind: 'replay'; history: History; width: number; height: number }

export function worked(work: Work): Uint8Array<ArrayBufferLike> {
  return work.kind === 'grow' ? grown(work.bytes, work.width, work.height, work.by) : replayed(work.history, work.width, work.height).data
}
