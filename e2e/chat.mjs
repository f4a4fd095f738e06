// A stand-in of a chat model: plans a panel for each line, or lets whoever asks wait.
import { createServer } from 'node:http'

export class ChatModel {
  /** While it does, nobody gets an answer. */
  hangs = false
  /** What was sent here, oldest first. */
  asked = []
  /** Connections that were given up while it hung. */
  given_up = 0
  #server

  static async start() {
    const chat = new ChatModel()
    chat.#server = createServer((request, answer) => void chat.#answer(request, answer))
    await new Promise((done) => chat.#server.listen(0, '127.0.0.1', done))
    return chat
  }

  /** What a studio has to be given. */
  get env() {
    return { EASEL_CHAT_URL: `http://127.0.0.1:${this.#server.address().port}/v1`, EASEL_CHAT_MODEL: 'writer', EASEL_CHAT_KEY: 'key' }
  }

  async #answer(request, answer) {
    const parts = []
    for await (const part of request) parts.push(part)
    const asked = JSON.parse(Buffer.concat(parts).toString())
    this.asked.push(asked)
    if (this.hangs) {
      answer.on('close', () => (this.given_up += 1))
      return
    }
    const { text } = JSON.parse(asked.messages[1].content)
    const panels = text.split('\n').filter((line) => line.trim()).map((line) => ({
      prompt: `Moonlight falls on this: ${line}`,
      camera: 'wide',
      characters: [],
      captions: [],
      balloons: [{ kind: 'speech', speaker: 'Fox', words: line }],
    }))
    const message = { role: 'assistant', content: JSON.stringify({ pages: [{ panels }] }) }
    answer.setHeader('content-type', 'application/json')
    answer.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }] }))
  }

  async stop() {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }
}
