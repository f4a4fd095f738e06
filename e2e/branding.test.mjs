// An operator gives the studio a face of its own; afterwards nobody reads the program's name on any page, in a mail or in a file.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { constants, inflateRawSync, inflateSync } from 'node:zlib'
import { THEMES, accessible, calm, fits, open_browser, open_window, shoot } from './browser.mjs'
import { ADDRESSES, FOX, Person, first_admin, signed_in } from './pages.mjs'
import { Studio } from './studio.mjs'

let studio, browser, cookies

before(async () => {
  studio = await Studio.start()
  browser = await open_browser()
  cookies = await first_admin(browser, studio)
})
after(async () => {
  await browser?.close()
  await studio?.stop()
})

const NAME = 'Atelier Rotfuchs'

/** One file of each kind that leaves the studio. */
async function files_of(ada) {
  const [heron] = await ada.make_pictures(['a heron by a lake'])
  const download = await ada.window.context.request.get(`/api/v1/assets/${heron.id}/content`)
  const book = await ada.ask('POST', '/books', { kind: 'comic', title: 'Herons', language: 'en', pages: 1 })
  const page_no = book.document.pages[0].no
  const export_as = (format, more = {}) => ada.export_of({ kind: 'book', book_id: book.id, version: book.version, format, ...more })
  return {
    picture: await download.body(),
    pdf: await export_as('pdf'),
    epub: await export_as('epub'),
    cbz: await export_as('cbz'),
    page: await export_as('png', { page_no, width_px: 800 }),
  }
}

