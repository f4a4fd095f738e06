/// A prompt as people write it: plain text in which some stretches are characters. The text field knows only the text; this knows the
/// stretches, and keeps them right while the text changes. All pure.

export type Mention = { start: number; end: number; id: string; outfit: string | null }
export type Marked = { text: string; mentions: Mention[] }

/// What a character is called, and its outfit with it. `known` is false for one that is gone: it then stays as plain words.
export type Namer = (id: string, outfit: string | null) => { name: string; known: boolean }

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const CHIP = new RegExp(`@\\{(${UUID})(?:/(${UUID}))?\\}`, 'gi')

/// No name is longer.
const LONGEST_QUERY = 60

export const has_chips = (source: string): boolean => source.search(CHIP) >= 0

/// From `@{id}` to `@Name` with its stretch.
export function marked_of(source: string, name_of: Namer): Marked {
  const mentions: Mention[] = []
  let text = ''
  let at = 0
  for (const match of source.matchAll(CHIP)) {
    text += source.slice(at, match.index)
    at = match.index + match[0].length
    const [id, outfit] = [match[1]!.toLowerCase(), match[2]?.toLowerCase() ?? null]
    const { name, known } = name_of(id, outfit)
    const start = text.length
    text += `@${name}`
    if (known) mentions.push({ start, end: text.length, id, outfit })
  }
  return { text: text + source.slice(at), mentions }
}

/// From `@Name` with its stretch to `@{id}`.
export function source_of_marked({ text, mentions }: Marked, from = 0, to = text.length): string {
  let source = ''
  let at = from
  for (const one of mentions) {
    if (one.start < from || one.end > to) continue
    source += text.slice(at, one.start) + `@{${one.id}${one.outfit ? `/${one.outfit}` : ''}}`
    at = one.end
  }
  return source + text.slice(at, to)
}

/// What became of the stretches when the text changed to this one. `caret` is where the writer now stands, which tells apart changes
/// that look alike. A stretch that was written into is one no longer.
export function edited(before: Marked, text: string, caret: number): Marked {
  const old = before.text
  if (text === old) return before
  let tail = Math.min(old.length, text.length, text.length - caret)
  if (tail < 0 || old.slice(old.length - tail) !== text.slice(text.length - tail)) tail = common_tail(old, text, Math.min(old.length, text.length))
  const head = common_head(old, text, Math.min(old.length, text.length) - tail)
  // Nearer than the caret tells, more may be the same.
  tail += common_tail(old.slice(0, old.length - tail), text.slice(0, text.length - tail), Math.min(old.length, text.length) - tail - head)
  const moved = text.length - old.length
  const mentions = before.mentions.flatMap((one) => {
    if (one.end <= head) return [one]
    if (one.start >= old.length - tail) return [{ ...one, start: one.start + moved, end: one.end + moved }]
    return []
  })
  return { text, mentions }
}

function common_head(a: string, b: string, most: number): number {
  let n = 0
  while (n < most && a[n] === b[n]) n++
  return n
}

function common_tail(a: string, b: string, most: number): number {
  let n = 0
  while (n < most && a[a.length - 1 - n] === b[b.length - 1 - n]) n++
  return n
}

/// With these stretches put in, at `at`; they come with pasted text, or with a choice from the list.
export function with_mentions({ text, mentions }: Marked, at: number, more: Mention[]): Marked {
  const added = more.map((one) => ({ ...one, start: one.start + at, end: one.end + at }))
  const rest = mentions.filter((one) => added.every((other) => one.end <= other.start || one.start >= other.end))
  return { text, mentions: [...rest, ...added].sort((a, b) => a.start - b.start) }
}

export const chip_ending_at = (marked: Marked, at: number): Mention | undefined => marked.mentions.find((one) => one.end === at)
export const chip_starting_at = (marked: Marked, at: number): Mention | undefined => marked.mentions.find((one) => one.start === at)

