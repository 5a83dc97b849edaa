/** Envelopes with their bodies inflated: the door's own copy while it is still in memory, else once more, bounded. */

import { inflate } from '../base/inflate.ts'
import type { OpenEnvelope } from '../derive.ts'
import type { Envelope } from '../queue/queue.ts'

export async function openEnvelope(envelope: Envelope, maxBytes: number): Promise<OpenEnvelope> {
  const { partition, offset, headers, payload, inflated } = envelope
  if (inflated !== undefined) return { partition, offset, headers, body: inflated }
  const result = await inflate(payload, headers.contentEncoding, maxBytes)
  if (result.kind === 'ok') return { partition, offset, headers, body: result.bytes }
  const problem = result.kind === 'broken' ? result.why : `its body has more than ${maxBytes} bytes inflated`
  return { partition, offset, headers, body: payload, problem }
}
