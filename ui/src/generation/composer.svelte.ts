/// The rules of the composer: what it would cost, whether it can be afforded, and what happens on Generate.
import { api, ask, Refusal } from '../api/client'
import type { Asset, Generation, Model } from '../api/types'
import { credits } from '../auth/session.svelte'
import { cast_of, left_out, share_places, unseen } from '../characters/cast'
import { characters, name_of } from '../characters/characters.svelte'
import { marked_of } from '../characters/mentions'
import { announce, toast } from '../kit/toasts.svelte'
import { list, t } from '../messages/index.svelte'
import { way_out } from '../money/way_out'
import { wallet } from '../wallet/wallet.svelte'
import { draft, draft_from, fit_draft, keep_draft, request_again, request_of } from './draft.svelte'
import { guides, misfit, role_for, source_of, takes_pictures, type Attached, type Role } from './inputs'
import { first_open, open_or_first } from './locks'
import { load_offer, offer } from './models.svelte'
import { submit } from './jobs.svelte'
import { add_file, arrival_of, forget_strangers, look_for_pictures, pictures_there, remove_picture, use_picture } from './pictures.svelte'
import { price } from './price'
import { uuidv7 } from './uuidv7'

export const LONGEST_PROMPT = 32_000
const QUOTE_AFTER_MS = 450
/// More files than this at once are a mistake of the hand.
const MOST_FILES = 16

class Composer {
  sending = $state(false)
  field = $state<string | null>(null)
  problem = $state<string | null>(null)
  /// What kind of refusal it is, where it is one.
  code = $state<string | null>(null)
  /// A price the server has told us, for exactly the settings it was told for.
  #quoted = $state<{ key: string; credits: number } | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  model = $derived(offer.model(draft.model) ?? first_open(offer.models) ?? null)
  /// Who is in the prompt.
  cast = $derived(cast_of(marked_of(draft.prompt, name_of), characters.all))
  key = $derived(
    JSON.stringify([draft.model, draft.tier, draft.quality, draft.count, draft.width, draft.height, draft.size_of_source, draft.pictures.map((one) => [one.id, one.role]), draft.brand, this.cast.map((one) => one.id)]),
  )
  cost = $derived(
    this.#quoted?.key === this.key ? this.#quoted.credits : this.model ? price(this.model, draft.tier, draft.quality, draft.count) : null,
  )
  missing = $derived(wallet.value && this.cost !== null ? Math.max(0, this.cost - wallet.value.available) : 0)

  /// Something is being dragged that could be dropped here.
  dropping = $state(false)
  misfit = $derived(this.model ? misfit(useful(), this.model.capabilities) : null)
  /// The other models that take the pictures of the draft, or any picture while there is none.
  takers = $derived(
    (offer.models ?? []).filter(
      (one) => !one.locked && one.name !== this.model?.name && takes_pictures(one.capabilities) && !misfit(useful(), one.capabilities),
    ),
  )
  /// Why no further picture can be added now; null while one can.
  full = $derived.by(() => {
    const { model } = this
    if (!model) return null
    const can = model.capabilities
    if (!takes_pictures(can)) return t('create.no_pictures', { model: model.label })
    if (role_for(useful(), can)) return null
    return can.references ? t('create.pictures_full', { model: model.label, n: can.references }) : t('create.source_full', { model: model.label })
  })
  misfit_words = $derived.by(() => {
    const { model, misfit } = this
    if (!model || !misfit) return ''
    const label = model.label
    if (misfit === 'none') return t('create.misfit_none', { model: label })
    if (misfit === 'source') return t('create.misfit_source', { model: label })
    if (misfit === 'mask') return t('create.misfit_mask', { model: label })
    return t('create.misfit_guides', { model: label, n: model.capabilities.references })
  })

  /// How the characters share the places that the pictures leave.
  shared = $derived(share_places(this.cast, this.model ? room_for_cast(this.model) : 0))
  /// Why this model can't take everybody in the prompt; null when it can.
  cast_misfit = $derived.by(() => {
    const { model, cast, shared } = this
    if (!model || !cast.length) return null
    if (model.capabilities.references === 0) {
      const nameless = unseen(cast)
      return nameless.length ? t('character.misfit_unseen', { model: model.label, names: list(nameless.map((one) => one.name)) }) : null
    }
    const out = left_out(shared)
    if (!out.length) return null
    const room = room_for_cast(model)
    return t('character.misfit_room', { model: model.label, n: room, names: list(out.map((one) => one.name)) })
  })
  /// The other models that take everybody.
  cast_takers = $derived(
    (offer.models ?? []).filter(
      (one) => !one.locked && one.name !== this.model?.name && one.capabilities.references > 0 && !misfit(useful(), one.capabilities) && !left_out(share_places(this.cast, room_for_cast(one))).length,
    ),
  )
  /// How many of the places are taken, and by whom.
  cast_words = $derived.by(() => {
    const { model, shared } = this
    if (!model || !shared.some((one) => one.pictures > 0)) return ''
    const max = model.capabilities.references
    if (max === 0) return t('character.by_words', { model: model.label })
    const own = guides(useful())
    const parts = [
      ...shared.filter((one) => one.used > 0).map((one) => t('character.used_by', { n: one.used, name: one.name })),
      ...(own ? [t('character.used_by_you', { n: own })] : []),
    ]
    return t('character.places', { n: own + shared.reduce((sum, one) => sum + one.used, 0), max, parts: list(parts) })
  })

