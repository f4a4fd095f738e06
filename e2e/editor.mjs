// The region editor as people find their way in it.
import assert from 'node:assert/strict'
import { quiet } from './browser.mjs'

export class Editor {
  constructor(person) {
    this.person = person
    this.page = person.page
  }

  // -- finding --

  get stage() {
    return this.page.getByRole('application')
  }
  get words() {
    return this.page.getByRole('textbox', { name: this.person.says('region.prompt') }).or(this.page.getByRole('textbox', { name: this.person.says('region.prompt_extend') }))
  }
  get share() {
    return this.page.locator('[data-share]')
  }
  get compare() {
    return this.page.getByRole('slider', { name: this.person.says('region.compare') })
  }
  get result() {
    return this.page.locator('[data-result]')
  }
  tool(name) {
    return this.page.getByRole('radio', { name: this.person.says(`region.tool_${name}`) })
  }
  slider(key) {
    return this.page.getByRole('slider', { name: this.person.says(key) })
  }
  number(key) {
    return this.page.getByRole('textbox', { name: this.person.says(key) })
  }
  handle(side) {
    return this.page.locator(`[data-sides=${side}]`)
  }

  // -- doing --

  async open(asset) {
    await this.page.goto(`/edit/${asset}`)
    await this.ready()
  }
  async ready() {
    await this.stage.waitFor()
    await this.stage.locator('img').last().evaluate((image) => image.decode())
    await quiet(this.person.window)
  }
  /** How much is marked, per cent; waited for while it still is `unless`. */
  async marked(unless = null) {
    for (let tries = 0; ; tries++) {
      const share = parseFloat((await this.share.textContent()).replace(',', '.').match(/[\d.]+/)[0])
      if (share !== unless || tries > 60) return share
      await this.page.waitForTimeout(50)
    }
  }
  /** A place of the drawing area, from its middle. */
  async place(across, down) {
    const box = await this.stage.boundingBox()
    return [box.x + box.width / 2 + across, box.y + box.height / 2 + down]
  }
  async drag(from, to, steps = 12) {
    await this.page.mouse.move(...(await this.place(...from)))
    await this.page.mouse.down()
    await this.page.mouse.move(...(await this.place(...to)), { steps })
    await this.page.mouse.up()
  }
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key)
  }
  async undo() {
    await this.press('Control+z')
  }
  async set_number(key, value) {
    await this.number(key).fill(String(value))
    await this.number(key).press('Enter')
  }
  get go() {
    return this.page.getByRole('button', { name: this.person.says('create.generate', { whole: false }) }).or(this.page.getByRole('button', { name: /^(Extend|扩展) *\d/ })).last()
  }
  async sees_result() {
    await this.compare.waitFor({ timeout: 60_000 })
    await this.result.locator('img').first().evaluate((image) => image.decode())
    return this.result.getAttribute('data-result')
  }

  /** Compares two pictures of one size outside a mask, pixel by pixel, in the page: how many differ there, and how many inside. */
  async differences(before, after, mask) {
    return this.page.evaluate(
      async (ids) => {
        const read = async (id) => {
          const file = await (await fetch(`/api/v1/assets/${id}/content?variant=original`)).blob()
          const picture = await createImageBitmap(file, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' })
          const canvas = new OffscreenCanvas(picture.width, picture.height)
          const context = canvas.getContext('2d', { willReadFrequently: true })
          context.drawImage(picture, 0, 0)
          return context.getImageData(0, 0, picture.width, picture.height)
        }
        const [one, other, mask] = await Promise.all(ids.map(read))
        if (one.width !== other.width || one.height !== other.height || mask.width !== one.width) throw new Error('sizes differ')
        let outside = 0
        let inside = 0
        for (let at = 0; at < one.data.length; at += 4) {
          const same = [0, 1, 2, 3].every((channel) => one.data[at + channel] === other.data[at + channel])
          if (!same) mask.data[at] >= 128 ? inside++ : outside++
        }
        return { outside, inside }
      },
      [before, after, mask],
    )
  }

  /** Fingers on the screen: each a list of places it goes through. */
  async touch(...paths) {
    const session = await this.page.context().newCDPSession(this.page)
    const at = async (step) => Promise.all(paths.map(async (path, id) => {
      const [x, y] = await this.place(...path[Math.min(step, path.length - 1)])
      return { x, y, id }
    }))
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: await at(0) })
    for (let step = 1; step < Math.max(...paths.map((path) => path.length)); step++) {
      await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: await at(step) })
      await this.page.waitForTimeout(16)
    }
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await session.detach()
  }

  /** The picture's place and size in the window. */
  async picture_box() {
    return this.stage.locator('.picture').boundingBox()
  }

  async says(key) {
    await this.person.message(key).waitFor()
  }
  async says_nothing_of(key) {
    assert.equal(await this.page.getByText(this.person.says(key, { whole: false })).filter({ visible: true }).count(), 0)
  }
}
