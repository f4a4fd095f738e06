/// The list of the person's pictures as the gallery shows it: months with their counts, of which only those near the window are read.
import { untrack } from 'svelte'
import { Refusal } from '../api/client'
import { when_gone } from '../auth/session.svelte'
import type { Asset } from '../api/types'
import { get_facets, list_assets, PAGE_MOST, type Facets } from './api'
import { let_go, pictures, take_pictures } from './assets.svelte'
import { days_of, has_months, NO_FILTERS, type Filters } from './filters'
import { grouped } from './group'

export type Section = {
  /// The month, or "all" where there is no order of days.
  key: string
  ids: string[]
  ratios: number[]
  expected: number
  /// Undefined until its own first page was read.
  next: string | null | undefined
  done: boolean
  /// Counts the changes other than growing, for whoever goes on from an earlier layout.
  epoch: number
}

export type Wanted = { key: string; upto: number }

const FIRST = 60
const AT_ONCE = 2
/// Of more pictures than this, the farthest are let go and read again when they are looked at.
const MOST_READ = 12_000
const AGAIN_MS = 4_000

const ALL = 'all'
/// What is older than everything that was counted: the studio counts only so many of what a search, a tag or a board leads to.
export const OLDER = '0'
const COUNTED_MOST = 20_000
const fresh = (key: string, expected: number): Section => ({ key, ids: [], ratios: [], expected, next: undefined, done: false, epoch: 0 })
const month_of = (asset: Asset): string => asset.created_at.slice(0, 7)
const ratio_of = (asset: Asset): number => (asset.width > 0 && asset.height > 0 ? asset.width / asset.height : 1)
const with_items = (section: Section, items: Asset[], more: Partial<Section> = {}): Section => ({
  ...section,
  ids: items.map((one) => one.id),
  ratios: items.map(ratio_of),
  ...more,
})

class Shelf {
  filters = $state.raw<Filters>(NO_FILTERS)
  sections = $state.raw<Section[]>([])
  facets = $state.raw<Facets | null>(null)
  loaded = $state(false)
  trouble = $state(false)
  /// Why, where the studio said it.
  problem = $state('')
  /// How many there are in all, as far as it is known.
  total = $derived(this.sections.reduce((sum, one) => sum + one.expected, 0))
  #round = 0
  #wanted: Wanted[] = []
  #reading = new Set<string>()
  #quit = new AbortController()

  section(key: string): Section | undefined {
    return this.sections.find((one) => one.key === key)
  }

  /// Begins another list. The first pictures and the counts are asked for side by side.
  async show(filters: Filters): Promise<void> {
    const mine = this.#begin(filters)
    this.trouble = false
    const signal = this.#quit.signal
    const counted = get_facets(filters, signal).catch(() => null)
    try {
      const page = await list_assets(filters, null, FIRST, signal)
      if (mine !== this.#round) return
      take_pictures(page.items)
      this.#first(page.items, page.next_cursor)
      this.loaded = true
      const facets = await counted
      if (mine !== this.#round || !facets) return
      this.facets = facets
      if (has_months(filters)) this.#into_months(facets)
      else this.#put(ALL, (section) => ({ ...section, expected: section.done ? section.ids.length : Math.max(facets.total, section.ids.length) }))
    } catch (problem) {
      if (mine === this.#round && !signal.aborted) {
        this.problem = problem instanceof Refusal ? problem.message : ''
        this.trouble = true
      }
    }
    this.#pump()
  }

  #begin(filters: Filters): number {
    this.#quit.abort()
    this.#quit = new AbortController()
    this.#reading.clear()
    this.#wanted = []
    this.filters = filters
    return ++this.#round
  }

  #first(items: Asset[], next: string | null): void {
    const section = with_items(fresh(ALL, 0), items, { next, done: next === null })
    this.sections = items.length ? [{ ...section, expected: items.length + (next ? PAGE_MOST : 0) }] : []
    this.facets = null
  }

