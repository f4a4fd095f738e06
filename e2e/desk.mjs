// Where things are in the editor of books.
import { accessible, fits, open_window, quiet, shoot } from './browser.mjs'
import { Person } from './pages.mjs'

/** Somebody new with a window. */
export async function member(browser, studio, options = {}) {
  const person = new Person(await open_window(browser, studio, options))
  await person.sign_up_quietly()
  return person
}

export const saved = (person) => person.page.locator('[data-standing="saved"]').waitFor()
/** The things on the page, in the order they are read in. */
export const things = (person) => person.page.getByRole('list', { name: person.says('book.on_this_page') }).getByRole('button')
export const dialog = (person, key) => person.page.getByRole('dialog', { name: person.says(key) })
export const pages_of = (person) => person.page.getByRole('navigation', { name: person.says('book.pages_label') }).locator('.go')
export const book_on = (person) => new URL(person.page.url()).pathname.split('/').pop()

/** What is shown now can be used by everybody and fits. */
export async function look(person, name) {
  await quiet(person.window)
  await shoot(person.window, name)
  await fits(person.page, name)
  await accessible(person.page, name)
}

/** Asks for a file in the dialog and fetches it; `seen` looks at the dialog before it is closed. */
export async function fetched(person, format, seen = async () => {}) {
  await person.button('book.export_short').click()
  const files = dialog(person, 'book.export')
  await files.locator(`input[value="${format}"]`).check({ force: true })
  await files.getByRole('button', { name: person.says('strip.export_act') }).click()
  const link = files.getByRole('link', { name: person.says('export.download') })
  await link.waitFor({ timeout: 90_000 })
  await seen()
  const file = await (await person.window.context.request.get(await link.getAttribute('href'))).body()
  await person.page.keyboard.press('Escape')
  await files.waitFor({ state: 'hidden' })
  return file
}
