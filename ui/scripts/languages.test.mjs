import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { languages } from './languages.mjs'

test('a further language is one file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'locales-'))
  try {
    writeFileSync(join(folder, 'en.json'), JSON.stringify({ language: { name: 'English', direction: 'ltr' } }))
    writeFileSync(join(folder, 'ar.json'), JSON.stringify({ language: { name: 'العربية', direction: 'rtl' } }))
    const plugin = languages(pathToFileURL(`${folder}/`))
    expect(plugin.load('\0virtual:languages')).toBe('export default {"ar":"العربية","en":"English"}')
    expect(plugin.load('another')).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
