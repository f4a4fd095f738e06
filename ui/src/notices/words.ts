/// What topics are called.
import { t } from '../messages/index.svelte'

export function topic_name(topic: string): string {
  switch (topic) {
    case 'pictures':
      return t('notices.topic_pictures')
    case 'payments':
      return t('notices.topic_payments')
    case 'plan':
      return t('notices.topic_plan')
    case 'messages':
      return t('notices.topic_messages')
    case 'showcase':
      return t('notices.topic_showcase')
    default:
      return t('notices.topic_security')
  }
}
