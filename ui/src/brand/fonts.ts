/// The faces that come with the studio, and how the page shows them.
export type Face = { id: string; label: string; family: string }

export const FACES: Face[] = [
  { id: 'Fraunces', label: 'Fraunces', family: 'var(--serif)' },
  { id: 'Inter', label: 'Inter', family: 'var(--sans)' },
]

export const family_of = (id: string): string => FACES.find((one) => one.id.toLowerCase() === id.toLowerCase())?.family ?? 'var(--sans)'
