/// Whether this browser shows what happened, and how it is asked to.
import { session, when_gone } from '../auth/session.svelte'
import { add_device, drop_device, read_push, type Push } from './api'

const WORKER = '/push-worker.js'

/// What stands in the way, if anything.
export type Way = 'open' | 'insecure' | 'home_screen' | 'unsupported' | 'denied'
/// What came of asking.
export type Asked = 'on' | 'denied' | 'unasked' | 'failed'

let held = $state.raw<Push | null>(null)

export const push = {
  /// What the studio knows; null before it was asked.
  get held() {
    return held
  },
  get here() {
    return held?.devices.find((device) => device.current) ?? null
  },
  /// Any device of the person's.
  get any() {
    return (held?.devices.length ?? 0) > 0
  },
}

export function way(): Way {
  if (!isSecureContext) return 'insecure'
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) return Notification.permission === 'denied' ? 'denied' : 'open'
  return is_apple_hand() ? 'home_screen' : 'unsupported'
}

/// An iPad says that it is a Mac, but has fingers on it. What stands on the home screen already has push where there is any.
function is_apple_hand(): boolean {
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  return apple && !matchMedia('(display-mode: standalone)').matches
}

export async function look_at_push(): Promise<void> {
  held = await read_push()
}

/// Has to be called by a press: browsers ask for nothing else.
export async function turn_on(): Promise<Asked> {
  const key = held?.public_key
  if (!key) return 'failed'
  const answer = await Notification.requestPermission()
  if (answer !== 'granted') return answer === 'denied' ? 'denied' : 'unasked'
  let made: PushSubscription
  try {
    await navigator.serviceWorker.register(WORKER)
    const { pushManager } = await navigator.serviceWorker.ready
    // What somebody else asked for here before, or with another key, ends.
    await (await pushManager.getSubscription())?.unsubscribe()
    made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  } catch {
    return 'failed'
  }
  const { endpoint, keys } = made.toJSON()
  try {
    held = await add_device({ endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' })
  } catch (problem) {
    await forget_here()
    throw problem
  }
  return 'on'
}

/// Ends it for one device; for this one in the browser, too.
export async function turn_off(id: string): Promise<void> {
  const is_here = push.here?.id === id
  await drop_device(id)
  if (is_here) await forget_here()
  await look_at_push()
}

/// Whoever uses this browser next gets nothing of what was asked for in it.
async function forget_here(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration('/')
    await (await worker?.pushManager?.getSubscription())?.unsubscribe()
    for (const shown of (await worker?.getNotifications?.()) ?? []) shown.close()
  } catch {
    // The studio has dropped it with the session; what the browser keeps of it leads nowhere.
  }
}

when_gone(() => {
  held = null
  void forget_here()
})

/// Somebody is here: what this browser asked for in another session, perhaps somebody else's, ends.
export async function tidy_push(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration('/')
    if (!session.me || !(await worker?.pushManager?.getSubscription())) return
    await look_at_push()
    if (!push.here) await forget_here()
  } catch {
    // The next page that is opened tries again.
  }
}
