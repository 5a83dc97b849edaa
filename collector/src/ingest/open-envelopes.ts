/** Envelopes with their bodies inflated: the door's own copy while it is still in memory, else once more, bounded. */

import { inflate } from '../base/inflate.ts'
import type { EnvelopePart, OpenEnvelope } from '../derive.ts'

/** `here`: in a thread that has nothing else to do, a hop to the pool only costs. */
export async function openEnvelope(
  envelope: EnvelopePart,
  maxBytes: number,
  where: 'here' | 'pool' = 'pool',
): Promise<OpenEnvelope> {
  const { partition, offset, headers, payload, inflated, only } = envelope
  const place = { partition, offset, headers, ...(only === undefined ? {} : { only }) }
  if (inflated !== undefined) return { ...place, body: inflated }
  const result = await inflate(payload, headers.contentEncoding, maxBytes, where)
  if (result.kind === 'ok') return { ...place, body: result.bytes }
  const problem = result.kind === 'broken' ? result.why : `its body has more than ${maxBytes} bytes inflated`
  return { ...place, body: payload, problem }
}
