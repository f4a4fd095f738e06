import { expect, test } from 'vitest'
import { available_languages, fitting_language, language_name } from './index.svelte'

test('the menu of languages has every catalogue by its own name', () => {
  expect(available_languages().map((tag) => [tag, language_name(tag)])).toEqual([
    ['en', 'English'],
    ['es', 'Español'],
    ['ja', '日本語'],
    ['zh-CN', '简体中文'],
  ])
  expect(language_name('fr')).toBe('Français')
})

test('a region without a catalogue reads the language\'s own', () => {
  const ours = available_languages()
  const near = (...wishes: string[]) => fitting_language(wishes, ours)
  expect(['ja-JP', 'es-MX', 'es-419', 'zh-TW', 'EN-gb', 'fr'].map((wish) => near(wish))).toEqual(['ja', 'es', 'es', 'zh-CN', 'en', null])
  expect(near('fr', 'es-AR', 'en')).toBe('es')
})
