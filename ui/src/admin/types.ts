/// What the studio tells its administrators about the models and their channels.
export type OperationName = 'generate' | 'edit' | 'inpaint'
export type RestReason = 'failing' | 'busy' | 'key' | 'account' | 'model' | 'settings'

export type OperationStanding = {
  operation: OperationName
  standing: 'closed' | 'open' | 'half_open'
  reason: RestReason | null
  until: string | null
  /// Failures since it last was well.
  failures: number
  detail: string | null
}

export type Figures = {
  hours: number
  attempts: number
  succeeded: number
  failed: number
  rejected: number
  unknown: number
  cancelled: number
  average_ms: number | null
  /// Millionths of a US dollar.
  cost_micros: number
  /// Attempts whose cost is unknown.
  unpriced: number
}

export type Channel = {
  /// "provider/model"
  key: string
  provider: string
  provider_model: string
  priority: number
  weight: number
  state: 'active' | 'draining' | 'keyless'
  key_env: string | null
  /// What an administrator said by hand.
  hand: { state: 'draining' | 'resting'; until: string | null } | null
  running: number
  operations: OperationStanding[]
  figures: Figures
}

export type AdminModel = { name: string; label: string; engine: string; enabled: boolean; channels: Channel[] }

export type HandState = 'active' | 'draining' | 'resting'
