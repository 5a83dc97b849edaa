/**
 * Records that other producers wrote: an OpenTelemetry Collector's Kafka exporter puts one OTLP request into each
 * value, bare, and says nowhere what it is or whose. The topic's configuration does, or headers of ours that the
 * exporter was told to add.
 */
import { type ContentEncoding, inflate } from '../../base/inflate.ts'
import type { Log } from '../../base/log.ts'
import type { Envelope, EnvelopeHeaders } from '../queue.ts'
import { FORMAT_HEADER, type ForeignTopic, headerText, PROJECT_HEADER } from './envelope.ts'
import type { RawRecord } from './reader.ts'

export interface ForeignReaderOptions {
  /** The id of a project by its id or name; undefined when there is none. */
  readonly projectIdOf: (name: string) => string | undefined
  /** Spans or records in a body; 0 when it cannot be read. */
  readonly count: (
    protocol: EnvelopeHeaders['protocol'],
    type: EnvelopeHeaders['contentType'],
    body: Uint8Array,
  ) => number
  readonly maxBodyBytes: number
  readonly log: Log
}

export interface ForeignRecord {
  readonly partition: number
  readonly offset: number
  readonly record: RawRecord
  readonly topic: string
  /** Undefined for a record without our headers in our own topic. */
  readonly foreign: ForeignTopic | undefined
}

export interface ForeignReader {
  open(found: ForeignRecord): Promise<Pick<Envelope, 'headers' | 'payload' | 'inflated'>>
}

const SDK_MAX_LENGTH = 64

export function createForeignReader(options: ForeignReaderOptions): ForeignReader {
  const warned = new Set<string>()
  const warnOnce = (text: string) => {
    if (warned.has(text)) return
    warned.add(text)
    options.log.warn(text)
  }

  function projectOf({ record, foreign, topic }: ForeignRecord): string {
    const asked = headerText(record, PROJECT_HEADER)
    const fallback = foreign?.project ?? 'default'
    for (const name of [asked, fallback]) {
      if (name === undefined) continue
      const id = options.projectIdOf(name)
      if (id !== undefined) return id
      warnOnce(`there is no project ${name}, which records of the Kafka topic ${topic} are for`)
    }
    // Kept under the name as it was given: nothing is thrown away because nobody has made the project yet.
    return `${fallback}~1`
  }

  return {
    open: async (found) => {
      const { record, foreign, topic, partition, offset } = found
      const payload = record.value ?? Buffer.alloc(0)
      const contentEncoding: ContentEncoding = payload[0] === 0x1f && payload[1] === 0x8b ? 'gzip' : 'identity'
      const contentType = formatOf(headerText(record, FORMAT_HEADER)) ?? foreign?.contentType ?? 'protobuf'
      const protocol = foreign?.protocol ?? 'otlp_traces'
      const inflated = await inflate(payload, contentEncoding, options.maxBodyBytes)
      const body = inflated.kind === 'ok' ? inflated.bytes : undefined
      // What cannot be read still counts: as one, so that the books show it.
      const spanCount = Math.max(1, body === undefined ? 0 : options.count(protocol, contentType, body))
      const headers: EnvelopeHeaders = {
        projectId: projectOf(found),
        protocol,
        contentType,
        contentEncoding,
        spanCount,
        deliveryId: `${topic}/${partition}/${offset}`,
        receivedMs: Math.max(0, record.timestampMs),
        keyId: '',
        sdk: `kafka:${topic}`.slice(0, SDK_MAX_LENGTH),
        inflatedBytes: body?.length ?? payload.length,
      }
      return body === undefined ? { headers, payload } : { headers, payload, inflated: body }
    },
  }
}

function formatOf(text: string | undefined): EnvelopeHeaders['contentType'] | undefined {
  if (text === 'otlp_proto') return 'protobuf'
  return text === 'otlp_json' ? 'json' : undefined
}
