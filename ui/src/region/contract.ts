/// What the editor asks of the studio, field by field. The one place to switch a part of it on or off.
import type { GenerationRequest, Model } from '../api/types'
import type { Margins } from './extend'

/// What this studio's API takes beside source and mask.
export const TAKES = { feather: true, extend: true, tools: true }

export type Extension = Margins & { only_new: boolean }
export type EditRequest = GenerationRequest & { feather?: number; extend?: Extension; factor?: number }

/// A model that is no painter but a tool: it takes a picture and no words.
export type Tool = 'upscale' | 'cut_out'
type Newer = { tool?: Tool | null; factors?: number[] }

export const tool_of = (model: Model): Tool | null => (model.capabilities as Newer).tool ?? null
export const factors_of = (model: Model): number[] => (model.capabilities as Newer).factors ?? []

/// The models that can change a part of a picture.
export const painters = (models: Model[]): Model[] => models.filter((one) => one.capabilities.source && one.capabilities.mask && !tool_of(one))
/// Those that can change a whole one.
export const changers = (models: Model[]): Model[] => models.filter((one) => one.capabilities.source && !one.capabilities.mask && !tool_of(one))
/// The first model that is this tool.
export const tool_model = (models: Model[] | null, tool: Tool): Model | undefined => (TAKES.tools ? models?.find((one) => tool_of(one) === tool) : undefined)

export type Asked = {
  prompt: string
  style: string | null
  tier: string
  quality: string
  count: number
  strength: number
  feather: number
  source: string
  /// The uploaded mask, or by how much the picture grows.
  change: { mask: string } | { extend: Margins }
}

export function edit_request(asked: Asked, model: Model): EditRequest {
  const { prompt, style, tier, quality, count, source, strength, change } = asked
  return {
    model: model.name,
    prompt: prompt.trim(),
    style,
    ...(tier ? { tier } : {}),
    ...(quality ? { quality } : {}),
    count,
    source,
    ...('mask' in change ? { mask: change.mask, strength } : {}),
    ...('extend' in change && TAKES.extend ? { extend: { ...change.extend, only_new: false } } : {}),
    ...(TAKES.feather ? { feather: asked.feather } : {}),
  }
}

export function tool_request(source: string, model: Model, factor: number | null): EditRequest {
  return { model: model.name, prompt: '', source, ...(factor ? { factor } : {}) }
}
