import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { languages } from './scripts/languages.mjs'

export default defineConfig({
  plugins: [languages(), svelte()],
  test: { include: ['src/**/*.test.ts', 'scripts/*.test.mjs'], environment: 'node' },
})
