/// Plain words and the addresses between them, so that a message can be shown with links and never as markup.
export type Piece = { text: string; href?: string }

const ADDRESS = /https?:\/\/[^\s<>"'`\\]+/gi
/// What ends a sentence rather than an address.
const TAIL = /[.,;:!?)\]}，。；：！？）】」』]+$/

export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let at = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TAIL, '')
    if (!URL.canParse(address) || !new URL(address).hostname) continue
    if (match.index > at) found.push({ text: text.slice(at, match.index) })
    found.push({ text: address, href: new URL(address).href })
    at = match.index + address.length
  }
  if (at < text.length) found.push({ text: text.slice(at) })
  return found
}
