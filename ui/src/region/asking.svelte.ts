/// What a person wants done with the marked part, what it would cost, and what became of it.
import { api, ask, Refusal, Unreachable } from '../api/client'
import type { Asset, AssetBrief, Generation, Model } from '../api/types'
import { send_picture } from '../api/upload'
import { credits, session, when_gone } from '../auth/session.svelte'
import { LONGEST_PROMPT } from '../generation/composer.svelte'
import { cancel, forget_pending, is_live, jobs, submit, take_generation, tell_everybody, tell_nobody, type Pending } from '../generation/jobs.svelte'
import { first_open, first_tier, may_have } from '../generation/locks'
import { load_offer, offer } from '../generation/models.svelte'
import { price } from '../generation/price'
import { uuidv7 } from '../generation/uuidv7'
import { announce } from '../kit/toasts.svelte'
import { number, t } from '../messages/index.svelte'
import { wallet } from '../wallet/wallet.svelte'
import { changers, edit_request, painters, type Asked } from './contract'
import type { Drawing } from './drawing.svelte'
import { is_enlarged, is_none, NONE, type Margins } from './extend'
import { forget_edits, keep_ask, MOST_EDITS, read_ask, type Edit } from './kept'
import type { Operation } from './operations'
import { grey_png } from './png'

const QUOTE_AFTER_MS = 450
const LOOK_AGAIN_MS = 1000
/// As much as the marked part is made anew when nothing is said: all of it.
const STRENGTH = 100
const FEATHER = 4

export type Mode = 'region' | 'extend'
export type Result = { asset: AssetBrief; edit: Edit; prompt: string }

when_gone((by_choice) => {
  if (by_choice) void forget_edits()
})

export class Asking {
  readonly asset: Asset
  readonly drawing: Drawing
  prompt = $state('')
  model_name = $state('')
  mode = $state<Mode>('region')
  count = $state(1)
  tier = $state('')
  quality = $state('')
  strength = $state(STRENGTH)
  feather = $state(FEATHER)
  margins = $state.raw<Margins>(NONE)
  edits = $state.raw<Edit[]>([])

  sending = $state(false)
  /// While the mask is on its way: how far, 0 to 1.
  share = $state<number | null>(null)
  field = $state<string | null>(null)
  problem = $state<string | null>(null)
  code = $state<string | null>(null)
  #quoted = $state<{ key: string; credits: number } | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  /// The mask that is in the studio already, and the drawing it is of.
  #sent: { of: Operation | undefined; at: number; id: string } | null = null
  #giving_up = new AbortController()
  #keeping = false

