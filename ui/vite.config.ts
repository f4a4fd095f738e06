import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'
import { languages } from './scripts/languages.mjs'

/// The catalogues are shared with the server; its own sentences (mails, refusals) needn't travel to the browser.
const SERVER_ONLY = ['credit', 'errors', 'failure', 'formats', 'mail', 'notice']

function browserMessages(): Plugin {
  return {
    name: 'browser-messages',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/locales\/[\w-]+\.json$/.test(id)) return
      const messages = JSON.parse(code) as Record<string, unknown>
      for (const part of SERVER_ONLY) delete messages[part]
      return { code: JSON.stringify(messages), map: null }
    },
  }
}

export default defineConfig({
  plugins: [languages(), browserMessages(), svelte()],
  build: {
    target: ['chrome125', 'safari17.5', 'firefox128'],
    cssTarget: ['chrome125', 'safari17.5', 'firefox128'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      // The service worker has an address that stays, at the top: there it may speak for every page.
      input: { index: 'index.html', 'push-worker': 'src/notices/push-worker.ts' },
      output: { entryFileNames: ({ name }) => (name === 'push-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
  server: {
    fs: { allow: ['..'] },
    proxy: {
      '/api': { target: process.env.EASEL_API ?? 'http://127.0.0.1:8080', changeOrigin: false },
    },
  },
})
