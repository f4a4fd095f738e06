/// Where everything of a strip lies: worked out just as the studio does when it makes the file, so that what is seen is what comes.
/// All pure.
import type { Strip } from '../api/types'

export type Seam = Strip['seam']
export type SeamKind = Seam['kind']
export type StripItem = Pick<Strip['items'][number], 'asset_id' | 'seam'>
/// What is changed of a strip; the studio keeps the rest.
export type StripDocument = Pick<Strip, 'name' | 'width_px' | 'background' | 'seam'> & { items: StripItem[] }
export const SEAM_KINDS: readonly SeamKind[] = ['none', 'gutter', 'rule', 'blend', 'overlap']
export type Size = { width: number; height: number }
export type Layout = { width_px: number; height_px: number; pictures: { y: number; height: number }[]; seams: Seam[] }

export const MOST_PICTURES = 300
export const MOST_HEIGHT_PX = 100_000
export const MOST_JPEG_PX = 65_535
export const WIDTH_PX = { least: 64, most: 4096 }
export const SLICE_HEIGHT_PX = { least: 64, most: 8192 }
export const MOST_SEAM_PX = 512
export const LONGEST_NAME = 80

/// The strip drawn this wide; seams grow and shrink with it. A picture whose size isn't known yet is taken for a square.
export function laid_out(strip: StripDocument, sizes: (Size | undefined)[], width_px = strip.width_px): Layout {
  const heights = strip.items.map((_, at) => {
    const size = sizes[at]
    return size && size.width > 0 ? Math.max(1, Math.floor((size.height * width_px + Math.floor(size.width / 2)) / size.width)) : width_px
  })
  const layout: Layout = { width_px, height_px: 0, pictures: [], seams: [] }
  let end = 0
  heights.forEach((height, at) => {
    let y = end
    if (at > 0) {
      const seam = fitted(strip.items[at - 1]!.seam ?? strip.seam, strip.width_px, width_px, Math.min(heights[at - 1]!, height))
      if (seam.kind === 'gutter' || seam.kind === 'rule') y = end + seam.px
      else if (seam.kind === 'blend' || seam.kind === 'overlap') y = end - seam.px
      layout.seams.push(seam)
    }
    layout.pictures.push({ y, height })
    end = y + height
  })
  layout.height_px = end
  return layout
}

/// Where pictures lie on each other a seam takes at most half of the lower one of the two, so that no row belongs to three.
function fitted(seam: Seam, own_width: number, width_px: number, lower: number): Seam {
  const scaled = Math.ceil((seam.px * width_px) / Math.max(1, own_width))
  const px = seam.kind === 'none' ? 0 : seam.kind === 'blend' || seam.kind === 'overlap' ? Math.min(scaled, Math.floor(lower / 2)) : scaled
  return { kind: px === 0 ? 'none' : seam.kind, px }
}

/// The ends of slices of at most this height: through the middle of a gutter where there is one in the lower half, else between two
/// pictures, else through one.
export function cuts(layout: Layout, slice_px: number): number[] {
  const most = Math.max(1, Math.floor(slice_px))
  const good = layout.seams.map((seam, at) => {
    const { y } = layout.pictures[at + 1]!
    if (seam.kind === 'gutter') return { y: y - Math.floor(seam.px / 2), gutter: true }
    if (seam.kind === 'rule') return { y: y - seam.px, gutter: false }
    if (seam.kind === 'blend') return { y: y + Math.floor(seam.px / 2), gutter: false }
    return { y, gutter: false }
  })
  const ends: number[] = []
  for (let from = 0; from < layout.height_px; ) {
    const latest = from + most
    if (latest >= layout.height_px) {
      ends.push(layout.height_px)
      break
    }
    const here = (gutter: boolean) => good.filter((one) => one.gutter === gutter && one.y >= from + Math.ceil(most / 2) && one.y <= latest).at(-1)?.y
    from = here(true) ?? here(false) ?? latest
    ends.push(from)
  }
  return ends
}

/// What a document that comes from a store or a form may hold.
export function mend_strip(kept: unknown): StripDocument | null {
  if (!kept || typeof kept !== 'object') return null
  const from = kept as Record<string, unknown>
  const seam = mend_seam(from.seam)
  if (typeof from.name !== 'string' || typeof from.width_px !== 'number' || typeof from.background !== 'string' || !seam || !Array.isArray(from.items)) return null
  const items = (from.items as Partial<StripItem>[]).filter((one) => typeof one?.asset_id === 'string').map((one) => ({ asset_id: one.asset_id!, seam: mend_seam(one.seam) }))
  return { name: from.name, width_px: from.width_px, background: from.background, seam, items }
}

function mend_seam(kept: unknown): Seam | null {
  const seam = kept as Partial<Seam> | null | undefined
  return seam && SEAM_KINDS.includes(seam.kind as SeamKind) && typeof seam.px === 'number' ? { kind: seam.kind as SeamKind, px: seam.px } : null
}

/// The strip with one more picture at its end that continues the last one: between the two there is nothing.
export function continued(strip: StripDocument, asset_id: string): StripDocument {
  const items = strip.items.map((one, at) => (at === strip.items.length - 1 && strip.seam.kind !== 'none' ? { ...one, seam: { kind: 'none' as const, px: 0 } } : one))
  return { ...strip, items: [...items, { asset_id, seam: null }] }
}

/// The colour of a rule: black on what is light, white on what is dark.
export function line_on(background: string): string {
  const value = parseInt(background.slice(1), 16)
  const light = 299 * ((value >> 16) & 255) + 587 * ((value >> 8) & 255) + 114 * (value & 255)
  return light >= 128_000 ? '#000000' : '#ffffff'
}
