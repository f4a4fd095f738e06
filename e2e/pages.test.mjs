// Every page in English, at every size, light and dark.
import { THEMES, VIEWPORTS } from './browser.mjs'
import { walk } from './every-page.mjs'

// A theme changes nothing but colours, which a tablet shares.
const looks = (theme, viewport) => theme === 'light' || viewport !== 'tablet'
walk(THEMES.flatMap((theme) => Object.keys(VIEWPORTS).map((viewport) => ({ language: 'en', theme, viewport, looks: looks(theme, viewport) }))))