  models = $derived(painters(offer.models ?? []))
  changers = $derived(changers(offer.models ?? []))
  model = $derived<Model | null>(this.models.find((one) => one.name === this.model_name) ?? first_open(this.models) ?? null)
  can = $derived(this.model?.capabilities ?? null)
  key = $derived(JSON.stringify([this.model?.name, this.tier, this.quality, this.count, this.mode, this.mode === 'extend' ? this.margins : null]))
  cost = $derived(this.#quoted?.key === this.key ? this.#quoted.credits : this.model ? price(this.model, this.tier, this.quality, this.count) : null)
  missing = $derived(wallet.value && this.cost !== null ? Math.max(0, this.cost - wallet.value.available) : 0)

  /// The newest edit, while it is under way or when it didn't work.
  job = $derived<Generation | null>((this.edits[0] && jobs.get(this.edits[0].id)) ?? null)
  under_way = $derived(!!this.job && is_live(this.job))
  /// The newest edit, while nobody has answered it.
  pending = $derived<Pending | null>(jobs.pending.find((one) => one.body.id === this.edits[0]?.id) ?? null)
  /// What came of the edits, newest first.
  results = $derived<Result[]>(
    this.edits.flatMap((edit) => {
      const job = jobs.get(edit.id)
      return job?.state === 'succeeded' ? job.assets.map((asset) => ({ asset, edit, prompt: job.prompt })) : []
    }),
  )

  constructor(asset: Asset, drawing: Drawing) {
    this.asset = asset
    this.drawing = drawing
    const kept = read_ask(session.me?.id ?? '', asset.id)
    this.prompt = kept.prompt ?? ''
    this.model_name = kept.model ?? asset.model ?? ''
    this.mode = kept.mode ?? 'region'
    this.count = kept.count ?? 1
    this.strength = kept.strength ?? STRENGTH
    this.feather = kept.feather ?? FEATHER
    this.margins = kept.margins ?? NONE
    this.edits = kept.edits ?? []
  }

  /// What is offered, and what became of the edits before.
  async load(): Promise<void> {
    if (!offer.models) await load_offer()
    this.fit()
    this.#keeping = true
    this.ask_price()
    for (const { id } of this.edits) tell_nobody(id)
    await Promise.allSettled(
      this.edits.filter((edit) => !jobs.get(edit.id)).map(async (edit) => take_generation(await ask(api.GET('/api/v1/generations/{id}', { params: { path: { id: edit.id } } })))),
    )
  }

  /// Brings the settings within what the model can do.
  fit(): void {
    const { model } = this
    if (!model) return
    const can = model.capabilities
    if (!may_have(model, this.tier)) this.tier = first_tier(model)
    if (!can.qualities.includes(this.quality)) this.quality = can.qualities[0] ?? model.prices[0]?.quality ?? ''
    this.count = Math.min(Math.max(1, this.count), Math.max(1, can.max_count))
  }

  use_model(name: string): void {
    this.model_name = name
    this.fit()
    this.changed()
  }

  keep(): void {
    if (!this.#keeping) return
    const { prompt, mode, count, strength, feather, margins, edits } = this
    keep_ask(session.me?.id ?? '', this.asset.id, { prompt, model: this.model?.name ?? this.model_name, mode, count, strength, feather, margins, edits })
  }

  /// Every change comes by here: it is kept, old problems go, and the price is asked again.
  changed(): void {
    this.keep()
    this.field = null
    this.problem = null
    this.ask_price()
  }

  /// That what is added will be less sharp, where it will.
  enlarged = $derived.by(() => {
    const { model, margins, asset } = this
    if (!model || is_none(margins)) return null
    const can = model.capabilities
    const most = Math.max(can.max_px, ...can.sizes.flatMap((one) => [one.width, one.height]))
    return is_enlarged(asset, margins, most) ? t('region.enlarged', { model: model.label, most: number(most) }) : null
  })

  /// Why nothing can be asked for yet; null when something can.
  #lack(): { field: string; text: string } | null {
    if (this.mode === 'region' && this.drawing.share === 0) return { field: 'mask', text: t('region.empty_mask') }
    if (this.mode === 'extend' && is_none(this.margins)) return { field: 'extend', text: t('region.empty_extend') }
    const length = [...this.prompt.trim()].length
    if (!length) return { field: 'prompt', text: t('region.empty_prompt') }
    if (length > LONGEST_PROMPT) return { field: 'prompt', text: t('create.long_prompt', { n: length - LONGEST_PROMPT }) }
    return null
  }

  #asked(change: Asked['change']): Asked {
    const { prompt, tier, quality, count, strength, feather, asset, can } = this
    // What is added looks like the rest, where the model knows the picture's style.
    const style = asset.style && can?.styles.includes(asset.style) ? asset.style : null
    return { prompt, style, tier, quality, count, strength, feather, source: asset.id, change }
  }

  ask_price(): void {
    clearTimeout(this.#timer)
    const { model, key } = this
    if (!model || !this.prompt.trim() || this.#quoted?.key === key) return
    this.#timer = setTimeout(async () => {
      // A mask costs nothing, and may not be there yet.
      const body = this.mode === 'extend' && !is_none(this.margins) ? edit_request(this.#asked({ extend: this.margins }), model) : { ...edit_request(this.#asked({ mask: '' }), model), mask: null }
      try {
        const quote = await ask(api.POST('/api/v1/quotes', { body }))
        if (this.key === key) this.#quoted = { key, credits: quote.credits }
      } catch (problem) {
        // The price list stands in until the server can be asked; what it would refuse is said now.
        if (problem instanceof Refusal && problem.field && problem.field !== 'prompt' && this.key === key) this.#say(problem.field, problem.message, problem.code)
      }
    }, QUOTE_AFTER_MS)
  }

  #say(field: string | null, text: string, code: string | null = null): false {
    this.field = field
    this.problem = text
    this.code = code
    announce(text)
    return false
  }

