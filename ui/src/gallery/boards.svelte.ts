/// The person's boards, as every list of them shows them.
import { when_gone } from '../auth/session.svelte'
import { uuidv7 } from '../generation/uuidv7'
import { change_assets, create_board, delete_board, list_boards, rename_board, type Board } from './api'
import { note_pictures } from './assets.svelte'
import { shelf } from './shelf.svelte'

export const LONGEST_NAME = 60

let all = $state.raw<Board[] | null>(null)

export const boards = {
  /// Null until they have been read.
  get all() {
    return all
  },
  get(id: string): Board | undefined {
    return all?.find((one) => one.id === id)
  },
  name(id: string): string {
    return all?.find((one) => one.id === id)?.name ?? ''
  },
}

export async function load_boards(): Promise<void> {
  all = await list_boards()
}

export async function make_board(name: string): Promise<Board> {
  const made = await create_board(uuidv7(), name.trim())
  all = [made, ...(all ?? [])]
  return made
}

export async function name_board(id: string, name: string): Promise<void> {
  const named = await rename_board(id, name.trim())
  all = (all ?? []).map((one) => (one.id === id ? named : one))
}

/// The board goes; its pictures stay.
export async function drop_board(id: string): Promise<void> {
  await delete_board(id)
  all = (all ?? []).filter((one) => one.id !== id)
}

export async function put_on_board(id: string, ids: string[]): Promise<void> {
  await change_assets(ids, 'add_to_board', { board_id: id })
  note_pictures(ids, (one) => ({ board_ids: [...new Set([...(one.board_ids), id])] }))
  void load_boards().catch(() => {})
}

export async function take_off_board(id: string, ids: string[]): Promise<void> {
  await change_assets(ids, 'remove_from_board', { board_id: id })
  note_pictures(ids, (one) => ({ board_ids: one.board_ids.filter((other) => other !== id) }))
  if (shelf.filters.board === id) shelf.remove(ids)
  void load_boards().catch(() => {})
}

when_gone(() => (all = null))
