/// Tells the person that a picture is ready, wherever they are: a toast on other pages, the window's title when they look elsewhere,
/// and a sentence for a screen reader.
import { session } from '../auth/session.svelte'
import { when_generation_changes } from '../generation/jobs.svelte'
import { job_words } from '../generation/words'
import { announce, toast } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { router } from '../router/router.svelte'
import { set_ready } from './title.svelte'

const short = (prompt: string) => (prompt.length > 80 ? prompt.slice(0, 79) + '…' : prompt)

export function follow_jobs(): void {
  when_generation_changes((now, before) => {
    if (!before || before.state === now.state || !session.me) return
    const on_create = router.page?.route.path === '/create' && !router.overlay
    if (now.state === 'succeeded') {
      const text = t('create.done', { prompt: short(job_words(now)) })
      if (document.hidden) set_ready(true)
      if (on_create) announce(text)
      else toast(text, { tone: 'good', asset_id: now.assets[0]?.id, href: now.assets[0] ? `/p/${now.assets[0].id}` : '/create', act: t('create.see') })
    } else if (now.state === 'failed' || now.state === 'rejected') {
      const text = now.error?.message || t('create.failed_news')
      if (on_create) announce(text)
      else toast(text, { tone: 'bad', href: '/create', act: t('create.see') })
    }
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) set_ready(false)
  })
}
