/// The example pictures that ship with the studio, each with the words it was made from.
import { t } from '../messages/index.svelte'

export type Sample = { name: string; prompt: string; width: number; height: number; address: string }

export function samples(): Sample[] {
  const made = (name: string, prompt: string, width: number, height: number): Sample => ({ name, prompt, width, height, address: `/samples/${name}.webp` })
  return [
    made('fox', t('landing.sample_fox'), 1024, 1024),
    made('owl', t('landing.sample_owl'), 800, 800),
    made('girl', t('landing.sample_girl'), 800, 800),
    made('sea', t('landing.sample_sea'), 1100, 629),
    made('rabbit', t('landing.sample_rabbit'), 800, 800),
  ]
}
