/// Names for the shapes of the contract, taken from what the operations answer, so that a renamed schema touches this file alone.
import type { operations } from './schema'

type Ok<O extends keyof operations> = operations[O]['responses'] extends infer R
  ? R extends { 200: { content: { 'application/json': infer B } } }
    ? B
    : R extends { 202: { content: { 'application/json': infer B } } }
      ? B
      : never
  : never

export type Studio = Ok<'get_studio'>
export type Me = Ok<'get_me'>
export type Session = Ok<'list_sessions'>['items'][number]
export type Wallet = Ok<'get_wallet'>
export type WalletEntry = Ok<'list_wallet_entries'>['items'][number]
export type Model = Ok<'list_models'>['items'][number]
/// `sample` is the address of a picture in this style, where the studio has one.
export type Style = Ok<'list_styles'>['items'][number] & { sample?: string | null }
export type Quote = Ok<'create_quote'>
export type Likeness = { character_id: string; name: string; percent: number }
/// What a request names: its prompt with ids, who is in it, and the brand kit it follows.
type Naming = { prompt_source?: string | null; brand?: string | null }
type Liked = { likeness?: Likeness[] }
type RawGeneration = Ok<'get_generation'>
export type Generation = Omit<RawGeneration, 'assets'> & Naming & { assets: (RawGeneration['assets'][number] & Liked)[] }
export type Asset = Ok<'get_asset'> & Naming & Liked
export type AssetBrief = Generation['assets'][number]
export type Account = NonNullable<Generation['account']>
export type AdminModel = Ok<'list_admin_models'>['items'][number]
export type AdminChannel = AdminModel['channels'][number]
export type ChannelTest = Ok<'get_channel_test'>
export type LentWorker = Ok<'list_worker_tokens'>['items'][number]
export type MadeLentWorker = operations['create_worker_token']['responses'][201]['content']['application/json']
export type Extend = { left: number; top: number; right: number; bottom: number; only_new: boolean }
export type GenerationRequest = operations['create_generation']['requestBody']['content']['application/json'] & { brand?: string | null; extend?: Extend | null }

export type Variant = 'original' | 'preview' | 'thumb' | 'small'

export function content_address(asset_id: string, variant: Variant, download = false): string {
  return `/api/v1/assets/${encodeURIComponent(asset_id)}/content?variant=${variant}${download ? '&download=true' : ''}`
}
