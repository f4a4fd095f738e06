/// Colours of a brand: read from what people paste, picked out of a picture, and judged by how well they read. All pure.
import { contrast, parse_hex } from '../kit/accent'

export type Rgb = [number, number, number]

export const hex_of = (rgb: readonly number[]): string => '#' + rgb.map((part) => Math.round(Math.min(255, Math.max(0, part))).toString(16).padStart(2, '0')).join('')

/// One colour as it is kept: `#rrggbb` in lower case.
export function as_hex(text: string): string | null {
  const rgb = parse_hex(text)
  return rgb && hex_of(rgb)
}

/// Every colour in a pasted text, in its order: `#f80`, `FF8800`, `rgb(255, 136, 0)`.
export function colours_in(text: string): string[] {
  const found: string[] = []
  for (const match of text.matchAll(/rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})[^)]*\)|#([0-9a-f]{6}|[0-9a-f]{3})\b|\b([0-9a-f]{6})\b/gi)) {
    const [, r, g, b, marked, bare] = match
    const one = r !== undefined ? hex_of([Number(r), Number(g), Number(b)]) : as_hex(marked ?? bare ?? '')
    if (one && !found.includes(one)) found.push(one)
  }
  return found
}

type Lab = [number, number, number]

function linear(value: number): number {
  const part = value / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

/// Oklab: equal steps look equally far apart.
export function oklab([red, green, blue]: readonly number[]): Lab {
  const [r, g, b] = [linear(red!), linear(green!), linear(blue!)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s]
}

export const distance = (a: Lab, b: Lab): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

/// Nearer than this two colours look like one.
const ALIKE = 0.09

/// The colours a picture lives of, the most telling first: how much there is of one counts, and how vivid it is. `pixels` is RGBA.
export function dominant_colours(pixels: ArrayLike<number>, most = 6): string[] {
  const bins = new Map<number, { count: number; sum: Rgb }>()
  for (let i = 0; i + 3 < pixels.length; i += 4) {
    if (pixels[i + 3]! < 128) continue
    const rgb: Rgb = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!]
    const key = ((rgb[0] >> 4) << 8) | ((rgb[1] >> 4) << 4) | (rgb[2] >> 4)
    const bin = bins.get(key) ?? { count: 0, sum: [0, 0, 0] }
    bin.count++
    rgb.forEach((part, at) => (bin.sum[at]! += part))
    bins.set(key, bin)
  }
  const coloured = [...bins.values()]
    .map(({ count, sum }) => {
      const rgb = sum.map((part) => part / count) as Rgb
      const lab = oklab(rgb)
      return { rgb, lab, count, chroma: Math.hypot(lab[1], lab[2]) }
    })
    .sort((a, b) => b.count - a.count)
  // Neighbouring bins are one colour, led by the most frequent.
  const groups: { rgb: Rgb; lab: Lab; count: number; chroma: number }[] = []
  for (const one of coloured) {
    const near = groups.find((group) => distance(group.lab, one.lab) < ALIKE)
    if (near) near.count += one.count
    else groups.push({ ...one })
  }
  const total = coloured.reduce((sum, one) => sum + one.count, 0)
  return groups
    .filter((one) => one.count > total * 0.004)
    .map((one) => ({ one, weight: Math.sqrt(one.count / total) * (0.35 + one.chroma * 4) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ one }) => hex_of(one.rgb))
}

export type Reading = { text: string; ground: string; ratio: number; level: 'good' | 'large' | 'poor' }

export function reading(text: string, ground: string): Reading {
  const ratio = contrast(parse_hex(text) ?? [0, 0, 0], parse_hex(ground) ?? [255, 255, 255])
  return { text, ground, ratio, level: ratio >= 4.5 ? 'good' : ratio >= 3 ? 'large' : 'poor' }
}

/// Text and grounds a palette allows, best first; black and white stand in where it is short of them.
export function readings(palette: string[], most = 6): Reading[] {
  const pairs: Reading[] = []
  const grounds = [...new Set([...palette, '#ffffff'])]
  for (const ground of grounds) {
    const texts = palette.filter((one) => one !== ground)
    const best = [...texts, '#ffffff', '#1d1b18'].filter((one) => one !== ground).map((text) => reading(text, ground))
    const own = best.filter((one) => palette.includes(one.text)).sort((a, b) => b.ratio - a.ratio)[0]
    const any = best.sort((a, b) => b.ratio - a.ratio)[0]
    const one = own && own.level !== 'poor' ? own : any
    if (one && (palette.includes(ground) || palette.includes(one.text))) pairs.push(one)
  }
  return pairs.sort((a, b) => b.ratio - a.ratio).slice(0, most)
}
