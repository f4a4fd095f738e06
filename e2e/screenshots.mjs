// The picture in the README: the Create page with a few pictures, as a person sees it.
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { open_browser, open_window } from './browser.mjs'
import { Person } from './pages.mjs'
import { Studio } from './studio.mjs'

const docs = join(dirname(fileURLToPath(import.meta.url)), '../docs')
const PROMPTS = [
  ['a rabbit in a yellow raincoat under an umbrella, spring rain', 'storybook', 1024, 1024],
  ['a whale and a little sailing boat by a beach at sunset', 'watercolour', 1536, 1024],
  ['a little girl with a red balloon, city at sunset', 'storybook', 1024, 1536],
  ['an owl wearing a wizard hat on a pumpkin, forest at night, fireflies', 'watercolour', 1024, 1024],
  ['a red fox reading a book under a lantern at night, snow falling', 'storybook', 1024, 1024],
]

const studio = await Studio.start()
const browser = await open_browser()
try {
  const window = await open_window(browser, studio, {})
  const ada = new Person(window)
  await ada.sign_up_quietly('Ada')
  for (const [prompt, style, width, height] of PROMPTS) {
    await ada.ask('POST', '/generations', { model: 'illustrator', prompt, style, width, height, seed: 7, accepted_credits: 1 })
    await ada.sees_picture(prompt)
  }
  await ada.type_prompt('a hot-air balloon over a village in autumn')
  await ada.sees_price(1)
  await mkdir(docs, { recursive: true })
  await ada.page.screenshot({ path: join(docs, 'picture.png'), animations: 'disabled' })
  console.log('wrote docs/picture.png')
} finally {
  await browser.close()
  await studio.stop()
}
