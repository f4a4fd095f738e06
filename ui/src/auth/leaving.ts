import { api, ask, Refusal } from '../api/client'
import { toast } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { became } from './session.svelte'

/// Takes back that the account is to be deleted.
export async function keep_account(): Promise<void> {
  try {
    await became(await ask(api.POST('/api/v1/me/deletion/cancel')))
    toast(t('leaving.kept'), { tone: 'good' })
  } catch (problem) {
    toast(problem instanceof Refusal ? problem.message : t('auth.trouble'), { tone: 'bad' })
  }
}
