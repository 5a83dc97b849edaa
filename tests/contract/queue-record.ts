/** A record for the queue's contract, with what the test does not care about filled in. */
import type { EnvelopeHeaders, NewRecord } from '../../collector/src/queue/queue.ts'

export function record(headers: Partial<EnvelopeHeaders> & { payload?: Uint8Array } = {}): NewRecord {
  const { payload = Buffer.from(`body of ${headers.deliveryId ?? 'nobody'}`), ...rest } = headers
  return {
    headers: {
      projectId: 'default~1',
      protocol: 'otlp_traces',
      contentType: 'protobuf',
      contentEncoding: 'gzip',
      spanCount: 2,
      deliveryId: 'd',
      receivedMs: 1_760_000_000_000,
      keyId: 'k1',
      sdk: 'test/1',
      inflatedBytes: payload.length,
      ...rest,
    },
    payload,
  }
}
