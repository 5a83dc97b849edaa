// A worker: nothing is awaited before the answer, and `waitUntil` is handed the sending.
import { init } from '@vitrine/sdk'
import { askIn } from './app.mjs'

export default {
  async fetch(_request, env, run) {
    init({ url: env.VITRINE_URL, waitUntil: (sending) => run.waitUntil(sending) })
    return new Response(await askIn('in-a-worker'))
  },
}
