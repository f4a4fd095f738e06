/// The order in which the light-table walks: that of the page it lies over.
export const walk = $state<{ ids: string[]; more: (() => Promise<void>) | null }>({ ids: [], more: null })
