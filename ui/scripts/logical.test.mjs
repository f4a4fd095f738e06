// Styles speak of where a line starts and ends, so that a page turns round with its language. Left and right are for places in a
// picture, a canvas or a viewer, and for what is centred by half its own width.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../src', import.meta.url))
const PLACES_IN_PICTURES = [
  'books/Canvas.svelte',
  'gallery/Compare.svelte',
  'gallery/Hall.svelte',
  'gallery/LightTable.svelte',
  'gallery/PictureWall.svelte',
  'gallery/Zoomable.svelte',
  'region/Compare.svelte',
  'region/Frame.svelte',
  'region/Stage.svelte',
  'share/Viewer.svelte',
  'strips/StripCanvas.svelte',
]

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

/** The declarations of a style that name a side. */
export function sides(style, in_picture) {
  return style.split('\n').map((line) => line.trim()).filter((line) => {
    if (/^(padding|border)-(left|right)(-width|-style)?:|^text-align: (left|right)/.test(line)) return true
    return !in_picture && (/^margin-(left|right):/.test(line) || (/^(left|right):/.test(line) && !line.endsWith(': 50%;')))
  })
}

test('a side is found', () => {
  expect(sides('a {\n  margin-left: 4px;\n  left: 0;\n  left: 50%;\n  border-left: 0;\n  inset-inline-start: 0;\n}', false)).toEqual(['margin-left: 4px;', 'left: 0;', 'border-left: 0;'])
})

test('styles follow the direction of the language', () => {
  const found = walk(root)
    .filter((path) => /\.(svelte|css)$/.test(path))
    .flatMap((path) => {
      const name = relative(root, path)
      const text = readFileSync(path, 'utf8')
      const style = path.endsWith('.css') ? text : (/<style[^>]*>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '')
      return sides(style, PLACES_IN_PICTURES.includes(name)).map((line) => `${name}: ${line}`)
    })
  expect(found).toEqual([])
})
