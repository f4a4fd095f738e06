/// Short news that goes by itself, and what a screen reader is told.
export type Toast = { id: number; text: string; tone: 'plain' | 'good' | 'bad'; href?: string; act?: string; /** done when the act is pressed, where it leads nowhere */ onact?: () => void; asset_id?: string }

let toasts = $state.raw<Toast[]>([])
let spoken = $state('')
let last = 0

export const news = {
  get toasts() {
    return toasts
  },
  get spoken() {
    return spoken
  },
}

export function toast(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  const id = ++last
  toasts = [...toasts.slice(-2), { id, text, tone: 'plain', ...more }]
  setTimeout(() => drop_toast(id), more.tone === 'bad' || more.onact ? 12_000 : 6_000)
}

export function drop_toast(id: number): void {
  toasts = toasts.filter((one) => one.id !== id)
}

/// Says something to a screen reader only. The no-break space makes the same sentence new again.
export function announce(text: string): void {
  spoken = spoken === text ? text + '\u00a0' : text
}
