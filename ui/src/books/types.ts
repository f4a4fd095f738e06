/// A book as the studio keeps it: lengths are hundredths of a millimetre, a page begins at its upper left corner.

export type Point = { x: number; y: number }
export type Frame = { x: number; y: number; width: number; height: number }
export type BookKind = 'comic' | 'storybook'
export type Reading = 'left_to_right' | 'right_to_left' | 'vertical'
export type PageRole = 'cover' | 'title' | 'body' | 'back'
export type Camera = 'any' | 'wide' | 'full' | 'medium' | 'close' | 'high' | 'low' | 'shoulder'
export type BalloonKind = 'speech' | 'thought' | 'shout' | 'whisper' | 'caption' | 'effect'
export type StoryLayout = 'under' | 'above' | 'left' | 'right' | 'over_foot' | 'over_head' | 'alone' | 'picture'
export type Visibility = 'private' | 'unlisted' | 'public'

export type Side = 'left' | 'top' | 'right' | 'bottom'
/// What is to be drawn at one price; all of it again leaves out nothing that has a picture.
export type DrawScope = 'panel' | 'page' | 'all' | 'again'

export const CAMERAS: readonly Camera[] = ['any', 'wide', 'full', 'medium', 'close', 'high', 'low', 'shoulder']
export const BALLOON_KINDS: readonly BalloonKind[] = ['speech', 'thought', 'shout', 'whisper', 'caption', 'effect']
export const PAGE_ROLES: readonly PageRole[] = ['cover', 'title', 'body', 'back']
export const READINGS: readonly Reading[] = ['left_to_right', 'right_to_left', 'vertical']

/// How what is made for a paper is usually read.
export const usual_reading = (format: string): Reading => (format === 'manga' ? 'right_to_left' : format === 'strip' ? 'vertical' : 'left_to_right')

/// What of each the studio takes.
export const MOST = { pages: 400, panels: 40, balloons: 80, texts: 80, tails: 4, candidates: 24, cast: 16, styles: 40, style_name: 40, drawn: 200, title: 120, prompt: 4000, alt: 600, text: 2000, plan: 200_000, zoom: 20_000 } as const
export const LEAST_SIDE = 300
/// What is usually left free between two panels.
export const GUTTER = 400

export type BookFormat = { width: number; height: number; bleed: number; margin: number; paper_um: number }
export type TextStyle = {
  name: string
  face: 'comic' | 'shout' | 'book'
  bold: boolean
  capitals: boolean
  size_min: number
  size_max: number
  line_height: number
  colour: string
  align: 'centre' | 'start'
  stroke: { width: number; colour: string } | null
  warp: { kind: 'arc' | 'wave' | 'bulge' | 'grow'; amount: number } | null
}
export type SetText = { size: number; lines: string[] }
export type Lettering = { text: string; style: string; language: string; vertical: boolean; set: SetText | null }
export type Art = { asset_id: string; width_px: number; height_px: number; zoom: number; dx: number; dy: number; alt: string }
export type Candidate = { asset_id: string; width_px: number; height_px: number }
export type Panel = {
  no: number
  shape: Point[]
  border: { width: number; colour: string; radius: number }
  level: number
  over: boolean
  art: Art | null
  prompt: string
  camera: Camera
  cast: string[]
  candidates: Candidate[]
}
export type Balloon = { no: number; kind: BalloonKind; frame: Frame; tails: Point[]; text: Lettering; panel: number | null; fill: string; turn: number }
export type TextBlock = { no: number; frame: Frame; text: Lettering; backing: string | null }
export type Page = { no: number; last_no: number; role: PageRole; background: string; panels: Panel[]; balloons: Balloon[]; texts: TextBlock[] }
export type BookDocument = {
  version: 1
  kind: BookKind
  title: string
  language: string
  format: BookFormat
  reading: Reading
  style: string
  cast: string[]
  text_styles: TextStyle[]
  pages: Page[]
  last_no: number
}
