import { thumbHashToDataURL } from 'thumbhash'

const drawn = new Map<string, string>()

/// The blur that stands for a picture until it has come. Kept, because a list draws the same ones again while scrolling.
export function placeholder_address(hash: string): string | null {
  if (!hash) return null
  let address = drawn.get(hash)
  if (address === undefined) {
    try {
      address = thumbHashToDataURL(Uint8Array.from(atob(hash), (sign) => sign.charCodeAt(0)))
    } catch {
      address = ''
    }
    drawn.set(hash, address)
  }
  return address || null
}
