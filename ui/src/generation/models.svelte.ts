/// What can be asked for: the models and styles of this studio.
import { api, ask } from '../api/client'
import type { Model, Style } from '../api/types'

let models = $state.raw<Model[] | null>(null)
let tools = $state.raw<Model[]>([])
let styles = $state.raw<Style[]>([])

/// Styles whose samples ship with the studio, drawn by its own illustrator; an administrator's sample comes first.
const SHIPPED_SAMPLES = new Set(['anime', 'cinema', 'comic', 'crayon', 'flat', 'ink', 'isometric', 'line-art', 'paper-cut', 'pixel-art', 'storybook', 'watercolour'])
const with_sample = (style: Style): Style => ({ ...style, sample: style.sample ?? (SHIPPED_SAMPLES.has(style.id) ? `/samples/styles/${style.id}.webp` : null) })

export const offer = {
  get models() {
    return models
  },
  /// Models that do one thing to a picture, such as making it larger; nobody writes a prompt for them.
  get tools() {
    return tools
  },
  get styles() {
    return styles
  },
  model(name: string): Model | undefined {
    return models?.find((one) => one.name === name)
  },
  /// A model or a tool: whatever a picture may have been made with.
  maker(name: string | null): Model | undefined {
    return [...(models ?? []), ...tools].find((one) => one.name === name)
  },
  model_label(name: string | null): string {
    return this.maker(name)?.label ?? name ?? ''
  },
  style_label(id: string | null): string {
    return styles.find((one) => one.id === id)?.label ?? id ?? ''
  },
}

export async function load_offer(): Promise<void> {
  const [some_models, some_styles] = await Promise.all([ask(api.GET('/api/v1/models')), ask(api.GET('/api/v1/styles'))])
  styles = some_styles.items.map(with_sample)
  tools = some_models.items.filter(is_tool)
  models = some_models.items.filter((one) => !is_tool(one))
}

const is_tool = (model: Model): boolean => model.capabilities.tool !== null
