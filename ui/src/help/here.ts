/// What things are called in this studio, for previews of what the server fills in for readers.
import { credits, session } from '../auth/session.svelte'
import type { Names } from './names'

export const here = (): Names => ({
  studio: session.studio.name,
  credit: session.studio.credit.singular,
  credits: session.studio.credit.plural,
  welcome: credits(session.studio.welcome_credits),
})
