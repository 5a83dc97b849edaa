/** Log records and announcements of open spans: kept apart, and folded with their span whenever either arrives. */
import { createHash } from 'node:crypto'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import type { DecodedLog } from '../decode/logs.ts'
import type { EnvelopeHeaders } from '../queue/queue.ts'

export interface FragmentRow {
  readonly projectId: string
  readonly traceId: string
  readonly spanId: string
  /** From its content, so that a re-send meets it. */
  readonly fragmentId: string
  readonly kind: 'log' | 'span'
  /** Where it stands among the others of its span; its own time is in the payload. */
  readonly timeNs: bigint
  readonly payload: Uint8Array
  readonly resource: Uint8Array
  readonly scope: Uint8Array
  readonly receivedMs: number
  readonly protocol: string
  readonly keyId: string
  readonly partition: number
  readonly offset: number
}

export interface FragmentPlace {
  readonly headers: EnvelopeHeaders
  readonly partition: number
  readonly offset: number
}

export function fragmentOfLog(log: DecodedLog, place: FragmentPlace): FragmentRow {
  const { traceId, spanId, payload, resource, scope } = log
  const timeNs = log.timeNs + BigInt(log.tie)
  return fragmentOf({ kind: 'log', traceId, spanId, timeNs, payload, resource, scope }, place)
}

/** A span that has not ended: what it says may be missing from its final version. */
export function fragmentOfOpenSpan({ view, content, payload }: DecodedSpan, place: FragmentPlace): FragmentRow {
  const { traceId, spanId } = view
  const { resource, scope } = content
  let timeNs = view.startNs
  for (const event of view.events()) if (event.timeNs > timeNs) timeNs = event.timeNs
  return fragmentOf({ kind: 'span', traceId, spanId, timeNs, payload, resource, scope }, place)
}

type Part = Pick<FragmentRow, 'kind' | 'traceId' | 'spanId' | 'timeNs' | 'payload' | 'resource' | 'scope'>

function fragmentOf(part: Part, { headers, partition, offset }: FragmentPlace): FragmentRow {
  return {
    ...part,
    projectId: headers.projectId,
    fragmentId: createHash('sha256').update(part.payload).digest('hex').slice(0, 32),
    payload: new Uint8Array(part.payload),
    resource: new Uint8Array(part.resource),
    scope: new Uint8Array(part.scope),
    receivedMs: headers.receivedMs,
    protocol: headers.protocol,
    keyId: headers.keyId,
    partition,
    offset,
  }
}
