/// Putting pictures into the trash, with the way back at hand for a while.
import { Refusal } from '../api/client'
import { toast } from '../kit/toasts.svelte'
import { t } from '../messages/index.svelte'
import { BATCH_MOST } from './api'
import { note_pictures, pictures, restore_pictures } from './assets.svelte'
import { shelf } from './shelf.svelte'

/// More than these aren't put back one by one: the list is read anew.
const MOST_BY_HAND = 2000

/// Runs what moves pictures into the trash and answers whether it did.
export async function trash_with_undo(move: () => Promise<string[]>): Promise<boolean> {
  try {
    const ids = await move()
    if (ids.length) toast(t('trash.moved_n', { n: ids.length }), { act: t('trash.undo'), onact: () => void undo(ids) })
    return true
  } catch (problem) {
    toast(problem instanceof Refusal && problem.message ? problem.message : t('gallery.act_part'), { tone: 'bad' })
    return false
  }
}

async function undo(ids: string[]): Promise<void> {
  try {
    for (let at = 0; at < ids.length; at += BATCH_MOST) await restore_pictures(ids.slice(at, at + BATCH_MOST))
    const known = ids.flatMap((id) => pictures.get(id) ?? [])
    if (shelf.filters.trashed) shelf.remove(ids)
    else if (ids.length <= MOST_BY_HAND && known.length === ids.length) {
      note_pictures(ids, () => ({ trashed_at: null }))
      shelf.insert(known)
    } else if (shelf.loaded) await shelf.show(shelf.filters)
    toast(t('trash.restored_n', { n: ids.length }))
  } catch (problem) {
    toast(problem instanceof Refusal && problem.message ? problem.message : t('auth.trouble'), { tone: 'bad' })
  }
}
