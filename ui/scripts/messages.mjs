// Makes the typed keys from the English catalogue and, with --check, proves that the catalogues are complete: the same keys and
// parameters in every language, no key without a use, no use without a key, and no text for people outside the catalogue.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..')
const locales = join(root, '..', 'locales')
const keys_file = join(root, 'src', 'messages', 'keys.ts')
const check = process.argv.includes('--check')
const problems = []

// The server speaks these; the browser never sees them, so that their use can't be looked for here.
const SERVER_ONLY = /^((credit|errors|failure|formats|mail|style)\.|export\.(input_gone|input_gone_some|timeout|storing|engine)$)/

function flatten(tree, prefix = '', into = new Map()) {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') into.set(prefix + name, value)
    else flatten(value, `${prefix}${name}.`, into)
  }
  return into
}

function parameters(text) {
  const found = new Map()
  for (const match of text.matchAll(/\{\s*(\w+)\s*(,\s*plural)?(?=[,}\s])/g)) {
    // The branches of a plural look like arguments too: a branch is preceded by its form's name.
    const before = text.slice(0, match.index)
    if (!match[2] && /(?:zero|one|two|few|many|other|=\d+)\s*$/.test(before) && text.includes('plural')) continue
    found.set(match[1], match[2] ? 'number' : 'string | number')
  }
  return found
}

const catalogues = new Map(
  readdirSync(locales)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.replace('.json', ''), flatten(JSON.parse(readFileSync(join(locales, name), 'utf8')))]),
)
const english = catalogues.get('en')

for (const [language, messages] of catalogues) {
  for (const [key, text] of messages) {
    if (!english.has(key)) problems.push(`${language}: ${key} is not in en`)
    if (!text.trim()) problems.push(`${language}: ${key} is empty`)
  }
  for (const [key, text] of english) {
    const other = messages.get(key)
    if (other === undefined) problems.push(`${language}: ${key} is missing`)
    else {
      const want = [...parameters(text).keys()].sort().join()
      const have = [...parameters(other).keys()].sort().join()
      if (want !== have) problems.push(`${language}: ${key} takes {${have}} instead of {${want}}`)
    }
  }
}

const lines = [...english.entries()]
  .filter(([key]) => !SERVER_ONLY.test(key))
  .map(([key, text]) => {
    const params = [...parameters(text)]
    const shape = params.length ? `{ ${params.map(([name, type]) => `${name}: ${type}`).join('; ')} }` : 'null'
    return `  '${key}': ${shape}`
  })
const source = `// Made by scripts/messages.mjs from locales/en.json.\n\nexport type MessageValues = {\n${lines.join('\n')}\n}\n\nexport type MessageKey = keyof MessageValues\n`

if (check) {
  let kept = ''
  try {
    kept = readFileSync(keys_file, 'utf8')
  } catch {
    // Reported below as out of date.
  }
  if (kept !== source) problems.push('src/messages/keys.ts is out of date: run `node scripts/messages.mjs`')
} else writeFileSync(keys_file, source)

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

const sources = walk(join(root, 'src')).filter((path) => /\.(svelte|ts)$/.test(path) && path !== keys_file && !path.endsWith('.d.ts') && !path.endsWith('.test.ts'))
const used = new Set()
const prefixes = new Set()
for (const path of sources) {
  const text = readFileSync(path, 'utf8')
  for (const match of text.matchAll(/['"`]([a-z_]+(?:\.[a-z0-9_]+)+)['"`]/g)) used.add(match[1])
  for (const match of text.matchAll(/`([a-z_]+(?:\.[a-z_]+)*[._])\$\{/g)) prefixes.add(match[1])
  for (const match of text.matchAll(/\bt\(\s*'([^']+)'/g)) {
    if (!english.has(match[1])) problems.push(`${relative(root, path)}: ${match[1]} is in no catalogue`)
  }
  if (path.endsWith('.svelte')) {
    const markup = text
      .replace(/<script[\s\S]*?<\/script>/g, '')
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/<!--[\s\S]*?-->/g, '')
    const bare = markup.replace(/\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, '{}')
    const attributes = bare.matchAll(/\b(?:aria-label|title|placeholder|alt|label|text)="([^"{}]*[A-Za-z]{2}[^"{}]*)"/g)
    for (const match of attributes) problems.push(`${relative(root, path)}: "${match[1]}" belongs in the catalogue`)
    const words = bare.replace(/=>/g, '').replace(/<[a-zA-Z/!][^>]*>/g, '\n')
    for (const line of words.split('\n')) {
      const plain = line.replace(/\{\}/g, '').trim()
      if (/[A-Za-z]{3,}/.test(plain)) problems.push(`${relative(root, path)}: "${plain}" belongs in the catalogue`)
    }
  }
}
if (check) {
  for (const key of english.keys()) {
    if (SERVER_ONLY.test(key) || used.has(key)) continue
    if ([...prefixes].some((prefix) => key.startsWith(prefix))) continue
    problems.push(`${key} is used nowhere`)
  }
}

if (problems.length) {
  console.error(problems.join('\n'))
  if (check) {
    console.error(`messages: ${problems.length} problems`)
    process.exit(1)
  }
} else console.log(`messages: ${english.size} keys in ${[...catalogues.keys()].join(', ')}`)
