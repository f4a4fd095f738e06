/// Money as people of the language write it. The server's own decimal text is what is shown, digit by digit.
import { current_language } from '../messages/index.svelte'

type Priced = { amount: string; amount_minor: number; currency: string }

export function price_of({ amount, currency }: Priced): string {
  return new Intl.NumberFormat(current_language(), { style: 'currency', currency }).format(amount as `${number}`)
}

/// What one credit costs, in whole units of the currency.
export function each_costs({ amount, credits }: Priced & { credits: number }): number {
  return credits > 0 ? Number(amount) / credits : 0
}

export function price_of_each(pack: Priced & { credits: number }): string {
  const each = each_costs(pack)
  // A credit of less than a tenth would be rounded to next to nothing.
  const digits = each > 0 && each < 0.1 ? { maximumSignificantDigits: 2 } : {}
  return new Intl.NumberFormat(current_language(), { style: 'currency', currency: pack.currency, ...digits }).format(each)
}

/// By how much a credit is cheaper here than in the dearest pack; null where it is no whole percent.
export function saving(pack: Priced & { credits: number }, packs: (Priced & { credits: number })[]): number | null {
  const dearest = Math.max(...packs.filter((one) => one.currency === pack.currency).map(each_costs))
  const share = dearest > 0 ? 1 - each_costs(pack) / dearest : 0
  return share >= 0.01 ? Math.round(share * 100) / 100 : null
}

/// What a year's plan comes to in a month.
export function price_of_month({ amount, currency }: Priced): string {
  return new Intl.NumberFormat(current_language(), { style: 'currency', currency }).format(Number(amount) / 12)
}

/// Minor units as people write them, such as 49900 as ₹499.00; `short` leaves the fraction out where it only is zeros.
export function minor(amount_minor: number, currency: string, digits: number, short = false): string {
  const whole = short && amount_minor % 10 ** digits === 0
  return new Intl.NumberFormat(current_language(), { style: 'currency', currency, minimumFractionDigits: whole ? 0 : digits, maximumFractionDigits: digits }).format(amount_minor / 10 ** digits)
}
