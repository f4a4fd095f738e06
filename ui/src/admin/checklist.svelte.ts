/// What the studio still needs; the rail shows the way to it while anything is open.
import { api, ask } from '../api/client'
import type { Checklist, ChecklistItem } from '../api/types'

class Needs {
  list = $state.raw<Checklist | null>(null)
  readonly open = $derived(this.list?.items.filter((one) => one.state === 'open').length ?? 0)

  async read(): Promise<void> {
    this.list = await ask(api.GET('/api/v1/admin/checklist'))
  }

  async set_aside(item: ChecklistItem, aside: boolean): Promise<void> {
    this.list = await ask(api.PUT('/api/v1/admin/checklist/{item}', { params: { path: { item } }, body: { aside } }))
  }

  async test_mail(): Promise<void> {
    await ask(api.POST('/api/v1/admin/test-mail'))
    await this.read()
  }
}

export const needs = new Needs()
