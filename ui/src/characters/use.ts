/// Takes a character to where prompts are written.
import { tick } from 'svelte'
import { composer } from '../generation/composer.svelte'
import { draft } from '../generation/draft.svelte'
import { go } from '../router/router.svelte'

export async function use_in_prompt(id: string): Promise<void> {
  const chip = `@{${id}}`
  if (!draft.prompt.includes(chip)) {
    const before = draft.prompt.trimEnd()
    draft.prompt = `${before}${before ? ' ' : ''}${chip} `
    composer.changed()
  }
  go('/create')
  await tick()
  document.querySelector<HTMLTextAreaElement>('#prompt')?.focus()
}
