/// Does the long work of a drawing beside the page.
import { worked, type Work } from './work'

onmessage = (event: MessageEvent<{ no: number; work: Work }>) => {
  const bytes = worked(event.data.work)
  postMessage({ no: event.data.no, bytes }, { transfer: [bytes.buffer as ArrayBuffer] })
}
