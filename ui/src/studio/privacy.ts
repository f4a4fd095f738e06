/// What becomes of people's data, as the studio says of itself.
import { api, ask } from '../api/client'
import type { PrivacyFacts } from '../api/types'

export async function read_privacy(): Promise<PrivacyFacts> {
  return ask(api.GET('/api/v1/privacy-facts'))
}
