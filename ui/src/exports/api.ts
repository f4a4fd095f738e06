/// Files that take a while to make: strips and sets of formats.
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import type { Export, ExportRequest, Format } from '../api/types'

export type { Export, ExportRequest, Format }
type ExportDraft = components['schemas']['ExportDraft']

export const create_export = (request: ExportRequest): Promise<Export> => ask(api.POST('/api/v1/exports', { body: request as ExportDraft }))
export const get_export = (id: string): Promise<Export> => ask(api.GET('/api/v1/exports/{id}', { params: { path: { id } } }))
export const list_formats = async (): Promise<Format[]> => (await ask(api.GET('/api/v1/formats'))).items
