/// A bank's statement as text, whatever the bank writes it in.

/// What the studio takes at most, in bytes of UTF-8.
export const LARGEST = 2 * 1024 * 1024

/// UTF-16 says so at its start; what is no UTF-8 is what older spreadsheets write.
export function text_of(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
