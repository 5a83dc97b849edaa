/** What the headers of an OTLP request say, before any byte of its body is read. */
import type { IncomingMessage } from 'node:http'
import type { ContentEncoding } from '../base/inflate.ts'
import type { AnswerType, Signal } from './otlp-answer.ts'

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics']
/** Vendors' clients put their own path before ours; without the rest they mean traces. */
const VENDOR_PREFIXES = ['/otel', '/api/otel', '/api/v1/otel', '/api/public/otel']

const SIGNAL_BY_PATH: ReadonlyMap<string, Signal> = new Map([
  ...['', ...VENDOR_PREFIXES].flatMap((prefix) =>
    SIGNALS.map((signal): [string, Signal] => [`${prefix}/v1/${signal}`, signal]),
  ),
  ...VENDOR_PREFIXES.map((prefix): [string, Signal] => [prefix, 'traces']),
])

const TYPES: ReadonlyMap<string, AnswerType> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
])

const ENCODINGS: ReadonlyMap<string, ContentEncoding> = new Map([
  ['', 'identity'],
  ['identity', 'identity'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['zstd', 'zstd'],
])

export function signalOf(request: IncomingMessage): Signal | undefined {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  return SIGNAL_BY_PATH.get(path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)
}

export function contentTypeOf(request: IncomingMessage): AnswerType | undefined {
  return TYPES.get((request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '')
}

/** Undefined for anything but one encoding that we know. */
export function contentEncodingOf(request: IncomingMessage): ContentEncoding | undefined {
  return ENCODINGS.get((request.headers['content-encoding'] ?? '').trim().toLowerCase())
}

export type Origin =
  /** No browser page, or a page of ours. */
  { readonly kind: 'own' } | { readonly kind: 'allowed'; readonly origin: string } | { readonly kind: 'foreign' }

export function originOf(request: IncomingMessage, allowed: readonly string[]): Origin {
  const origin = request.headers.origin
  if (origin === undefined) return { kind: 'own' }
  if (URL.canParse(origin) && new URL(origin).host === request.headers.host?.toLowerCase()) return { kind: 'own' }
  return allowed.includes('*') || allowed.includes(origin) ? { kind: 'allowed', origin } : { kind: 'foreign' }
}
