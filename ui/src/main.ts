import './kit/tokens.css'
import './kit/base.css'
import './kit/fonts.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { load_me, load_studio } from './auth/session.svelte'
import { first_language, use_language } from './messages/index.svelte'
import { start_router } from './router/router.svelte'
import { routes } from './router/routes'

/// Words first, then who is here: the first thing painted is already in the right language and on the right page.
async function start(): Promise<void> {
  await use_language(first_language(), false)
  let reached = true
  try {
    await Promise.all([load_studio(), load_me()])
  } catch {
    reached = false
  }
  start_router(routes)
  document.getElementById('boot')?.remove()
  mount(App, { target: document.getElementById('app')!, props: { reached } })
}

void start()
