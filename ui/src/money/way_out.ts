/// The way that leads on from a refusal about plans or the wallet.
import { PLANS } from '../generation/locks'
import { t } from '../messages/index.svelte'

const TO_PLANS = ['plan_needed', 'too_many_under_way']
const TO_WALLET = ['spending_cap', 'spending_frozen']

export function way_out(code: string | null): { href: string; act: string } | null {
  if (code && TO_PLANS.includes(code)) return { href: PLANS, act: t('plan.see') }
  if (code && TO_WALLET.includes(code)) return { href: '/wallet', act: t('buy.to_wallet') }
  return null
}
