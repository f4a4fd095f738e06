/// The rules of the composer: what it would cost, whether it can be afforded, and what happens on Generate.
import { api, ask, Refusal } from '../api/client'
import { credits } from '../auth/session.svelte'
import { announce } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { wallet } from '../wallet/wallet.svelte'
import { draft, fit_draft, keep_draft, request_of } from './draft.svelte'
import { load_offer, offer } from './models.svelte'
import { submit } from './jobs.svelte'
import { price } from './price'
import { uuidv7 } from './uuidv7'

export const LONGEST_PROMPT = 32_000
const QUOTE_AFTER_MS = 450

class Composer {
  sending = $state(false)
  field = $state<string | null>(null)
  problem = $state<string | null>(null)
  /// A price the server has told us, for exactly the settings it was told for.
  #quoted = $state<{ key: string; credits: number } | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  model = $derived(offer.model(draft.model) ?? offer.models?.[0] ?? null)
  key = $derived([draft.model, draft.tier, draft.quality, draft.count, draft.width, draft.height].join('|'))
  cost = $derived(
    this.#quoted?.key === this.key ? this.#quoted.credits : this.model ? price(this.model, draft.tier, draft.quality, draft.count) : null,
  )
  missing = $derived(wallet.value && this.cost !== null ? Math.max(0, this.cost - wallet.value.available) : 0)

  /// Every change of the draft comes by here: it is kept, old problems go, and the price is asked again.
  changed(): void {
    keep_draft()
    this.field = null
    this.problem = null
    this.ask_price()
  }

  ask_price(): void {
    clearTimeout(this.#timer)
    const { model, key } = this
    if (!model || !draft.prompt.trim() || this.#quoted?.key === key) return
    this.#timer = setTimeout(async () => {
      try {
        const quote = await ask(api.POST('/api/v1/quotes', { body: request_of(draft, model) }))
        if (this.key === key) this.#quoted = { key, credits: quote.credits }
      } catch (problem) {
        // The price list stands in until the server can be asked; what it would refuse is said now rather than on Generate.
        if (problem instanceof Refusal && problem.field && problem.field !== 'prompt' && this.key === key) this.#refuse(problem)
      }
    }, QUOTE_AFTER_MS)
  }

  use_model(name: string): void {
    const model = offer.model(name)
    if (!model) return
    Object.assign(draft, fit_draft(draft, model))
    this.changed()
  }

  #refuse(problem: Refusal): void {
    this.field = problem.field
    this.problem = problem.message
    announce(problem.message)
  }

  #say(field: string | null, text: string): void {
    this.field = field
    this.problem = text
    announce(text)
  }

  async generate(): Promise<boolean> {
    const { model, cost } = this
    if (this.sending || !model) return false
    const length = [...draft.prompt.trim()].length
    if (!length) return this.#say('prompt', t('create.empty_prompt')), false
    if (length > LONGEST_PROMPT) return this.#say('prompt', t('create.long_prompt', { n: length - LONGEST_PROMPT })), false
    if (cost === null) return this.#say(null, t('create.price_unknown')), false
    this.field = null
    this.problem = null
    this.sending = true
    const key = this.key
    try {
      await submit({ ...request_of(draft, model), id: uuidv7(), accepted_credits: cost })
      return true
    } catch (problem) {
      if (problem instanceof Refusal && problem.code === 'price_changed' && problem.detail.credits !== undefined) {
        this.#quoted = { key, credits: problem.detail.credits }
        this.#say('price', t('create.price_now', { credits: credits(problem.detail.credits) }))
        void load_offer().catch(() => {})
      } else if (problem instanceof Refusal) this.#refuse(problem)
      else this.#say(null, t('auth.trouble'))
      return false
    } finally {
      this.sending = false
    }
  }
}

export const composer = new Composer()