  /// Takes the months from the counts, and what the first page brought into them.
  #into_months(facets: Facets): void {
    const had = this.section(ALL)
    const items = (had?.ids ?? []).flatMap((id) => pictures.get(id) ?? [])
    const whole = had?.done ?? true
    const by_month = grouped(items, month_of)
    const last = items.length ? month_of(items.at(-1)!) : ''
    const months = facets.months.filter((one) => one.count > 0)
    for (const month of by_month.keys()) if (!months.some((one) => one.month === month)) months.push({ month, count: by_month.get(month)!.length })
    months.sort((a, b) => (a.month < b.month ? 1 : -1))
    this.sections = months.map(({ month, count }) => {
      const mine = by_month.get(month)
      const section = fresh(month, count)
      if (!mine) return section
      const done = whole || month !== last
      return with_items(section, mine, { done, next: done ? null : undefined, expected: done ? mine.length : Math.max(count, mine.length) })
    })
    if (!whole && facets.total >= COUNTED_MOST && facets.total % COUNTED_MOST === 0) this.sections = [...this.sections, fresh(OLDER, PAGE_MOST)]
  }

  #put(key: string, change: (before: Section) => Section): void {
    this.sections = this.sections.map((one) => (one.key === key ? change(one) : one))
  }

  /// What is looked at now, nearest first. Reading goes on with it; what was wanted before is forgotten.
  want(wanted: Wanted[]): void {
    this.#wanted = wanted
    this.#pump()
  }

  #pump(): void {
    while (this.#reading.size < AT_ONCE) {
      const next = this.#wanted.find(({ key, upto }) => {
        const section = this.section(key)
        return section && !section.done && section.ids.length < upto && !this.#reading.has(key)
      })
      if (!next) return
      void this.#read(this.section(next.key)!)
    }
  }

  async #read(section: Section): Promise<void> {
    const mine = this.#round
    const group = this.#neighbours(section)
    const keys = group.map((one) => one.key)
    for (const key of keys) this.#reading.add(key)
    try {
      const filters =
        section.key === ALL ? this.filters : section.key === OLDER ? { ...this.filters, to: this.#before_all() } : { ...this.filters, ...span(group, this.filters) }
      const page = await list_assets(filters, section.next ?? null, PAGE_MOST, this.#quit.signal)
      if (mine !== this.#round) return
      take_pictures(page.items)
      if (group.length > 1) this.#share_out(keys, page.items, page.next_cursor === null)
      else this.#append(section.key, page.items, page.next_cursor)
      this.#keep_small()
    } catch {
      if (mine !== this.#round || this.#quit.signal.aborted) return
      // Whoever can't be reached now is asked again a little later.
      await new Promise((done) => setTimeout(done, AGAIN_MS))
    } finally {
      if (mine === this.#round) {
        for (const key of keys) this.#reading.delete(key)
        this.#pump()
      }
    }
  }

  /// Months with few pictures are read together.
  #neighbours(section: Section): Section[] {
    const group = [section]
    if (section.key === ALL || section.key === OLDER || section.next || section.ids.length) return group
    let sum = section.expected
    for (let at = this.sections.indexOf(section) + 1; at < this.sections.length; at++) {
      const one = this.sections[at]!
      sum += one.expected
      if (one.key === OLDER || sum > PAGE_MOST || one.done || one.ids.length || this.#reading.has(one.key)) break
      group.push(one)
    }
    return group
  }

  /// The day before the oldest month that was counted.
  #before_all(): string {
    const oldest = this.sections.at(-2)
    return oldest ? new Date(Date.parse(`${oldest.key}-01`) - 86_400_000).toISOString().slice(0, 10) : this.filters.to
  }

  #append(key: string, items: Asset[], next: string | null): void {
    this.#put(key, (section) => {
      // Its first own page begins at the month's first picture and holds what came with the list's first page.
      const begins = section.next === undefined
      const have = new Set(begins ? [] : section.ids)
      const more = items.filter((one) => !have.has(one.id))
      const ids = [...(begins ? [] : section.ids), ...more.map((one) => one.id)]
      const ratios = [...(begins ? [] : section.ratios), ...more.map(ratio_of)]
      const grows = section.ids.every((id, at) => ids[at] === id)
      const done = next === null
      const expected = done ? ids.length : key === ALL || key === OLDER ? Math.max(section.expected, ids.length + PAGE_MOST / 2) : Math.max(section.expected, ids.length + 1)
      return { ...section, ids, ratios, next, done, expected, epoch: section.epoch + (grows ? 0 : 1) }
    })
  }

  #share_out(keys: string[], items: Asset[], all: boolean): void {
    const by_month = grouped(items, month_of)
    const last = items.length ? month_of(items.at(-1)!) : ''
    this.sections = this.sections.map((section) => {
      if (!keys.includes(section.key)) return section
      const mine = by_month.get(section.key) ?? []
      // When more came between than was counted, the month it breaks off in is read by itself.
      const done = all || section.key > last
      if (!done && section.key < last) return section
      const grown = with_items(section, mine, { done, next: done ? null : undefined, epoch: section.epoch + 1 })
      return { ...grown, expected: done ? mine.length : Math.max(section.expected, mine.length) }
    })
    if (all) this.sections = this.sections.filter((one) => !one.done || one.ids.length > 0)
  }

  /// Lets the farthest months go when very many have been read.
  #keep_small(): void {
    let read = this.sections.reduce((sum, one) => sum + one.ids.length, 0)
    if (read <= MOST_READ) return
    const here = this.sections.findIndex((one) => one.key === this.#wanted[0]?.key)
    const wanted = new Set(this.#wanted.map((one) => one.key))
    const far = this.sections
      .map((section, at) => ({ section, far: Math.abs(at - here) }))
      .filter(({ section }) => section.ids.length > 0 && section.key !== ALL && !wanted.has(section.key))
      .sort((a, b) => b.far - a.far)
    for (const { section } of far) {
      if (read <= MOST_READ * 0.75) break
      read -= section.ids.length
      let_go(section.ids)
      this.#put(section.key, (one) => ({ ...fresh(one.key, one.expected), epoch: one.epoch + 1 }))
    }
  }

  /// New pictures come in at the top without disturbing what has been scrolled to.
  async refresh(): Promise<void> {
    if (!this.loaded || this.filters.q.trim()) return
    const mine = this.#round
    const page = await list_assets(this.filters, null, 30)
    if (mine !== this.#round) return
    take_pictures(page.items)
    this.insert(page.items)
  }

  /// Hangs pictures where their day is, unless they hang there already.
  insert(items: Asset[]): void {
    for (const [month, some] of grouped(items, month_of)) {
      const key = this.section(ALL) ? ALL : month
      if (!this.section(key)) {
        this.sections = [...this.sections, { ...fresh(key, 0), next: null, done: true }].sort((a, b) => (a.key < b.key ? 1 : -1))
      }
      this.#put(key, (section) => {
        const have = new Set(section.ids)
        const more = some.filter((one) => !have.has(one.id))
        if (!more.length) return section
        // Of a month that was never read only its number is known.
        if (!section.ids.length && !section.done) return { ...section, expected: section.expected + more.length }
        const all = [...more, ...section.ids.flatMap((id) => pictures.get(id) ?? [])].sort(newest_first)
        return with_items(section, all, { expected: section.expected + more.length, epoch: section.epoch + 1 })
      })
    }
  }

  remove(ids: Iterable<string>): void {
    const gone = new Set(ids)
    this.sections = this.sections
      .map((section) => {
        const stays = section.ids.map((id) => !gone.has(id))
        const left = section.ids.filter((_, at) => stays[at])
        const lost = section.ids.length - left.length
        if (!lost) return section
        return { ...section, ids: left, ratios: section.ratios.filter((_, at) => stays[at]), expected: section.expected - lost, epoch: section.epoch + 1 }
      })
      .filter((section) => !section.done || section.ids.length > 0)
  }

  /// The ids from one picture to another as they hang, reading what lies between.
  async between(first: string, last: string): Promise<string[]> {
    const spot = (id: string) => this.sections.findIndex((one) => one.ids.includes(id))
    let [from, to] = [spot(first), spot(last)]
    if (from < 0 || to < 0) return [last]
    if (from > to) [from, to] = [to, from]
    for (let at = from; at < to; at++) await this.whole(this.sections[at]!.key)
    const ids = this.sections.slice(from, to + 1).flatMap((one) => one.ids)
    const [a, b] = [ids.indexOf(first), ids.indexOf(last)]
    return ids.slice(Math.min(a, b), Math.max(a, b) + 1)
  }

  /// Reads a month to its end.
  async whole(key: string): Promise<void> {
    const mine = this.#round
    for (;;) {
      const section = this.section(key)
      if (!section || section.done || mine !== this.#round) return
      if (this.#reading.has(key)) await new Promise((done) => setTimeout(done, 30))
      else await this.#read(section)
    }
  }

  /// The run of pictures around this one that hang side by side, for whoever walks from one to the next.
  run(id: string): { ids: string[]; newer: string | null; older: string | null } {
    const { sections } = this
    const here = sections.findIndex((one) => one.ids.includes(id))
    if (here < 0) return { ids: [id], newer: null, older: null }
    let from = here
    while (from > 0 && sections[from - 1]!.done) from--
    let to = here
    while (sections[to]!.done && to + 1 < sections.length && sections[to + 1]!.ids.length) to++
    const older = sections[to]!.done ? (sections[to + 1]?.key ?? null) : sections[to]!.key
    return { ids: sections.slice(from, to + 1).flatMap((one) => one.ids), newer: sections[from - 1]?.key ?? null, older }
  }

  /// Reads one page more of a month.
  async more(key: string): Promise<void> {
    const section = untrack(() => this.section(key))
    if (section && !section.done && !this.#reading.has(key)) await this.#read(section)
  }

  clear(): void {
    this.#begin(NO_FILTERS)
    this.sections = []
    this.facets = null
    this.loaded = false
    this.trouble = false
  }
}

const newest_first = (a: Asset, b: Asset): number => (a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1)

function span(group: Section[], filters: Filters): { from: string; to: string } {
  return { from: days_of(group.at(-1)!.key, filters).from, to: days_of(group[0]!.key, filters).to }
}

export const shelf = new Shelf()

when_gone(() => shelf.clear())
