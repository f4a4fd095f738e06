/// The words of the studio, in the language of the person. A further language is one more file in `locales/`.
import names from 'virtual:languages'
import type { MessageKey, MessageValues } from './keys'
import { Formatter, type Values } from './format'

type Tree = { [name: string]: string | Tree }

const files = import.meta.glob<Tree>('../../../locales/*.json', { import: 'default' })
const load_by_language = new Map(
  Object.entries(files).map(([path, load]) => [path.replace(/^.*\/|\.json$/g, ''), load]),
)

const FALLBACK = 'en'
const KEPT = 'easel.language'

let language = $state(FALLBACK)
let messages = $state.raw<Map<string, string>>(new Map())
let formatter = new Formatter(FALLBACK)

function flatten(tree: Tree, prefix = '', into = new Map<string, string>()): Map<string, string> {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') into.set(prefix + name, value)
    else flatten(value, `${prefix}${name}.`, into)
  }
  return into
}

/// What stands under this name in every language, for those who write the words of others.
export async function in_every_language(part: string, name: string): Promise<Record<string, string>> {
  const told = await Promise.all([...load_by_language].map(async ([language, load]) => [language, ((await load())[part] as Tree | undefined)?.[name]] as const))
  return Object.fromEntries(told.filter((one): one is [string, string] => typeof one[1] === 'string'))
}

/// The language among ours that fits a wish best: the exact one, else one with the same first part (zh for zh-CN).
export function fitting_language(wishes: readonly string[], ours: readonly string[]): string | null {
  for (const wish of wishes) {
    const same = ours.find((one) => one.toLowerCase() === wish.toLowerCase())
    if (same) return same
    const first = wish.toLowerCase().split('-')[0]
    const near = ours.find((one) => one.toLowerCase().split('-')[0] === first)
    if (near) return near
  }
  return null
}

export async function use_language(wish: string, keep = true): Promise<void> {
  const chosen = fitting_language([wish], available_languages()) ?? FALLBACK
  const tree = await load_by_language.get(chosen)!()
  formatter = new Formatter(chosen)
  messages = flatten(tree)
  language = chosen
  document.documentElement.lang = chosen
  document.documentElement.dir = messages.get('language.direction') ?? 'ltr'
  if (!keep) return
  try {
    localStorage.setItem(KEPT, chosen)
  } catch {
    // Without storage the browser's own languages decide again next time.
  }
}

export function first_language(): string {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(KEPT)
  } catch {
    // Storage is switched off.
  }
  return fitting_language([...(kept ? [kept] : []), ...navigator.languages], available_languages()) ?? FALLBACK
}

export function available_languages(): string[] {
  return [...load_by_language.keys()].sort()
}

export function current_language(): string {
  return language
}

/// The language's name in itself, as people look for it: its catalogue says it; a language without one is named by the browser.
export function language_name(code: string): string {
  const own = names[code]
  if (own) return own
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
}

export function t<K extends MessageKey>(
  key: K,
  ...values: MessageValues[K] extends null ? [] : [MessageValues[K]]
): string {
  return formatter.format(messages.get(key) ?? key, values[0] as Values | undefined)
}

/// For keys that come from outside, such as a reason in the ledger: what we have no words for is shown as it came.
export function t_or(key: string, otherwise: string): string {
  const text = messages.get(key)
  return text === undefined ? otherwise : formatter.format(text)
}

export function number(value: number): string {
  return new Intl.NumberFormat(language).format(value)
}

export function signed(value: number): string {
  return new Intl.NumberFormat(language, { signDisplay: 'exceptZero' }).format(value)
}

export function date_time(iso: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

/// "November 2026" for "2026-11", as people of the language write it.
export function month_name(month: string): string {
  const [year, number] = month.split('-').map(Number)
  if (!year || !number) return month
  const name = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.UTC(year, number - 1, 15))
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}

/// "November" alone, where the year stands above it.
export function month_alone(month: string): string {
  const [year, number] = month.split('-').map(Number)
  const name = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(year!, number! - 1, 15))
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}

/// A day without its time: "21 Nov 2026".
export function day_name(day: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))
}

/// A day as short as it can be said: "21 Nov", with its year where that isn't this one.
export function day_short(day: string, now = Date.now()): string {
  const year = day.slice(0, 4) === new Date(now).toISOString().slice(0, 4) ? undefined : 'numeric'
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year, timeZone: 'UTC' }).format(new Date(day))
}

/// The day of a moment, where the person is: "21 Nov 2026".
export function date_of(iso: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso))
}

/// The time of day, with the date where it isn't today's.
export function time_of(iso: string, now = Date.now()): string {
  const at = new Date(iso)
  const today = at.toDateString() === new Date(now).toDateString()
  return new Intl.DateTimeFormat(language, today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

export function percent(share: number): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share)
}

export function seconds(ms: number): string {
  const digits = ms < 10_000 ? 1 : 0
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'narrow', maximumFractionDigits: digits }).format(ms / 1000)
}

/// US dollars, from millionths of them.
export function usd(micros: number): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(micros / 1e6)
}

export function bytes(value: number): string {
  const unit = value >= 1e6 ? 'megabyte' : 'kilobyte'
  const amount = value / (unit === 'megabyte' ? 1e6 : 1e3)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount)
}

export function list(items: string[]): string {
  // Intl's own lists say "and", or join without a sign in Chinese; words side by side want a plain comma.
  return items.join(t('kit.comma'))
}

export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000)
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const size = Math.abs(seconds)
  if (size < 60) return format.format(0, 'minute')
  if (size < 3600) return format.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return format.format(Math.round(seconds / 3600), 'hour')
  if (size < 86_400 * 30) return format.format(Math.round(seconds / 86_400), 'day')
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso))
}
