/// What a plot of days needs to know, without drawing it.

/// One bar: what came, and what went, over its days.
export type Bar = { from: string; until: string; up: number; down: number }

const DAY_MS = 86_400_000
const day_of = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const ms_of = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/// Every day from one to another, with nothing where nothing was told.
export function days_between(from: string, until: string, told: Map<string, { up: number; down: number }>): Bar[] {
  const bars: Bar[] = []
  for (let at = ms_of(from); at <= ms_of(until); at += DAY_MS) {
    const day = day_of(at)
    bars.push({ from: day, until: day, up: told.get(day)?.up ?? 0, down: told.get(day)?.down ?? 0 })
  }
  return bars
}

/// What several days come to as one bar: their sum, or the highest of them where a sum would count somebody twice.
export type Join = (one: number, other: number) => number
export const sum: Join = (one, other) => one + other

/// The same days as so many bars at most: by day, else by week (from Monday on), else by month, else by year.
export function grouped(days: Bar[], most: number, join: Join = sum): Bar[] {
  const week = (day: string) => day_of(ms_of(day) - ((new Date(ms_of(day)).getUTCDay() + 6) % 7) * DAY_MS)
  const names: ((day: string) => string)[] = [(day) => day, week, (day) => day.slice(0, 7), (day) => day.slice(0, 4)]
  let bars = days
  for (const name of names) {
    bars = []
    let last = ''
    for (const day of days) {
      const now = name(day.from)
      const bar = bars.at(-1)
      if (bar && now === last) bars[bars.length - 1] = { from: bar.from, until: day.until, up: join(bar.up, day.up), down: join(bar.down, day.down) }
      else bars.push(day)
      last = now
    }
    if (bars.length <= most) break
  }
  return bars
}

/// Round numbers from `low` to `high`, about so many, with zero among them.
export function ticks(low: number, high: number, about: number): number[] {
  const span = Math.max(high - low, 1)
  const rough = span / about
  // What is plotted is counted: there are no halves between two lines.
  const power = 10 ** Math.max(0, Math.floor(Math.log10(rough)))
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => by >= rough) ?? power * 10
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: Math.max(1, last - first) + 1 }, (_, i) => (first + i) * step)
}
