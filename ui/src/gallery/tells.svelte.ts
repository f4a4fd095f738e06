/// What a downloaded file tells about its picture: chosen once, remembered in this browser.
import { content_address } from '../api/types'
import { keep, read_kept } from '../kit/storage'
import type { Tells } from './api'

export const TELLS = ['parameters', 'studio', 'marking', 'manifest'] as const
export type Tell = (typeof TELLS)[number]

const KEPT = 'easel.tells'

function kept(): Tells {
  const found = read_kept<Partial<Tells>>(KEPT) ?? {}
  const all = { parameters: true, studio: true, marking: true, manifest: true }
  for (const name of TELLS) if (typeof found[name] === 'boolean') all[name] = found[name]
  return all
}

export const tells: Tells = $state(kept())

export function keep_tells(): void {
  keep(KEPT, $state.snapshot(tells))
}

/// Where the file is that tells this much. Everything is what the studio does by itself.
export function download_address(id: string): string {
  const told = TELLS.filter((name) => tells[name])
  const address = content_address(id, 'original', true)
  return told.length === TELLS.length ? address : `${address}&tells=${told.join(',') || 'none'}`
}

/// Has the browser fetch a file, as if its link had been pressed.
export function fetch_file(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