  /// Every change of the draft comes by here: it is kept, old problems go, and the price is asked again.
  changed(): void {
    keep_draft()
    this.field = null
    this.problem = null
    this.code = null
    this.ask_price()
  }

  ask_price(): void {
    clearTimeout(this.#timer)
    const { model, key } = this
    // What the model can't take is told already, and has no price.
    if (!model || this.misfit || this.cast_misfit || !draft.prompt.trim() || this.#quoted?.key === key) return
    this.#timer = setTimeout(async () => {
      try {
        const quote = await ask(api.POST('/api/v1/quotes', { body: request_of({ ...draft, pictures: useful() }, model) }))
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

  /// Adds files as pictures as long as the model has room for them.
  add_files(files: File[]): void {
    const { model } = this
    if (!model || !files.length) return
    let left_out = files.length > MOST_FILES
    for (const file of files.slice(0, MOST_FILES)) {
      const role = role_for(useful(), model.capabilities)
      if (!role) left_out = true
      else add_file(file, role)
    }
    this.changed()
    if (left_out) this.#say('pictures', this.full ?? t('create.too_many_files', { n: MOST_FILES }))
  }

  /// Brings a picture of the studio in; a model that can't take it gives way to one that can. False when none can.
  bring(id: string, role: Role): boolean {
    const able = (one: typeof this.model) => !!one && !one.locked && (role === 'source' ? one.capabilities.source : one.capabilities.references > 0)
    const model = able(this.model) ? this.model : (offer.models?.find(able) ?? null)
    if (!model) return this.#say('pictures', t('create.no_takers')), false
    if (model.name !== this.model?.name) {
      this.use_model(model.name)
      toast(t('create.switched', { model: model.label }))
    }
    const others = useful().filter((one) => one.id !== id)
    if (role === 'guide' && others.filter((one) => one.role === 'guide').length >= model.capabilities.references) {
      this.#say('pictures', t('create.pictures_full', { model: model.label, n: model.capabilities.references }))
      return true
    }
    use_picture(id, role, model.capabilities)
    this.changed()
    return true
  }

  take_away(id: string): void {
    remove_picture(id)
    this.changed()
  }

  take_all_away(): void {
    for (const { id } of draft.pictures) remove_picture(id)
    this.changed()
  }

  #refuse(problem: Refusal): void {
    this.field = problem.field
    this.problem = problem.message
    this.code = problem.code
    announce(problem.message)
  }

  #say(field: string | null, text: string): void {
    this.field = field
    this.problem = text
    this.code = null
    announce(text)
  }

  /// Makes the draft what this one was asked with, as far as the composer can ask for it.
  take_over(from: Asset | Generation): void {
    draft_from(from)
    forget_strangers()
    void look_for_pictures()
    const model = open_or_first(offer.model(draft.model), offer.models)
    if (model) Object.assign(draft, fit_draft(draft, model))
    this.changed()
  }

  /// What one more picture of a job would cost; null where its model is gone.
  price_of_one(job: { model: string | null; tier: string | null; quality: string | null }): number | null {
    const model = offer.maker(job.model)
    return model ? price(model, job.tier ?? '', job.quality ?? '', 1) : null
  }

  /// Asks for one more picture of a job: the same words and settings, a new seed. The draft stays as it is. True when it was taken on.
  async once_more(job: Generation): Promise<boolean> {
    return this.#ask_again(job, 1, null)
  }

  /// Asks for a job as it was, in place of one that didn't work.
  async over_again(job: Generation): Promise<boolean> {
    return this.#ask_again(job, job.count, job.seed)
  }

  async #ask_again(job: Generation, count: number, seed: number | null): Promise<boolean> {
    const cost = this.price_of_one(job)
    if (cost === null) return toast(t('create.maker_gone'), { tone: 'bad' }), false
    try {
      await submit({ ...request_again(job, { count, seed }), id: uuidv7(), accepted_credits: cost * count })
      return true
    } catch (problem) {
      const code = problem instanceof Refusal ? problem.code : ''
      toast(problem instanceof Refusal && problem.message ? problem.message : t('auth.trouble'), { tone: 'bad', ...way_out(code) })
      return false
    }
  }

  async generate(): Promise<boolean> {
    const { model, cost } = this
    if (this.sending || !model) return false
    const length = [...draft.prompt.trim()].length
    if (!length) return this.#say('prompt', t('create.empty_prompt')), false
    if (length > LONGEST_PROMPT) return this.#say('prompt', t('create.long_prompt', { n: length - LONGEST_PROMPT })), false
    if (cost === null) return this.#say(null, t('create.price_unknown')), false
    if (this.misfit) return this.#say('pictures', this.misfit_words), false
    if (this.cast_misfit) return this.#say('prompt', this.cast_misfit), false
    this.field = null
    this.problem = null
    this.code = null
    this.sending = true
    const key = this.key
    // What is sent is what stood there when the button was pressed, however long its pictures still take to arrive.
    const body = request_of(draft, model)
    try {
      if (!(await pictures_there())) return this.#say('pictures', t('create.pictures_refused')), false
      await submit({ ...body, id: uuidv7(), accepted_credits: cost })
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

/// How many reference pictures a model takes beside those that were added.
function room_for_cast(model: Model): number {
  return Math.max(0, model.capabilities.references - guides(useful()))
}

/// The pictures that count: what was refused takes no room.
function useful(): Attached[] {
  return draft.pictures.filter((one) => arrival_of(one.id)?.state !== 'refused')
}

/// Whether the size follows the source rather than being chosen.
export const follows_source = (): boolean => draft.size_of_source && !!source_of(draft.pictures)

export const composer = new Composer()
