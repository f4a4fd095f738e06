/// Files that come onto a page by dropping or pasting, for pages that take pictures.
import { dropped_picture, files_of, may_be_pictures, pasted_files } from '../generation/incoming'

type Takes = { onfiles: (files: File[]) => void; onpicture?: (asset_id: string) => void; ondrag?: (over: boolean) => void }

/// Makes the whole window take pictures while the page stands.
export function take_files(_element: HTMLElement, takes: Takes): { update(now: Takes): void; destroy(): void } {
  let now = takes
  let timer: ReturnType<typeof setTimeout> | undefined
  const on_drag = (event: DragEvent) => {
    if (!may_be_pictures(event.dataTransfer)) return
    event.preventDefault()
    now.ondrag?.(true)
    clearTimeout(timer)
    timer = setTimeout(() => now.ondrag?.(false), 600)
  }
  const on_drop = (event: DragEvent) => {
    clearTimeout(timer)
    now.ondrag?.(false)
    const [files, own] = [files_of(event.dataTransfer), dropped_picture(event.dataTransfer)]
    if (!files.length && !own) return
    event.preventDefault()
    if (own) now.onpicture?.(own)
    else now.onfiles(files)
  }
  const on_paste = (event: ClipboardEvent) => {
    if ((event.target as HTMLElement).closest('dialog')) return
    const files = pasted_files(event.clipboardData)
    if (!files.length) return
    event.preventDefault()
    now.onfiles(files)
  }
  addEventListener('dragover', on_drag)
  addEventListener('drop', on_drop)
  addEventListener('paste', on_paste)
  return {
    update(next) {
      now = next
    },
    destroy() {
      clearTimeout(timer)
      removeEventListener('dragover', on_drag)
      removeEventListener('drop', on_drop)
      removeEventListener('paste', on_paste)
    },
  }
}