/// Where a caret that fell into a chip belongs: on the side it was moving to, or the nearer one.
export function beside_chip(marked: Marked, at: number, came_from: number | null = null): number {
  const chip = marked.mentions.find((one) => at > one.start && at < one.end)
  if (!chip) return at
  if (came_from !== null && came_from <= chip.start) return chip.end
  if (came_from !== null && came_from >= chip.end) return chip.start
  return at - chip.start < chip.end - at ? chip.start : chip.end
}

/// The texts of the last moments with their stretches, so that undoing brings chips back and not only their letters.
export class Memory {
  #known = new Map<string, Mention[]>()
  #most: number
  constructor(most = 500) {
    this.#most = most
  }
  note({ text, mentions }: Marked): void {
    this.#known.delete(text)
    this.#known.set(text, mentions)
    if (this.#known.size > this.#most) this.#known.delete(this.#known.keys().next().value!)
  }
  recall(text: string): Marked | null {
    const mentions = this.#known.get(text)
    return mentions ? { text, mentions } : null
  }
}

/// As the studio reads it: an address of a mailbox names nobody.
const BEFORE_AT = /[A-Za-z0-9]$/
/// Scripts that are written without spaces: a name may stand right beside other words.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u

/// The `@` somebody is just writing a name after. An address of a mailbox isn't one.
export function asked_at({ text, mentions }: Marked, caret: number): { start: number; query: string } | null {
  const line = text.slice(Math.max(0, caret - LONGEST_QUERY - 1), caret)
  const back = line.lastIndexOf('@')
  if (back < 0) return null
  const start = caret - line.length + back
  const query = text.slice(start + 1, caret)
  if (/[\n@{}]/.test(query) || /^\s/.test(query)) return null
  if (BEFORE_AT.test(text.slice(0, start))) return null
  if (mentions.some((one) => start < one.end && caret > one.start)) return null
  return { start, query }
}

/// For comparing: without case and accents.
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[’‘ʼ]/g, "'")
    .trim()

/// The candidates a query means, best first: those that begin with it, those with a word that does, those that contain it.
export function fitting<T extends { words: string }>(candidates: T[], query: string): T[] {
  const wanted = folded(query)
  if (!wanted) return candidates
  const parts = wanted.split(/\s+/)
  const ranked = candidates.flatMap((one, order) => {
    const words = folded(one.words)
    if (words.startsWith(wanted)) return [{ one, rank: 0, order }]
    if (!parts.every((part) => words.includes(part))) return []
    return [{ one, rank: words.split(/[\s'-]+/).some((word) => word.startsWith(parts[0]!)) ? 1 : 2, order }]
  })
  return ranked.sort((a, b) => a.rank - b.rank || a.order - b.order).map(({ one }) => one)
}

const same_name = (name: string): string => name.toLowerCase().replace(/[’‘ʼ＇]/g, "'").replace(/\s/g, ' ')

/// Names written out by hand: `@Name`, the longest that fits, as the studio reads them.
export function plain_names({ text, mentions }: Marked, names: { id: string; name: string }[]): Mention[] {
  const longest_first = names.filter((one) => one.name).toSorted((a, b) => b.name.length - a.name.length)
  const found: Mention[] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (mentions.some((one) => at >= one.start && at < one.end)) continue
    if (BEFORE_AT.test(text.slice(0, at))) continue
    const one = longest_first.find(({ name }) => {
      if (same_name(text.slice(at + 1, at + 1 + name.length)) !== same_name(name)) return false
      const next = String.fromCodePoint(text.codePointAt(at + 1 + name.length) ?? 32)
      return !/[\p{L}\p{N}_]/u.test(next) || UNSPACED.test(next) || UNSPACED.test(name.slice(-1))
    })
    if (one) found.push({ start: at, end: at + 1 + one.name.length, id: one.id, outfit: null })
  }
  return found
}
