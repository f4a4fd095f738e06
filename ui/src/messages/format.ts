/// A small part of ICU's message syntax: `{name}` and `{n, plural, one {# picture} other {# pictures}}`, with `#` for the number.
/// It knows no catalogue and no language of its own.

export type Values = Record<string, string | number>

type Part = string | { name: string } | { name: string; forms: Record<string, Part[]> } | { count: true }

function parse_parts(text: string, at: number, inside_plural: boolean): [Part[], number] {
  const parts: Part[] = []
  let plain = ''
  const flush = () => {
    if (plain) parts.push(plain)
    plain = ''
  }
  while (at < text.length) {
    const sign = text[at]!
    if (sign === '}') break
    if (sign === '#' && inside_plural) {
      flush()
      parts.push({ count: true })
      at++
    } else if (sign === '{') {
      flush()
      const [part, next] = parse_argument(text, at + 1)
      parts.push(part)
      at = next
    } else {
      plain += sign
      at++
    }
  }
  flush()
  return [parts, at]
}

function parse_argument(text: string, at: number): [Part, number] {
  const head = /^\s*(\w+)\s*(?:,\s*plural\s*,)?/.exec(text.slice(at))
  if (!head) throw new Error(`a message holds an argument without a name: ${text}`)
  const name = head[1]!
  at += head[0].length
  if (!head[0].includes('plural')) {
    const end = text.indexOf('}', at)
    if (end < 0) throw new Error(`a message holds an argument that does not end: ${text}`)
    return [{ name }, end + 1]
  }
  const forms: Record<string, Part[]> = {}
  for (;;) {
    const form = /^\s*(=?\w+)\s*\{/.exec(text.slice(at))
    if (!form) break
    const [parts, end] = parse_parts(text, at + form[0].length, true)
    forms[form[1]!] = parts
    at = end + 1
  }
  if (!forms.other) throw new Error(`a plural has no other form: ${text}`)
  return [{ name, forms }, text.indexOf('}', at) + 1]
}

export function parse_message(text: string): Part[] {
  const [parts, end] = parse_parts(text, 0, false)
  if (end !== text.length) throw new Error(`a message holds a stray brace: ${text}`)
  return parts
}

export class Formatter {
  #parsed = new Map<string, Part[]>()
  #plural: Intl.PluralRules
  #number: Intl.NumberFormat

  constructor(language: string) {
    this.#plural = new Intl.PluralRules(language)
    this.#number = new Intl.NumberFormat(language)
  }

  format(text: string, values: Values = {}): string {
    if (!text.includes('{')) return text
    let parts = this.#parsed.get(text)
    if (!parts) this.#parsed.set(text, (parts = parse_message(text)))
    return this.#join(parts, values, 0)
  }

  #join(parts: Part[], values: Values, count: number): string {
    return parts
      .map((part) => {
        if (typeof part === 'string') return part
        if ('count' in part) return this.#number.format(count)
        const value = values[part.name]
        if (!('forms' in part)) return typeof value === 'number' ? this.#number.format(value) : (value ?? '')
        const n = Number(value)
        const form = part.forms[`=${n}`] ?? part.forms[this.#plural.select(n)] ?? part.forms.other!
        return this.#join(form, values, n)
      })
      .join('')
  }
}
