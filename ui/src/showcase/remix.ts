/// Making something like what somebody shows: what they tell of it goes into the draft, and where it came from goes with it.
import type { Exhibit } from '../api/types'
import { session } from '../auth/session.svelte'
import { draft, keep_draft } from '../generation/draft.svelte'
import { go } from '../router/router.svelte'

export function remix({ id, title, by, prompt, model, style, width, height }: Exhibit): void {
  Object.assign(draft, {
    // A prompt that is not shown leaves the words that stand there: they are whoever's who makes the picture.
    ...(prompt ? { prompt } : {}),
    ...(model ? { model: model.id } : {}),
    style: style?.id ?? null,
    width,
    height,
    origin: { id, title, by },
  })
  keep_draft()
  go(session.me ? '/create' : '/sign-up?next=/create')
}
