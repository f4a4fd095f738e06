/// What is dropped on a page or pasted into it: files, or pictures of this studio that are dragged from one of its pages.

/// Whether what is dragged could be a picture. What it is can only be read when it is dropped.
export function may_be_pictures(transfer: DataTransfer | null): boolean {
  return !!transfer && (transfer.types.includes('Files') || transfer.types.includes('text/uri-list'))
}

export function files_of(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])]
}

/// The pictures of the clipboard. Text that brings a picture of itself along, as word processors do, stays text.
export function pasted_files(transfer: DataTransfer | null): File[] {
  return transfer?.getData('text/plain') ? [] : files_of(transfer)
}

/// The id of a picture of this studio whose link is dropped.
export function dropped_picture(transfer: DataTransfer | null): string | null {
  const first = transfer?.getData('text/uri-list').split(/\r?\n/).find((line) => line && !line.startsWith('#'))
  if (!first || !URL.canParse(first)) return null
  const address = new URL(first)
  const id = /^\/p\/([0-9a-f-]{36})$/.exec(address.pathname)?.[1]
  return address.origin === location.origin && id ? id : null
}
