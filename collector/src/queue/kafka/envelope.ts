/**
 * An envelope as a Kafka record and back: the body is the value as it came, everything else is in headers. Records of
 * other producers (an OpenTelemetry Collector's Kafka exporter) have no headers; what they are says the topic's
 * configuration, and a header of ours when they are configured to send it.
 */
import type { EnvelopeHeaders } from '../queue.ts'
import type { RawRecord } from './reader.ts'

export interface ForeignTopic {
  readonly topic: string
  readonly contentType: EnvelopeHeaders['contentType']
  /** Name of the project that its spans go to, unless a record has the header `vitrine-project`. */
  readonly project: string
  readonly protocol: 'otlp_traces' | 'otlp_logs'
}

const NAMES = {
  projectId: 'vitrine-project-id',
  protocol: 'vitrine-protocol',
  contentType: 'vitrine-content-type',
  contentEncoding: 'vitrine-content-encoding',
  spanCount: 'vitrine-spans',
  deliveryId: 'vitrine-delivery',
  receivedMs: 'vitrine-received-ms',
  keyId: 'vitrine-key',
  sdk: 'vitrine-sdk',
  inflatedBytes: 'vitrine-inflated-bytes',
} as const satisfies Record<keyof EnvelopeHeaders, string>

/** Documented for other producers. */
export const PROJECT_HEADER = 'vitrine-project'
export const FORMAT_HEADER = 'vitrine-format'

const PROTOCOLS = ['otlp_traces', 'otlp_logs', 'otlp_metrics'] as const
const TYPES = ['protobuf', 'json'] as const
const ENCODINGS = ['identity', 'gzip', 'deflate', 'zstd'] as const

export function recordHeaders(headers: EnvelopeHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(NAMES).map(([field, name]) => [name, String(headers[field as keyof EnvelopeHeaders])]),
  )
}

/** undefined: not written by us, or damaged. */
export function envelopeHeaders(record: Pick<RawRecord, 'headers'>): EnvelopeHeaders | undefined {
  const text = (field: keyof typeof NAMES) => headerText(record, NAMES[field])
  const count = (field: keyof typeof NAMES) => {
    const value = text(field)
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
  }
  const headers = {
    projectId: text('projectId'),
    protocol: oneOf(PROTOCOLS, text('protocol')),
    contentType: oneOf(TYPES, text('contentType')),
    contentEncoding: oneOf(ENCODINGS, text('contentEncoding')),
    spanCount: count('spanCount'),
    deliveryId: text('deliveryId'),
    receivedMs: count('receivedMs'),
    keyId: text('keyId'),
    sdk: text('sdk'),
    inflatedBytes: count('inflatedBytes'),
  }
  return Object.values(headers).includes(undefined) ? undefined : (headers as EnvelopeHeaders)
}

export function headerText(record: Pick<RawRecord, 'headers'>, name: string): string | undefined {
  const value = record.headers[name]
  const one = Array.isArray(value) ? (value as readonly (Buffer | string)[])[0] : (value as Buffer | string | undefined)
  return one === undefined || one === null ? undefined : one.toString()
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | undefined {
  return known.find((one) => one === value)
}

/** What a record costs beside its value in the bounds: headers, keys, the index. Small bodies must not be free. */
export const RECORD_OVERHEAD_BYTES = 512
