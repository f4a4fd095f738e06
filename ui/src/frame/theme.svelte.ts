/// Light, dark or as the system has it. Kept as a plain word, because theme.js reads it before anything else runs.
export type Theme = 'system' | 'light' | 'dark'

const kept = document.documentElement.dataset.theme
let theme = $state<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system')

export function current_theme(): Theme {
  return theme
}

export function set_theme(now: Theme): void {
  theme = now
  if (now === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = now
  try {
    if (now === 'system') localStorage.removeItem('easel.theme')
    else localStorage.setItem('easel.theme', now)
  } catch {
    // It then holds until the page is left.
  }
}
