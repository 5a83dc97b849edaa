/** One span of a body as a request of its own, in the body's content type: what the dead letter keeps. */
import { transcodeTraces } from '../decode/json-traces.ts'
import { walkExport } from '../decode/otlp-walk.ts'
import { Writer } from '../mapping/wire.ts'

export function spanBody(body: Uint8Array, contentType: 'protobuf' | 'json', index: number): Uint8Array {
  if (contentType === 'json') return transcodeTraces(body).bodyOfSpan(index)
  const request = new Writer()
  let at = 0
  walkExport(body, (cursor, end, scope) => {
    const isIt = at++ === index
    if (!isIt) return
    request.message(1, (resource) => {
      resource.bytesField(1, scope.resource)
      resource.message(2, (spans) => {
        spans.bytesField(1, scope.scope)
        spans.bytesField(2, cursor.bytes.subarray(cursor.at, end))
        if (scope.schemaUrl !== '') spans.textField(3, scope.schemaUrl)
      })
    })
  })
  return Buffer.from(request.finish())
}
