// What every language calls itself, by its tag, as the module `virtual:languages`: a menu of languages needs it before it has read
// their catalogues.
import { readFileSync, readdirSync } from 'node:fs'

export function languages(folder = new URL('../../locales/', import.meta.url)) {
  const id = 'virtual:languages'
  return {
    name: 'languages',
    resolveId: (wanted) => (wanted === id ? `\0${id}` : undefined),
    load(wanted) {
      if (wanted !== `\0${id}`) return
      const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort()
      const own = files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(new URL(file, folder), 'utf8')).language.name])
      return `export default ${JSON.stringify(Object.fromEntries(own))}`
    },
  }
}
