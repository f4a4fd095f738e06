/// What the editor asks of the studio, field by field.
import type { GenerationRequest, Model } from '../api/types'
import type { Margins } from './extend'

/// A model that is no painter but a tool: it takes a picture and no words.
export type Tool = NonNullable<Model['capabilities']['tool']>

/// The models that can change a part of a picture.
export const painters = (models: Model[]): Model[] => models.filter((one) => one.capabilities.source && one.capabilities.mask && !one.capabilities.tool)
/// Those that can change a whole one.
export const changers = (models: Model[]): Model[] => models.filter((one) => one.capabilities.source && !one.capabilities.mask && !one.capabilities.tool)
/// The first model that is this tool.
export const tool_model = (models: Model[] | null, tool: Tool): Model | undefined => models?.find((one) => one.capabilities.tool === tool)

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

export function edit_request(asked: Asked, model: Model): GenerationRequest {
  const { prompt, style, tier, quality, count, source, strength, feather, change } = asked
  return {
    model: model.name,
    prompt: prompt.trim(),
    style,
    ...(tier ? { tier } : {}),
    ...(quality ? { quality } : {}),
    count,
    source,
    ...('mask' in change ? { mask: change.mask, strength } : {}),
    ...('extend' in change ? { extend: { ...change.extend, only_new: false } } : {}),
    feather,
  }
}

export function tool_request(source: string, model: Model, factor: number | null): GenerationRequest {
  return { model: model.name, prompt: '', source, ...(factor ? { factor } : {}) }
}
