/** Traces, from request bytes to decoded spans. A JSON body is transcoded first, so that there is one reader. */
import { type Cursor, Writer } from '../mapping/wire.ts'
import { admit, type RejectReason } from './admit.ts'
import type { DecodedSpan } from './decoded-span.ts'
import { transcodeTraces } from './json-traces.ts'
import { type ScopeRange, walkExport } from './otlp-walk.ts'
import { factsOf } from './span-facts.ts'
import { readSpan } from './span-reader.ts'

export type { DecodedSpan } from './decoded-span.ts'

export type BodyType = 'protobuf' | 'json'

export interface RejectedSpan {
  readonly index: number
  readonly reason: RejectReason
  readonly detail: string
  /** A request of this one span in the body's own content type: it can be sent again as it is. */
  readonly bytes: Uint8Array
}

export interface DecodedTraces {
  readonly spans: readonly DecodedSpan[]
  readonly rejected: readonly RejectedSpan[]
}

/** Throws BadFraming or Unparsable only for a body that the door would have refused (see checkTraces). */
export function decodeTraces(body: Uint8Array, contentType: BodyType): DecodedTraces {
  if (contentType === 'protobuf') return decodeProtobuf(body, undefined)
  const transcoded = transcodeTraces(body)
  return decodeProtobuf(transcoded.bytes, transcoded.bodyOfSpan)
}

function decodeProtobuf(body: Uint8Array, jsonOfSpan: ((index: number) => Uint8Array) | undefined): DecodedTraces {
  const spans: DecodedSpan[] = []
  const rejected: RejectedSpan[] = []
  let index = 0
  walkExport(body, (cursor, end, scope) => {
    const start = cursor.at
    const refusal = admit(factsOf(cursor, end))
    cursor.at = start
    if (refusal === undefined) spans.push(readSpan(cursor, end, scope, index))
    else rejected.push({ index, ...refusal, bytes: jsonOfSpan?.(index) ?? bodyOfSpan(cursor, start, end, scope) })
    index++
  })
  return { spans, rejected }
}

function bodyOfSpan(cursor: Cursor, start: number, end: number, scope: ScopeRange): Uint8Array {
  const request = new Writer()
  request.message(1, (resource) => {
    resource.bytesField(1, scope.resource)
    resource.message(2, (spans) => {
      spans.bytesField(1, scope.scope)
      spans.bytesField(2, cursor.bytes.subarray(start, end))
      if (scope.schemaUrl !== '') spans.textField(3, scope.schemaUrl)
    })
  })
  return Buffer.from(request.finish())
}
