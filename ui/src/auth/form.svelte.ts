/// What every small form needs: one try at a time, refusals at the field they belong to, the rest above the button.
import { Refusal } from '../api/client'
import { t } from '../messages/index.svelte'

export class FormState {
  busy = $state(false)
  errors = $state<Record<string, string>>({})
  general = $state<string | null>(null)
  code = $state<string | null>(null)

  /// Begins anew: nothing is wrong yet.
  clear(): void {
    this.errors = {}
    this.general = null
  }

  /// Runs the act unless a field is wrong; `fields` are those the form can show an error at.
  async send(wrong: Record<string, string | false>, fields: string[], act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.general = null
    this.code = null
    this.errors = Object.fromEntries(Object.entries(wrong).filter((entry): entry is [string, string] => !!entry[1]))
    if (Object.keys(this.errors).length) {
      focus_first_wrong()
      return false
    }
    this.busy = true
    return this.told(fields, act).finally(() => (this.busy = false))
  }

  /// Runs what nobody pressed a button for: the form stays as it is until there is something to say.
  quietly(act: () => Promise<void>): Promise<boolean> {
    return this.told([], act)
  }

  private async told(fields: string[], act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (problem) {
      if (problem instanceof Refusal && problem.message) {
        this.code = problem.code
        if (problem.field && fields.includes(problem.field)) {
          this.errors = { [problem.field]: problem.message }
          focus_first_wrong()
        } else this.general = problem.message
      } else this.general = t('auth.trouble')
      return false
    }
  }
}

function focus_first_wrong(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}

export const looks_like_email = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text.trim())
