/// Whether the advice was put off: for as long as the page lives.
export const advice = $state({ later: false })
