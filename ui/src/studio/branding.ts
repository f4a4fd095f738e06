/// How the studio presents itself: kinds of contacts, typefaces, and what of it is set on the page.
import type { components } from '../api/schema'
import type { MessageKey } from '../messages/keys'

export type Branding = components['schemas']['Branding']
export type ContactKind = Branding['contacts'][number]['kind']
export type Typeface = Branding['heading_font']

export const CONTACT_KINDS: ContactKind[] = ['email', 'whatsapp', 'wecom', 'telegram', 'line', 'phone', 'website']
export const TYPEFACES: Typeface[] = ['fraunces', 'inter', 'system']
export const MOST_CONTACTS = 8
export const MOST_PICTURES = 6

export const contact_word = {
  email: 'branding.kind_email',
  whatsapp: 'branding.kind_whatsapp',
  wecom: 'branding.kind_wecom',
  telegram: 'branding.kind_telegram',
  line: 'branding.kind_line',
  phone: 'branding.kind_phone',
  website: 'branding.kind_website',
} as const satisfies Record<ContactKind, MessageKey>

export const typeface_word = {
  fraunces: 'branding.font_fraunces',
  inter: 'branding.font_inter',
  system: 'branding.font_system',
} as const satisfies Record<Typeface, MessageKey>

const CJK = "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC'"
const CJK_SERIF = "'Songti SC', 'Noto Serif CJK SC', 'STSong', 'SimSun'"

/// The families of a typeface, with those of scripts it doesn't have.
export const families: Record<Typeface, string> = {
  fraunces: `'Fraunces Variable', ${CJK_SERIF}, Georgia, serif`,
  inter: `'Inter Variable', system-ui, -apple-system, ${CJK}, sans-serif`,
  system: `system-ui, -apple-system, ${CJK}, sans-serif`,
}

/// The custom properties of both typefaces.
export const type_properties = (heading: Typeface, body: Typeface): Record<string, string> => ({ '--serif': families[heading], '--sans': families[body] })

export function apply_typefaces(heading: Typeface, body: Typeface): void {
  for (const [name, value] of Object.entries(type_properties(heading, body))) document.documentElement.style.setProperty(name, value)
}