  /// Sends the edit. True when it is on its way.
  async send(): Promise<boolean> {
    const { model, cost, mode, margins } = this
    if (this.sending || !model) return false
    // A region that is still being worked on is waited for.
    this.sending = true
    while (this.drawing.busy) await new Promise((done) => setTimeout(done, 50))
    this.sending = false
    const lack = this.#lack()
    if (lack) return this.#say(lack.field, lack.text)
    if (cost === null) return this.#say(null, t('create.price_unknown'))
    this.field = null
    this.problem = null
    this.sending = true
    const key = this.key
    try {
      const change: Asked['change'] = mode === 'extend' ? { extend: margins } : { mask: await this.#mask_there() }
      const id = uuidv7()
      this.edits = [{ id, extend: mode === 'extend' ? margins : null }, ...this.edits].slice(0, MOST_EDITS)
      this.keep()
      // Its news is told here, in place.
      tell_nobody(id)
      try {
        await submit({ ...edit_request(this.#asked(change), model), id, accepted_credits: cost })
        return true
      } catch (problem) {
        this.edits = this.edits.filter((one) => one.id !== id)
        this.keep()
        throw problem
      }
    } catch (problem) {
      if (problem instanceof Refusal && problem.code === 'price_changed' && problem.detail.credits !== undefined) {
        this.#quoted = { key, credits: problem.detail.credits }
        this.#say('price', t('create.price_now', { credits: credits(problem.detail.credits) }))
        void load_offer().catch(() => {})
      } else if (problem instanceof Refusal) {
        // A mask that was deleted meanwhile is sent again next time.
        if (problem.field === 'mask') this.#sent = null
        this.#say(problem.field, problem.message || t('auth.trouble'), problem.code)
      } else this.#say(null, t('region.unsent'))
      return false
    } finally {
      this.sending = false
      this.share = null
    }
  }

  /// The id of the mask in the studio; the same drawing is sent once.
  async #mask_there(): Promise<string> {
    const { mask, last, history } = this.drawing
    if (this.#sent && this.#sent.of === last && this.#sent.at === history.at) return this.#sent.id
    this.share = 0
    const file = await grey_png(mask.data, mask.width, mask.height)
    let asset = await send_picture(file, uuidv7(), (share) => (this.share = share), this.#giving_up.signal, 'mask')
    while (asset.state === 'arriving') {
      await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS))
      asset = await ask(api.GET('/api/v1/assets/{id}', { params: { path: { id: asset.id } } })).catch((problem) => {
        if (problem instanceof Unreachable) return asset
        throw problem
      })
    }
    this.#sent = { of: last, at: history.at, id: asset.id }
    return asset.id
  }

  async stop(): Promise<void> {
    if (!this.job) return
    try {
      await cancel(this.job.id)
      announce(t('create.cancelled'))
    } catch (problem) {
      this.#say(null, (problem instanceof Refusal && problem.message) || t('auth.trouble'))
    }
  }

  /// Sends the request that nobody answered once more, as the same one.
  async send_again(): Promise<void> {
    const { pending } = this
    if (!pending || this.sending) return
    this.sending = true
    try {
      await submit(pending.body)
    } catch (problem) {
      this.forget()
      this.#say(null, (problem instanceof Refusal && problem.message) || t('auth.trouble'))
    } finally {
      this.sending = false
    }
  }

  /// Lets go of the newest edit: of one that nobody answered, or that didn't work.
  forget(): void {
    const id = this.edits[0]?.id
    if (!id) return
    forget_pending(id)
    this.edits = this.edits.slice(1)
    this.keep()
  }

  /// The editor is being left.
  leave(): void {
    clearTimeout(this.#timer)
    this.#giving_up.abort()
    this.keep()
    for (const { id } of this.edits) tell_everybody(id)
  }
}
