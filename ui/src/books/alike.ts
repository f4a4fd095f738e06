/// Whether two documents are the same book to a person: spaces at the ends of texts and lines that are broken anew don't count, nor does
/// the order in which fields are written.

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

export function alike(one: unknown, two: unknown): boolean {
  if (one === two) return true
  if (typeof one === 'string' && typeof two === 'string') return plain(one) === plain(two)
  if (!one || !two || typeof one !== 'object' || typeof two !== 'object') return false
  if (Array.isArray(one) || Array.isArray(two)) return Array.isArray(one) && Array.isArray(two) && one.length === two.length && one.every((value, at) => alike(value, two[at]))
  const names = new Set([...Object.keys(one), ...Object.keys(two)])
  names.delete('set')
  return [...names].every((name) => alike((one as Record<string, unknown>)[name], (two as Record<string, unknown>)[name]))
}
