/// The operator's accent, made safe: a fill whose text reads at 4.5:1, and the same hue as text on light and on dark paper.

type Rgb = [number, number, number]

export function parse_hex(hex: string): Rgb | null {
  const match = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(hex.trim())
  if (!match) return null
  let digits = match[1]!
  if (digits.length === 3) digits = [...digits].map((d) => d + d).join('')
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16)) as Rgb
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const WHITE: Rgb = [255, 255, 255]
const INK: Rgb = [29, 27, 24]

const mix = (a: Rgb, b: Rgb, part: number): Rgb => a.map((value, i) => Math.round(value + (b[i]! - value) * part)) as Rgb
const hex = (rgb: Rgb): string => '#' + rgb.map((value) => value.toString(16).padStart(2, '0')).join('')

/// Moves a colour towards another in small steps until it can be read on every given ground.
function until_readable(colour: Rgb, towards: Rgb, grounds: Rgb[], least = 4.6): Rgb {
  for (let step = 0; step <= 20; step++) {
    const candidate = mix(colour, towards, step / 20)
    if (grounds.every((ground) => contrast(candidate, ground) >= least)) return candidate
  }
  return towards
}

export function accent_properties(accent: string): Record<string, string> | null {
  const colour = parse_hex(accent)
  if (!colour) return null
  // A pale accent keeps its colour and carries ink; a deep one carries white and is deepened if it must be.
  const on = contrast(colour, INK) >= 5.5 && contrast(colour, WHITE) < 4.5 ? INK : WHITE
  const fill = until_readable(colour, on === WHITE ? [0, 0, 0] : WHITE, [on])
  const light = until_readable(colour, [0, 0, 0], [[241, 236, 227], WHITE], 4.6)
  const dark = until_readable(colour, WHITE, [[38, 35, 31], [29, 27, 24]], 4.6)
  return {
    '--accent': hex(colour),
    '--accent-fill': hex(fill),
    '--accent-fill-hover': hex(mix(fill, on === WHITE ? [0, 0, 0] : WHITE, 0.12)),
    '--on-accent': hex(on),
    '--accent-text': `light-dark(${hex(light)}, ${hex(dark)})`,
  }
}

export function apply_accent(accent: string | null): void {
  const properties = accent ? accent_properties(accent) : null
  for (const [name, value] of Object.entries(properties ?? {})) document.documentElement.style.setProperty(name, value)
}
