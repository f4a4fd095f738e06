/// Who is here, and in whose studio.
import { api, ask, Refusal } from '../api/client'
import type { Me, Permission, Studio } from '../api/types'
import { apply_accent } from '../kit/accent'
import { apply_typefaces } from '../studio/branding'
import { drop_forms } from '../kit/forms'
import { current_language, number, use_language } from '../messages/index.svelte'

let me = $state.raw<Me | null>(null)
let studio = $state.raw<Studio>({
  name: '',
  credit: { singular: '', plural: '', symbol: null },
  welcome_credits: 0,
  accent: null,
  heading_font: 'fraunces',
  body_font: 'inter',
  logo: null,
  contact: null,
  passkeys: false,
  openid: null,
  showcase: false,
  trash_days: 30,
  plans_by_model: false,
  contacts: [],
  conversations: false,
  landing: { title: '', lead: '' },
  pictures: [],
  platform_link: null,
  languages: [],
  version: '',
})

export const session = {
  get me() {
    return me
  },
  get studio() {
    return studio
  },
}

/// Whether whoever is here may do that. The server asks for itself; this only decides what is shown.
export const may = (what: Permission): boolean => me?.permissions.includes(what) ?? false

export async function load_studio(): Promise<void> {
  studio = await ask(api.GET('/api/v1/studio'))
  apply_accent(studio.accent)
  apply_typefaces(studio.heading_font, studio.body_font)
}

export async function load_me(): Promise<void> {
  try {
    await became(await ask(api.GET('/api/v1/me')))
  } catch (problem) {
    if (!(problem instanceof Refusal && problem.status === 401)) throw problem
    forget_me()
  }
}

/// Takes the person in, and their language with them.
export async function became(person: Me): Promise<void> {
  me = person
  if (person.language !== current_language()) {
    await use_language(person.language)
    // The studio's words for credits come in the asker's language.
    await load_studio().catch(() => {})
  }
}

const leavers = new Set<(by_choice: boolean) => void>()

/// What a part of the page has to forget when the person is gone. By choice means they signed out; a session that merely ended leaves
/// their draft for when they come back.
export function when_gone(act: (by_choice: boolean) => void): void {
  leavers.add(act)
}

export function forget_me(by_choice = false): void {
  if (!me) return
  me = null
  if (by_choice) drop_forms()
  for (const act of leavers) act(by_choice)
}

export async function sign_out(): Promise<void> {
  await ask(api.POST('/api/v1/auth/sign-out'))
  forget_me(true)
}

/// "20 credits", in the operator's own word.
export function credits(amount: number): string {
  const { singular, plural } = studio.credit
  return `${number(amount)} ${Math.abs(amount) === 1 ? singular : plural}`
}
