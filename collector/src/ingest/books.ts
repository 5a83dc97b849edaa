/** The writer's book, one row per queue record; a replay writes the same row again and so changes nothing. */
import type { DeadLetterEntry } from '../queue/dead-letter.ts'
import type { Envelope } from '../queue/queue.ts'
import { decimalSeconds } from './evaluation-scores.ts'
import type { Stored } from './narrow.ts'

/** A row of `ingest_books`, under its column names. */
export type BookRow = Readonly<Record<string, string | number>>

export function bookRows(options: {
  readonly queue: string
  readonly envelopes: readonly Envelope[]
  readonly stored: readonly Stored[]
  readonly version: bigint
}): readonly BookRow[] {
  const sums = new Map<string, { stored: number; rejected: number }>()
  const sumOf = (place: { partition: number; offset: number }) => {
    const key = `${place.partition}/${place.offset}`
    let sum = sums.get(key)
    if (sum === undefined) {
      sum = { stored: 0, rejected: 0 }
      sums.set(key, sum)
    }
    return sum
  }
  for (const { envelopes, batch } of options.stored) {
    envelopes.forEach((envelope, index) => {
      sumOf(envelope).stored += batch.stored[index] ?? 0
    })
    for (const { envelope, spans } of batch.rejects) {
      const place = envelopes[envelope]
      if (place !== undefined) sumOf(place).rejected += spans
    }
  }
  return options.envelopes.map((envelope) => {
    const { headers, partition, offset } = envelope
    return {
      queue: options.queue,
      queue_partition: partition,
      queue_offset: offset,
      project_id: headers.projectId,
      received_time: decimalSeconds(BigInt(headers.receivedMs) * 1_000_000n).slice(0, -6),
      key_id: headers.keyId,
      sdk: headers.sdk,
      protocol: headers.protocol,
      received: headers.spanCount,
      ...sumOf(envelope),
      version: String(options.version),
    }
  })
}

export function deadLetters(queue: string, stored: readonly Stored[]): readonly DeadLetterEntry[] {
  return stored.flatMap(({ envelopes, batch }) =>
    batch.rejects.flatMap((reject) => {
      const envelope = envelopes[reject.envelope]
      if (envelope === undefined) return []
      const { headers, partition, offset } = envelope
      const { index, reason, detail, spans, bytes, isInflated } = reject
      const { projectId, keyId, sdk, protocol, contentType, receivedMs } = headers
      // Inflated bodies are kept as they are; only what could not be inflated is still encoded.
      const contentEncoding = isInflated ? 'identity' : headers.contentEncoding
      const place = { queue, partition, offset, index }
      return [
        {
          ...place,
          projectId,
          keyId,
          sdk,
          protocol,
          contentType,
          contentEncoding,
          receivedMs,
          reason,
          detail,
          spans,
          bytes,
        },
      ]
    }),
  )
}
