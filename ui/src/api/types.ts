/// Names for the shapes of the contract, taken from what the operations answer, so that a renamed schema touches this file alone.
import type { operations } from './schema'

type Ok<O extends keyof operations> = operations[O]['responses'] extends infer R
  ? R extends { 200: { content: { 'application/json': infer B } } }
    ? B
    : R extends { 202: { content: { 'application/json': infer B } } }
      ? B
      : never
  : never

type Made<O extends keyof operations> = operations[O]['responses'] extends { 201: { content: { 'application/json': infer B } } } ? B : never
type Body<O extends keyof operations> = operations[O] extends { requestBody: { content: { 'application/json': infer B } } } ? B : never

export type Studio = Ok<'get_studio'>
export type Me = Ok<'get_me'>
export type Permission = Me['permissions'][number]
export type Role = Me['role']
export type Person = Ok<'list_people'>['items'][number]
export type PersonDetail = Ok<'get_person'>
export type Passkey = Ok<'list_passkeys'>['items'][number]
export type SignInWays = Ok<'get_sign_in_ways'>
export type SignInProvider = SignInWays['providers'][number]
export type Newcomer = NonNullable<Ok<'create_openid_answer'>['newcomer']>
export type SecondFactor = Ok<'get_second_factor'>
export type SecondFactorSetup = Made<'create_second_factor'>
export type AuditEntry = Ok<'list_audit'>['items'][number]
export type AdminJob = Ok<'list_admin_jobs'>['items'][number]
export type AdminJobDetail = Ok<'get_admin_job'>
export type ConfiguredSetting = Ok<'get_configuration'>['items'][number]
export type Checklist = Ok<'get_checklist'>
export type ChecklistItem = Checklist['items'][number]['item']
export type PrivacyFacts = Ok<'get_privacy_facts'>
export type OwnLook = Ok<'list_own_inspections'>['items'][number]
export type Look = Ok<'get_inspection'>
export type LookPart = Look['parts'][number]
export type Session = Ok<'list_sessions'>['items'][number]
export type Wallet = Ok<'get_wallet'>
export type WalletEntry = Ok<'list_wallet_entries'>['items'][number]
export type Model = Ok<'list_models'>['items'][number]
export type Style = Ok<'list_styles'>['items'][number]
export type Quote = Ok<'create_quote'>
export type Asset = Ok<'get_asset'>
export type AssetPage = Ok<'list_assets'>
export type Kind = Asset['kind']
export type Likeness = Asset['likeness'][number]
export type Generation = Ok<'get_generation'>
export type AssetBrief = Generation['assets'][number]
export type Account = NonNullable<Generation['account']>
export type AdminModel = Ok<'list_admin_models'>['items'][number]
export type AdminChannel = AdminModel['channels'][number]
export type ChannelTest = Ok<'get_channel_test'>
export type LentWorker = Ok<'list_worker_tokens'>['items'][number]
export type MadeLentWorker = Made<'create_worker_token'>
export type AdminStyle = Ok<'list_admin_styles'>['items'][number]
export type Facets = Ok<'get_asset_facets'>
export type Lineage = Ok<'get_asset_lineage'>
export type ExhibitBrief = Ok<'list_exhibits'>['items'][number]
export type Exhibit = Ok<'get_exhibit'>
export type ExhibitKinds = Ok<'list_exhibit_kinds'>
export type AssetShowing = Ok<'get_showing'>
export type OwnExhibit = NonNullable<AssetShowing['exhibit']>
export type AdminExhibit = Ok<'list_admin_exhibits'>['items'][number]
export type ShowcaseSetting = Ok<'get_showcase_setting'>
export type Board = Ok<'list_boards'>['items'][number]
export type Share = Ok<'list_shares'>['items'][number]
export type Download = Made<'create_download'>
export type Strip = Ok<'get_strip'>
export type Export = Ok<'get_export'>
export type Format = Ok<'list_formats'>['items'][number]
export type Character = Ok<'get_character'>
export type Outfit = Character['outfits'][number]
export type Brand = Ok<'get_brand'>
export type Packs = Ok<'list_packs'>
export type Gateway = Packs['gateways'][number]
export type Payment = Ok<'get_payment'>
export type PaymentPage = Ok<'list_payments'>
export type AdminPayment = Ok<'list_admin_payments'>['items'][number]
export type AdminPaymentPage = Ok<'list_admin_payments'>
export type Plans = Ok<'list_plans'>
export type Plan = Plans['items'][number]
export type Allows = Plans['free']
export type Subscriptions = Ok<'list_subscriptions'>
export type Subscription = NonNullable<Subscriptions['current']>
export type ChangePreview = Ok<'get_subscription_preview'>
export type Refund = Payment['refunds'][number]
export type Receipt = Ok<'list_receipts'>['items'][number]
export type ReceiptPage = Ok<'list_receipts'>
export type AdminRefund = Ok<'list_admin_refunds'>['items'][number]
export type AdminRefundPage = Ok<'list_admin_refunds'>
export type StatementMatches = Ok<'create_statement_match'>
export type StatementMatch = StatementMatches['matches'][number]
export type Revenue = Ok<'get_revenue'>
export type StudioActivity = Ok<'get_studio_activity'>
export type CreditChangeRequest = Body<'create_credit_change'>
export type CreditChanged = Made<'create_credit_change'>
export type RedeemBatch = Ok<'list_redeem_batches'>['items'][number]
export type RedeemBatchPage = Ok<'list_redeem_batches'>
export type RedeemBatchRequest = Body<'create_redeem_batch'>

export type GenerationRequest = Body<'create_generation'>
export type Extend = NonNullable<GenerationRequest['extend']>
export type AssetQuery = NonNullable<operations['list_assets']['parameters']['query']>
export type BatchRequest = Body<'change_assets'>
/// The document says of a format that it is a word and an object at once, which nothing is.
export type ExportRequest = Omit<Body<'create_export'>, 'format'> & { format?: 'png' | 'jpeg' | 'slices' }
/// Everything of a card, which its form always has.
export type CharacterForm = Required<Omit<Body<'create_character'>, 'id' | 'consent'>> & Pick<Body<'create_character'>, 'id' | 'consent'>
export type BrandForm = Omit<Brand, 'created_at' | 'changed_at' | 'id'> & Pick<Body<'create_brand'>, 'id'>

export type Variant = 'original' | 'preview' | 'thumb' | 'small'

export function content_address(asset_id: string, variant: Variant, download = false): string {
  return `/api/v1/assets/${encodeURIComponent(asset_id)}/content?variant=${variant}${download ? '&download=true' : ''}`
}
