/// A mask as a file that the studio takes: a grey PNG, white where the picture is made anew. Written here, because a canvas of a large
/// picture costs four times the memory, and some browsers have none that large.

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10]

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc_of(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = CRC[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function chunk(name: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(body.length + 12)
  const view = new DataView(out.buffer)
  view.setUint32(0, body.length)
  for (let i = 0; i < 4; i++) out[4 + i] = name.charCodeAt(i)
  out.set(body, 8)
  view.setUint32(body.length + 8, crc_of(out.subarray(4, body.length + 8)))
  return out
}

export async function grey_png(bytes: Uint8Array, width: number, height: number): Promise<Blob> {
  const head = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  // Eight bits of grey, nothing interlaced.
  head[8] = 8
  // Every row begins with the way it is filtered: not at all.
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(bytes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'))
  const body = new Uint8Array(await new Response(packed).arrayBuffer())
  return new Blob([Uint8Array.from(SIGNATURE), chunk('IHDR', head), chunk('IDAT', body), chunk('IEND', new Uint8Array())], { type: 'image/png' })
}

/// What a picture says as a mask, by the studio's own rule: where it has transparency, what is more clear than not is made anew; else
/// what is nearer to white than to black.
export function mask_bytes(rgba: Uint8ClampedArray): Uint8Array {
  const count = rgba.length / 4
  let clear = false
  for (let at = 3; at < rgba.length && !clear; at += 4) clear = rgba[at]! !== 255
  const out = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const at = i * 4
    const anew = clear ? rgba[at + 3]! < 128 : 299 * rgba[at]! + 587 * rgba[at + 1]! + 114 * rgba[at + 2]! >= 128_000
    out[i] = anew ? 255 : 0
  }
  return out
}
