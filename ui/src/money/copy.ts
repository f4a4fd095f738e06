import { toast } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    toast(t('kit.copied'), { tone: 'good' })
    return true
  } catch {
    // Without the clipboard (plain http) it can still be selected by hand.
    toast(t('payment.uncopied'))
    return false
  }
}
