// A language nobody speaks, made of the English catalogue while a test runs: every letter has an accent, every text is a third
// longer, and it may run from right to left. What is cut off or doesn't turn round with it is seen at once.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const english = join(dirname(fileURLToPath(import.meta.url)), '../locales/en.json')
const LONGER = 1.35
const PLAIN = 'AaCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz'
const ACCENTED = 'ÅåÇçĐđÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž'

/** Words with accents, longer by their vowels: the longest word grows as well as the sentence. */
function stretched(text) {
  let missing = Math.ceil([...text].filter((sign) => /[A-Za-z]/.test(sign)).length * (LONGER - 1))
  const vowels = (text.match(/[aeiouy]/gi) ?? []).length
  const each = vowels ? Math.ceil(missing / vowels) : 0
  return [...text]
    .map((sign) => {
      const at = PLAIN.indexOf(sign)
      const accented = at < 0 ? sign : ACCENTED[at]
      if (!/[aeiouy]/i.test(sign)) return accented
      const more = Math.min(each, missing)
      missing -= more
      return accented + accented.toLowerCase().repeat(more)
    })
    .join('')
}

/** Where the brace that opens at `open` is closed. */
function closing(text, open) {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  throw new Error(`a brace stays open in ${text}`)
}

/** A message in the pseudo-language: what stands in braces stays, the forms of a plural are messages themselves. */
export function pseudo(text) {
  const open = text.indexOf('{')
  if (open < 0) return stretched(text)
  const end = closing(text, open)
  const inner = text.slice(open + 1, end)
  const head = /^\s*\w+\s*,\s*plural\s*,/.exec(inner)?.[0]
  return `${stretched(text.slice(0, open))}{${head ? head + forms(inner.slice(head.length)) : inner}}${pseudo(text.slice(end + 1))}`
}

function forms(text) {
  const open = text.indexOf('{')
  if (open < 0) return text
  const end = closing(text, open)
  return `${text.slice(0, open + 1)}${pseudo(text.slice(open + 1, end))}}${forms(text.slice(end + 1))}`
}

/** The whole catalogue; only `kit.comma` and what it says of itself stay as they are. */
export function pseudo_catalogue(direction) {
  const walk = (tree) => Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, typeof value === 'string' ? pseudo(value) : walk(value)]))
  const tree = JSON.parse(readFileSync(english, 'utf8'))
  const made = walk(tree)
  return { ...made, kit: { ...made.kit, comma: tree.kit.comma }, language: { name: made.language.name, direction } }
}

/** From here on a window's English is the pseudo-language. */
export async function speak_pseudo({ context }, direction) {
  const body = `export default ${JSON.stringify(pseudo_catalogue(direction))}`
  await context.route(/\/assets\/en-[\w-]+\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body }))
}
