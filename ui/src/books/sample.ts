/// A small book for tests.
import type { BookDocument, Page, Panel, TextStyle } from './types'

const style = (name: string): TextStyle => ({ name, face: 'comic', bold: true, capitals: true, size_min: 190, size_max: 330, line_height: 1120, colour: '#111111', align: 'centre', stroke: null, warp: null })
export const STYLES = ['speech', 'caption', 'effect', 'story'].map(style)
export const blank_panel = (no: number, x: number, y: number, width: number, height: number): Panel => ({
  no,
  shape: [{ x, y }, { x: x + width, y }, { x: x + width, y: y + height }, { x, y: y + height }],
  border: { width: 60, colour: '#111111', radius: 0 },
  level: 0,
  over: false,
  art: null,
  prompt: '',
  camera: 'any',
  cast: [],
  candidates: [],
})
export const blank_page = (no: number): Page => ({ no, last_no: 2, role: 'body', background: '#ffffff', panels: [blank_panel(1, 1000, 1000, 7000, 9000), blank_panel(2, 8400, 1000, 7000, 9000)], balloons: [], texts: [] })
export const FORMAT = { width: 16_830, height: 26_040, bleed: 318, margin: 1000, paper_um: 100 }
export const blank_book = (): BookDocument => ({ version: 1, kind: 'comic', title: 'Fox and moon', language: 'en', format: FORMAT, reading: 'left_to_right', style: '', cast: [], text_styles: STYLES, pages: [blank_page(1), blank_page(2), blank_page(3)], last_no: 3 })
