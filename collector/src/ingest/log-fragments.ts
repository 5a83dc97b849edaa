/** Log records as fragments of their span: kept apart, and folded with it whenever either of them arrives. */
import { createHash } from 'node:crypto'
import type { DecodedLog } from '../decode/logs.ts'
import type { EnvelopeHeaders } from '../queue/queue.ts'

export interface FragmentRow {
  readonly projectId: string
  readonly traceId: string
  readonly spanId: string
  /** From its content, so that a re-send meets it. */
  readonly fragmentId: string
  readonly kind: 'log'
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

export interface LogPlace {
  readonly headers: EnvelopeHeaders
  readonly partition: number
  readonly offset: number
}

export function fragmentOf(log: DecodedLog, { headers, partition, offset }: LogPlace): FragmentRow {
  return {
    projectId: headers.projectId,
    traceId: log.traceId,
    spanId: log.spanId,
    fragmentId: createHash('sha256').update(log.payload).digest('hex').slice(0, 32),
    kind: 'log',
    timeNs: log.timeNs,
    payload: new Uint8Array(log.payload),
    resource: new Uint8Array(log.resource),
    scope: new Uint8Array(log.scope),
    receivedMs: headers.receivedMs,
    protocol: headers.protocol,
    keyId: headers.keyId,
    partition,
    offset,
  }
}
