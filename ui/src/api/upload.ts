/// Sends a file and tells how far it is, which `fetch` can't. Everything else is as at the one door to the server.
import { current_language } from '../messages/index.svelte'
import { trouble_of, Unreachable } from './client'
import type { Asset } from './types'

export type Purpose = 'picture' | 'mask' | 'screenshot'

/// The picture as the studio has it: `ready`, or still `arriving`. The same id with the same file again is the same picture.
/// A mask and a payment's screenshot stand in no gallery.
export function send_picture(file: Blob, id: string, on_progress: (share: number) => void, signal: AbortSignal, purpose: Purpose = 'picture'): Promise<Asset> {
  return new Promise((done, fail) => {
    const form = new FormData()
    form.append('id', id)
    form.append('purpose', purpose)
    form.append('file', file)
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/assets')
    request.setRequestHeader('Accept-Language', current_language())
    request.upload.onprogress = (event) => event.lengthComputable && on_progress(event.loaded / event.total)
    request.onload = () => {
      const body = parsed(request.responseText)
      if ((request.status === 201 || request.status === 202) && body) done(body as Asset)
      else fail(trouble_of(request.status, body, request.getResponseHeader('Retry-After')))
    }
    request.onerror = request.onabort = request.ontimeout = () => fail(new Unreachable())
    signal.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
