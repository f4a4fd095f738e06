/// The order in which the light-table walks: that of the page it lies over. `more` has older ones read, `newer` those before the first.
export const walk = $state<{ ids: string[]; more: (() => Promise<void>) | null; newer?: (() => Promise<void>) | null }>({ ids: [], more: null })
