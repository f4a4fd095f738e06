// Every page in the other languages, where there is least room and where there is most. Words don't change what axe looks at.
import { walk } from './every-page.mjs'

const LIGHTS = { 'zh-CN': ['light', 'dark'], ja: ['light'], es: ['dark'] }
walk(
  Object.entries(LIGHTS).flatMap(([language, themes]) => themes.flatMap((theme) => ['phone', 'desktop'].map((viewport) => ({ language, theme, viewport, looks: false })))),
)
