/// What an article calls things, and what its address may be.

export type Names = { studio: string; credit: string; credits: string; welcome: string }

/// The text with the names in their places, as the server fills it for readers. A name is never read as a place.
export function filled(text: string, names: Names): string {
  return text.replace(/\{(studio|credit|credits|welcome)\}/g, (_, name: keyof Names) => names[name])
}

/// A name for addresses made of a title; empty where the title has no letters that addresses take.
export function slug_of(title: string): string {
  const plain = title.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60).replace(/-+$/, '')
}
