/// Addresses and patterns: `/p/:asset_id` fits `/p/7` with `{asset_id: '7'}`.

export type Params = Record<string, string>

export function match_path(pattern: string, path: string): Params | null {
  const want = pattern.split('/').filter(Boolean)
  const have = path.split('/').filter(Boolean)
  if (want.length !== have.length) return null
  const params: Params = {}
  for (let i = 0; i < want.length; i++) {
    const part = want[i]!
    if (part.startsWith(':')) {
      try {
        params[part.slice(1)] = decodeURIComponent(have[i]!)
      } catch {
        return null
      }
    } else if (part !== have[i]) return null
  }
  return params
}

/// Where to go after signing in: only an address within the studio, never one that a link from outside smuggled in.
export function safe_next(next: string | null): string {
  if (!next || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/create'
  return next
}
