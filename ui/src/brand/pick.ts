/// The colours of a picture of this studio, counted in the browser.
import { dominant_colours } from './colours'

const SIDE_PX = 120

export async function colours_of_picture(address: string): Promise<string[]> {
  const image = new Image()
  image.src = address
  await image.decode()
  const scale = SIDE_PX / Math.max(image.naturalWidth, image.naturalHeight)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return []
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return dominant_colours(context.getImageData(0, 0, canvas.width, canvas.height).data)
}
