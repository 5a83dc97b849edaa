/** When is a batch a batch? When it is full, or at once when nothing else waits and the last flush is long enough ago. */
import type { Clock } from '../base/clock.ts'
import type { Envelope, Queue } from '../queue/queue.ts'

/** Rows per insert: below about 1,000 parts pile up, above 50,000 a retry costs seconds and memory. */
const BATCH_MAX_SPANS = 20_000
/** Inflated bytes. Derive and insert hold a batch several times over: 32 MiB cost 200 MB more of memory at the peak. */
const BATCH_MAX_BYTES = 16 * 2 ** 20
/** A lone trace goes in at once; a trickle goes in four times a second, so that parts stay few. */
const FLUSH_EVERY_MS = 250
const IDLE_WAIT_MS = 1000

export interface Gathered {
  /** In order; empty when none came for a while, or the signal fired. */
  readonly envelopes: readonly Envelope[]
  /** A batch cannot hold more, so more may wait. */
  readonly isFull: boolean
}

export interface Gatherer {
  next(signal: AbortSignal): Promise<Gathered>
}

export function createGatherer(queue: Pick<Queue, 'pull'>, clock: Clock): Gatherer {
  let lastFlushMs = Number.NEGATIVE_INFINITY
  return {
    next: async (signal) => {
      const batch: Envelope[] = []
      const places = new Set<string>()
      let spans = 0
      let bytes = 0
      const isFull = () => spans >= BATCH_MAX_SPANS || bytes >= BATCH_MAX_BYTES
      while (!isFull()) {
        const sinceFlushMs = clock.passedMs() - lastFlushMs
        const envelopes = await queue.pull({
          maxSpans: BATCH_MAX_SPANS - spans,
          maxBytes: BATCH_MAX_BYTES - bytes,
          waitMs: batch.length === 0 ? IDLE_WAIT_MS : Math.max(0, FLUSH_EVERY_MS - sinceFlushMs),
          signal,
        })
        if (envelopes.length === 0) break
        for (const envelope of envelopes) {
          // A partition that was lost and came back hands out again what is here already: the books would count it twice.
          const place = `${envelope.partition}/${envelope.offset}`
          if (places.has(place)) continue
          places.add(place)
          batch.push(envelope)
          spans += envelope.headers.spanCount
          bytes += Math.max(envelope.headers.inflatedBytes, envelope.payload.byteLength)
        }
      }
      if (batch.length > 0) lastFlushMs = clock.passedMs()
      return { envelopes: batch, isFull: isFull() }
    },
  }
}