/** A file's bytes as text, with whatever is packed in it (a PDF's streams, an archive's parts) unpacked behind. */
function told_in(bytes) {
  const texts = [bytes.toString('latin1')]
  for (let at = 0; at + 2 < bytes.length; at++) {
    const is_zlib = bytes[at] === 0x78 && ((bytes[at] << 8) | bytes[at + 1]) % 31 === 0
    const is_part = bytes.readUInt32LE(Math.min(at, bytes.length - 4)) === 0x04034b50 && bytes.readUInt16LE(at + 8) === 8
    try {
      if (is_zlib) texts.push(inflateSync(bytes.subarray(at), { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1'))
      if (is_part) texts.push(inflateRawSync(bytes.subarray(at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)), { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1'))
    } catch {
      // Two bytes that only looked like a beginning.
    }
  }
  return texts.join('\n')
}

test('an operator brands the studio, and every page, mail and file follows', { timeout: 240_000 }, async () => {
  const olga = await signed_in(browser, studio, cookies)
  try {
    // A logo is a picture made here.
    await olga.open('/create')
    await olga.ask('POST', '/generations', { model: 'illustrator', prompt: FOX, width: 512, height: 512, accepted_credits: 1 })
    await olga.sees_picture(FOX)
    await olga.open(ADDRESSES.admin.branding)
    await olga.field('branding.name').fill('')
    await olga.button('branding.save').click()
    await olga.page.locator('[aria-invalid=true]').waitFor()
    await accessible(olga.page, 'a branding that lacks its name')
    await olga.field('branding.name').fill(NAME)
    await olga.field('branding.accent').fill('#1d6f5c')
    await olga.page.getByLabel(/^One, in English/).fill('leaf')
    await olga.page.getByLabel(/^Many, in English/).fill('leaves')
    await olga.page.getByLabel(/^Title, in English/).fill('Pictures that grow')
    await olga.button('branding.logo_choose').click()
    await olga.page.getByRole('dialog').getByRole('button', { name: /fox/ }).first().click()
    await olga.page.getByRole('dialog').waitFor({ state: 'hidden' })
    await olga.button('branding.contact_add').click()
    await olga.field('branding.contact_value').fill('nobody')
    await olga.button('branding.save').click()
    await olga.message('errors.invalid_contacts').waitFor()
    // What was typed is still there after a reload.
    await olga.page.reload()
    await olga.settled()
    assert.equal(await olga.field('branding.contact_value').inputValue(), 'nobody')
    await olga.field('branding.contact_value').fill('help@rotfuchs.example')
    await olga.field('branding.link_address').fill('https://rotfuchs.example/own')
    await olga.page.getByLabel(/^Words, in English/).fill('Your own studio?')
    await shoot(olga.window, 'branding')
    await accessible(olga.page, 'the branding')
    await olga.button('branding.save').click()
    await olga.message('branding.saved').waitFor()

    // Legal texts, of which the terms ask everybody.
    await olga.open(ADDRESSES.admin.legal)
    await olga.field('legal.text_in').fill('# Terms\n\nBe kind. <script>alert(1)</script> [Run](javascript:alert(1))\n\n- One\n- Two')
    await olga.page.getByRole('heading', { name: 'Terms', exact: true }).waitFor()
    await shoot(olga.window, 'legal-admin')
    await accessible(olga.page, 'the legal texts')
    await olga.button('legal.save').click()
    await olga.message('legal.saved').waitFor()
    // Whoever was there before is asked, the operator too.
    await olga.open('/create')
    await olga.page.getByRole('dialog', { name: olga.says('legal.changed_title') }).waitFor()
    await shoot(olga.window, 'legal-agree')
    await accessible(olga.page, 'what has changed')
    await olga.button('legal.agree').click()
    await olga.page.getByRole('dialog').waitFor({ state: 'hidden' })
    calm(olga.window)
  } finally {
    await olga.window.context.close()
  }

  // A stranger reads and joins.
  const ada = new Person(await open_window(browser, studio, { viewport: 'phone' }))
  try {
    await ada.open('/')
    await ada.page.getByRole('heading', { name: 'Pictures that grow' }).waitFor()
    await ada.page.getByRole('link', { name: 'Your own studio?' }).waitFor()
    await shoot(ada.window, 'branded-landing')
    await accessible(ada.page, 'a branded landing page')
    await ada.open('/legal/terms')
    await ada.page.getByText('Be kind.', { exact: false }).waitFor()
    assert.equal(await ada.page.locator('main script').count(), 0, 'markup in a text stays text')
    assert.equal(await ada.page.locator('main a[href^="javascript"]').count(), 0, 'no address runs anything')
    await shoot(ada.window, 'legal-terms')
    await ada.open('/sign-up')
    await ada.message('legal.agree_sign_up').waitFor()
    await ada.fill_form({ name: 'Ada', email: ada.email, password: ada.password })
    await ada.submit()
    await ada.prompt_field.waitFor()
    assert.equal(await ada.page.getByRole('dialog').count(), 0, 'who agreed while joining is not asked again')
    // Whoever is signed in reads them within the studio, and finds the way back.
    await ada.open('/legal/terms')
    await ada.page.getByText('Be kind.', { exact: false }).waitFor()
    await ada.page.locator('main a[href="/privacy-facts"]').waitFor()
    await ada.page.locator('nav a[href="/gallery"]:visible').first().waitFor()
    await shoot(ada.window, 'legal-terms-signed')
    await ada.open('/forgot')
    await ada.ask('POST', '/auth/forgot', { email: ada.email })

    // Nothing anybody is shown says what the program is called.
    const { stranger, signed } = ADDRESSES
    for (const [name, address] of Object.entries({ ...signed, ...stranger })) {
      await ada.open(address)
      const shown = await ada.page.evaluate(() => {
        const told = [...document.querySelectorAll('[aria-label], [title], [alt], [placeholder], [content]')]
        const words = told.flatMap((one) => ['aria-label', 'title', 'alt', 'placeholder', 'content'].map((key) => one.getAttribute(key)))
        return [document.title, document.body.innerText, ...words].join('\n')
      })
      assert.doesNotMatch(shown, /easel/i, `${name} names the program`)
    }
    const mail = await studio.mail_to(ada.email)
    assert.doesNotMatch(mail, /easel/i, 'a mail names the program')
    assert.match(mail, /Rotfuchs/)
    assert.match(mail, /help@rotfuchs\.example/)

    // Nor does anything they take along.
    for (const [name, bytes] of Object.entries(await files_of(ada))) {
      const said = told_in(bytes)
      assert.doesNotMatch(said, /easel/i, `${name} names the program`)
      const own = { picture: /Rotfuchs/, pdf: /Herons/, epub: /Herons/ }[name]
      if (own) assert.match(said, own, `${name} was looked into`)
    }
    const notices = await (await ada.window.context.request.get('/licences.txt')).text()
    assert.match(notices, /SIL Open Font License/)
    assert.doesNotMatch(notices, /easel/i, 'the notices name the program')
    const { name, icons } = await (await ada.window.context.request.get('/api/v1/studio/manifest')).json()
    assert.equal(name, NAME)
    for (const { src } of icons) assert.ok((await ada.window.context.request.get(src)).ok(), src)
    calm(ada.window)
  } finally {
    await ada.window.context.close()
  }
})

for (const theme of THEMES) {
  test(`branding and legal texts on a phone in the ${theme}, in Chinese`, { timeout: 120_000 }, async () => {
    const olga = await signed_in(browser, studio, cookies, { viewport: 'phone', theme, language: 'zh-CN' })
    try {
      for (const name of ['branding', 'legal']) {
        await olga.open(ADDRESSES.admin[name])
        await fits(olga.page, name)
        await accessible(olga.page, `${name} on a phone`)
        await shoot(olga.window, `${name}-phone`)
      }
      calm(olga.window)
    } finally {
      await olga.window.context.close()
    }
  })
}
