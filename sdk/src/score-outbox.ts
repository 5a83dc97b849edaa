/** The way out for scores: the queue is bounded, one request at a time, and a lost one is counted. */
import { createOutbox } from './outbox.ts'
import type { Destination } from './settings.ts'
import { VERSION } from './version.ts'

const TIMEOUT_MS = 10_000
const MAX_SCORES = 1000
const MAX_CHARS = 4_194_304
const INTERVAL_MS = 100

/** The body of POST /api/v1/scores. */
export type ScoreBody = Readonly<Record<string, unknown>>

export interface ScoreOutbox {
  add(body: ScoreBody): void
  flush(deadlineMs: number): Promise<void>
}

export function createScoreOutbox(destination: Destination): ScoreOutbox {
  const outbox = createOutbox<string>({
    maxItems: MAX_SCORES,
    maxSize: MAX_CHARS,
    batchItems: 1,
    batchSize: MAX_CHARS,
    intervalMs: INTERVAL_MS,
    sizeOf: (text) => text.length,
    send: async (batch) =>
      await (await import('./post.ts')).exchange({
        method: 'POST',
        url: destination.url,
        headers: {
          ...destination.headers,
          'content-type': 'application/json',
          'user-agent': `vitrine-sdk-js/${VERSION}`,
        },
        body: Buffer.from(batch.join('')),
        timeoutMs: TIMEOUT_MS,
      }),
    reasons: { full: 'score_queue_full', failed: 'score_failed', refused: 'score_failed' },
  })
  return {
    add: (body) => outbox.add(JSON.stringify(body)),
    flush: (deadlineMs) => outbox.flush(deadlineMs),
  }
}
