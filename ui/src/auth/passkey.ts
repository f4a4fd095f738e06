/// Passkeys: what the studio asks in, what the device answers out. WebAuthn's JSON is turned into bytes by hand, since not every browser
/// that has passkeys does it.
import { api, ask } from '../api/client'
import type { Me } from '../api/types'

/// The document says only that it is an object: WebAuthn says the rest.
type Answer = Record<string, undefined>
type Listed = { id: string }
type Asked = { publicKey: { challenge: string; user: { id: string }; excludeCredentials?: Listed[]; allowCredentials?: Listed[] } }

const bytes = (text: string) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const text = (buffer: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const listed = (list?: Listed[]) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id), type: 'public-key' as const }))

/// Whether this browser knows passkeys, and the page is reached so that it may.
export const has_passkeys = () => typeof PublicKeyCredential === 'function' && !!navigator.credentials

/// Whether one can be offered while an address is typed.
export const offers_while_typing = async () => has_passkeys() && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false)

/// `null` when the person thought better of it, or took too long.
async function unless_dropped(act: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await act()) as PublicKeyCredential | null
  } catch (problem) {
    if (problem instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(problem.name)) return null
    throw problem
  }
}

/// Makes a passkey on this device, as the studio asks.
export async function make_passkey(options: object): Promise<Answer | null> {
  const { publicKey: asked } = options as unknown as Asked
  const publicKey = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: listed(asked.excludeCredentials) }
  const made = await unless_dropped(() => navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions }))
  if (!made) return null
  const { attestationObject, clientDataJSON } = made.response as AuthenticatorAttestationResponse
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) } } as unknown as Answer
}

/// Signs in with a passkey: at once, or, with `while_typing`, when the person chooses one in the form. `null` when none was used.
export async function sign_in_with_passkey(while_typing?: AbortSignal): Promise<Me | null> {
  const begun = await ask(api.POST('/api/v1/auth/passkey/challenge')).catch((problem: unknown) => {
    // Nobody asked for it yet, so nobody is told that it can't be had.
    if (while_typing) return null
    throw problem
  })
  if (!begun) return null
  const { challenge, options } = begun
  const { publicKey: asked } = options as unknown as Asked
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) }
  const waits = while_typing ? { mediation: 'conditional' as const, signal: while_typing } : {}
  const used = await unless_dropped(() => navigator.credentials.get({ publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions, ...waits }))
  if (!used) return null
  const { authenticatorData, clientDataJSON, signature, userHandle } = used.response as AuthenticatorAssertionResponse
  const response = { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature), userHandle: userHandle && text(userHandle) }
  const credential = { id: used.id, rawId: text(used.rawId), type: used.type, response } as unknown as Answer
  return ask(api.POST('/api/v1/auth/passkey', { body: { challenge, credential } }))
}
