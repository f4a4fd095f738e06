import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { languages } from './vite.config'

export default defineConfig({
  plugins: [languages(), svelte()],
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
