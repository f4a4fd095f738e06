/// What another plan is needed for.
import type { Model } from '../api/types'

/// Where plans are shown.
export const PLANS = '/buy?plan='

/// The first model that can be asked now; the first of all where none can, so that there is something to see.
export const first_open = (models: Model[] | null): Model | undefined => models?.find((one) => !one.locked) ?? models?.[0]

/// The wished model, unless another plan is needed for it.
export const open_or_first = (wished: Model | undefined, models: Model[] | null): Model | undefined => (wished && !wished.locked ? wished : first_open(models))

/// The tier that is asked for without a wish: the first that this person may have.
export const first_tier = ({ capabilities, locked_tiers, prices }: Model): string => capabilities.tiers.find((one) => !locked_tiers.includes(one)) ?? capabilities.tiers[0] ?? prices[0]?.tier ?? ''

export const may_have = ({ capabilities, locked_tiers }: Model, tier: string): boolean => capabilities.tiers.includes(tier) && !locked_tiers.includes(tier)
