/// A tool at work on one picture: upscaling it, or cutting out what is in it. What it costs, how far it is, and what came of it.
import { api, ask, Refusal } from '../api/client'
import { credits } from '../auth/session.svelte'
import { jobs, submit, tell_everybody, tell_nobody } from '../generation/jobs.svelte'
import { offer } from '../generation/models.svelte'
import { price } from '../generation/price'
import { uuidv7 } from '../generation/uuidv7'
import { announce } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { tool_model, tool_request, type Tool } from './contract'

export type Offer = { key: string; tool: Tool; factor: number | null }

/// What the studio's tools could do with a picture.
export function tool_offers(): Offer[] {
  const upscaler = tool_model(offer.tools, 'upscale')
  const cutter = tool_model(offer.tools, 'cut_out')
  return [
    ...(upscaler?.capabilities.factors ?? []).map((factor): Offer => ({ key: `upscale-${factor}`, tool: 'upscale', factor })),
    ...(cutter ? [{ key: 'cut_out', tool: 'cut_out' as const, factor: null }] : []),
  ]
}

export class ToolRun {
  readonly asset_id: string
  /// Prices the server has told, by offer.
  costs = $state<Record<string, number>>({})
  sending = $state(false)
  problem = $state<string | null>(null)
  /// What was begun last here.
  id = $state<string | null>(null)
  doing = $state<Offer | null>(null)
  job = $derived(this.id ? (jobs.get(this.id) ?? null) : null)

  constructor(asset_id: string) {
    this.asset_id = asset_id
  }

  cost(one: Offer): number | null {
    const model = tool_model(offer.tools, one.tool)
    if (this.costs[one.key] !== undefined) return this.costs[one.key]!
    return model && model.prices.length === 1 ? price(model, '', '', 1) : null
  }

  /// Asks what each would cost, with this picture.
  async ask_prices(): Promise<void> {
    await Promise.allSettled(
      tool_offers().map(async (one) => {
        const model = tool_model(offer.tools, one.tool)!
        const { credits } = await ask(api.POST('/api/v1/quotes', { body: tool_request(this.asset_id, model, one.factor) }))
        this.costs[one.key] = credits
      }),
    )
  }

  async run(one: Offer): Promise<void> {
    const model = tool_model(offer.tools, one.tool)
    const cost = this.cost(one)
    if (!model || this.sending) return
    if (cost === null) return this.#say(t('create.price_unknown'))
    this.problem = null
    this.sending = true
    const id = uuidv7()
    try {
      tell_nobody(id)
      this.id = id
      this.doing = one
      announce(one.tool === 'upscale' ? t('region.upscaling') : t('region.cutting_out'))
      await submit({ ...tool_request(this.asset_id, model, one.factor), id, accepted_credits: cost })
    } catch (problem) {
      this.id = null
      if (problem instanceof Refusal && problem.code === 'price_changed' && problem.detail.credits !== undefined) {
        this.costs[one.key] = problem.detail.credits
        this.#say(t('create.price_now', { credits: credits(problem.detail.credits) }))
      } else this.#say((problem instanceof Refusal && problem.message) || t('auth.trouble'))
    } finally {
      this.sending = false
    }
  }

  #say(text: string): void {
    this.problem = text
    announce(text)
  }

  leave(): void {
    if (this.id) tell_everybody(this.id)
  }
}
