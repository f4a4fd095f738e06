// Lays what the program owes to others, with their licences, beside the pages as /licences.txt. A studio has a name of its own there: what
// the program is called, and where its files are, is said in NOTICE.
import { readFileSync, writeFileSync } from 'node:fs'

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8').trim()
const [notice, drawings] = ['../../NOTICE', '../../crates/easel-illustrator/NOTICE'].map(read)
const owed = notice.slice(notice.indexOf('Parts of the program'))
const lines = owed.split('\n').filter((line) => !line.startsWith('crates/'))
const text = [lines.join('\n').trim(), drawings].join('\n\n\n') + '\n'
if (!owed || /easel/i.test(text)) throw new Error('/licences.txt names the program, or is empty: NOTICE has another shape')
writeFileSync(new URL('../public/licences.txt', import.meta.url), text)
