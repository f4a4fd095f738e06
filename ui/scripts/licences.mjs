// Lays what the program owes to others, with their licences, beside the pages as /licences.txt.
import { readFileSync, writeFileSync } from 'node:fs'

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8').trim()
const parts = ['../../NOTICE', '../../crates/easel-illustrator/NOTICE'].map(read)
writeFileSync(new URL('../public/licences.txt', import.meta.url), parts.join('\n\n\n') + '\n')
