/// A test of one channel as the page follows it: begun, under way, and what it came to.
import { Refusal, Unreachable } from '../api/client'
import type { ChannelTest } from '../api/types'
import { is_live, tell_nobody } from '../generation/jobs.svelte'
import { uuidv7 } from '../generation/uuidv7'
import { t } from '../messages/index.svelte'
import { begin_test, read_test } from './api'

const LOOK_AGAIN_MS = 600

export class Trial {
  busy = $state(false)
  test = $state.raw<ChannelTest | null>(null)
  problem = $state<string | null>(null)
  #gone = false

  /// Runs to the end, or as long as the page is there.
  async run(model: string, channel: string): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.test = null
    this.problem = null
    const id = uuidv7()
    tell_nobody(id)
    try {
      this.test = await begin_test(id, model, channel, t('admin.test_prompt'))
      while (is_live(this.test.generation) && !this.#gone) {
        await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS))
        this.test = await read_test(id).catch((problem) => {
          // It goes on in the studio; whoever is away for a moment is asked again.
          if (problem instanceof Unreachable) return this.test!
          throw problem
        })
      }
    } catch (problem) {
      this.problem = (problem instanceof Refusal && problem.message) || t('admin.unsaid')
    } finally {
      this.busy = false
    }
  }

  forget(): void {
    this.test = null
    this.problem = null
  }

  leave(): void {
    this.#gone = true
  }
}
