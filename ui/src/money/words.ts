/// Words for what can be bought, how it is paid, and what it allows.
import type { Allows, Gateway, Payment, Plan } from '../api/types'
import { credits } from '../auth/session.svelte'
import { list, t } from '../messages/index.svelte'
import { price_of } from './price'

/// What a payment is of: a pack, or a plan's term.
export const ordered = ({ pack, plan }: Pick<Payment, 'pack' | 'plan'>): string => (pack ?? plan)?.label ?? ''

/// What comes of a payment: credits at once, or every month.
export const given = (payment: Pick<Payment, 'what' | 'credits'>): string => (payment.what === 'plan' ? t('plan.a_month', { credits: credits(payment.credits) }) : credits(payment.credits))

export function gateway_label(id: Gateway): string {
  return id === 'upi' ? t('buy.upi') : id === 'stripe' ? t('buy.stripe') : t('buy.manual')
}

/// "₹999.00 a month".
export const price_per = (plan: Plan): string => (plan.interval === 'year' ? t('plan.per_year', { price: price_of(plan) }) : t('plan.per_month', { price: price_of(plan) }))

const every = (names: string[]): boolean => names.includes('*')

/// What somebody may do, as lines that a person understands. `label` says what a model is called.
export function allowed(allows: Allows, label: (name: string) => string): { key: string; text: string }[] {
  const lines = [
    { key: 'models', text: every(allows.models) ? t('plan.all_models') : t('plan.models', { names: list(allows.models.map(label)) }) },
    { key: 'tiers', text: every(allows.tiers) ? t('plan.all_tiers') : t('plan.tiers', { names: list(allows.tiers) }) },
    { key: 'concurrency', text: allows.concurrency === null ? t('plan.any_at_once') : t('plan.at_once', { n: allows.concurrency }) },
  ]
  if (allows.priority > 0) lines.push({ key: 'priority', text: t('plan.first') })
  if (allows.licence) lines.push({ key: 'licence', text: allows.licence })
  return lines
}
