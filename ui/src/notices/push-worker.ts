/// What the browser keeps of the studio for notifications alone: it shows what is told by push, and leads to it. It answers no requests of
/// pages and keeps nothing. It imports nothing, so that it is one file.

type Told = { id?: string; title?: string; text?: string; path?: string; language?: string; direction?: NotificationDirection }
type Later = Event & { waitUntil(work: Promise<unknown>): void }
type PushEvent = Later & { data: { json(): unknown } | null }
type ClickEvent = Later & { notification: Notification }
type ChangeEvent = Later & { oldSubscription?: PushSubscription | null; newSubscription?: PushSubscription | null }
type Page = { url: string; focus(): Promise<unknown> }
type Worker = {
  location: Location
  registration: ServiceWorkerRegistration
  clients: { matchAll(of: { type: 'window'; includeUncontrolled: boolean }): Promise<Page[]>; openWindow(address: string): Promise<unknown> }
  addEventListener(name: 'push', act: (event: PushEvent) => void): void
  addEventListener(name: 'notificationclick', act: (event: ClickEvent) => void): void
  addEventListener(name: 'pushsubscriptionchange', act: (event: ChangeEvent) => void): void
}
const worker = self as unknown as Worker

/// What stands here is nobody else's.
export {}

worker.addEventListener('push', (event) => event.waitUntil(show(read(event))))
worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(lead(event.notification.data as { id?: string; path?: string } | null))
})
worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)))

function read(event: PushEvent): Told {
  try {
    return (event.data?.json() ?? {}) as Told
  } catch {
    return {}
  }
}

/// Browsers ask that every push shows something. Alike ones have one id until they are read: the newer takes the older one's place.
function show({ id, title, text, path, language, direction }: Told): Promise<void> {
  const icon = '/api/v1/studio/icon'
  return worker.registration.showNotification(title ?? worker.location.hostname, { body: text ?? '', tag: id ?? '', lang: language ?? '', dir: direction ?? 'auto', icon, data: { id, path } })
}

async function lead(to: { id?: string; path?: string } | null): Promise<void> {
  const address = place(to?.path)
  const read = to?.id ? post('/api/v1/notices/readings', { id: to.id }) : Promise.resolve()
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = pages.find((page) => page.url === address)
  // A page that shows something else is left as it is: something may be half written there.
  if (open) await open.focus()
  else await worker.clients.openWindow(address)
  await read
}

/// A page of this studio. A file has none of its own; the list that leads to it has.
function place(path = '/notifications'): string {
  const address = new URL(path, worker.location.origin)
  if (address.origin !== worker.location.origin || address.pathname.startsWith('/api/')) return new URL('/notifications', worker.location.origin).href
  return address.href
}

/// The browser has, or needs, another address. The one it had is dropped by the studio when its push service says that it is gone.
async function renew({ oldSubscription, newSubscription }: ChangeEvent): Promise<void> {
  const key = oldSubscription?.options.applicationServerKey
  const now = newSubscription ?? (key ? await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }) : null)
  const { endpoint, keys } = now?.toJSON() ?? {}
  if (!now || !endpoint || !keys?.p256dh || !keys.auth) return
  const taken = await post('/api/v1/notices/push', { endpoint, p256dh: keys.p256dh, auth: keys.auth })
  // Nobody is signed in here any more.
  if (taken === 401) await now.unsubscribe()
}

async function post(address: string, body: unknown): Promise<number> {
  try {
    return (await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status
  } catch {
    return 0
  }
}
