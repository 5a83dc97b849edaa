/**
 * What a door says, in the encoding of the request: an Export…ServiceResponse (its three kinds look alike on the
 * wire), or a google.rpc.Status. Written by hand, since each is two fields.
 */
export type Signal = 'traces' | 'logs' | 'metrics'
export type AnswerType = 'protobuf' | 'json'

export interface PartialSuccess {
  readonly rejected: number
  readonly message: string
}

const REJECTED_NAME: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
}

/** Without a partial success protobuf needs no bytes at all. */
export function exportResponse(signal: Signal, type: AnswerType, partial: PartialSuccess | undefined): Buffer {
  if (type === 'json') return Buffer.from(JSON.stringify(jsonResponse(signal, partial)))
  if (partial === undefined) return Buffer.alloc(0)
  return lengthField(1, Buffer.concat([varintField(1, partial.rejected), textField(2, partial.message)]))
}

/** google.rpc.Status, code by the table of gRPC. */
export function statusBody(type: AnswerType, code: number, message: string): Buffer {
  if (type === 'json') return Buffer.from(JSON.stringify({ code, message }))
  return Buffer.concat([varintField(1, code), textField(2, message)])
}

/** google.rpc.Status with a RetryInfo, for the trailer `grpc-status-details-bin`. */
export function statusWithRetry(code: number, message: string, retryAfterMs: number): Buffer {
  const seconds = Math.floor(retryAfterMs / 1000)
  const duration = Buffer.concat([varintField(1, seconds), varintField(2, (retryAfterMs % 1000) * 1_000_000)])
  const detail = Buffer.concat([
    textField(1, 'type.googleapis.com/google.rpc.RetryInfo'),
    lengthField(2, lengthField(1, duration)),
  ])
  return Buffer.concat([statusBody('protobuf', code, message), lengthField(3, detail)])
}

function jsonResponse(signal: Signal, partial: PartialSuccess | undefined) {
  if (partial === undefined) return {}
  // 64-bit numbers are text in OTLP JSON.
  return { partialSuccess: { [REJECTED_NAME[signal]]: String(partial.rejected), errorMessage: partial.message } }
}

function textField(field: number, text: string): Buffer {
  return lengthField(field, Buffer.from(text))
}

function lengthField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes])
}

function varintField(field: number, value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : Buffer.concat([varint(field << 3), varint(value)])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}
