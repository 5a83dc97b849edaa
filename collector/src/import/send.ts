/**
 * One line to the front door: gzipped, and patient with a door that says "later". What the door refuses for good comes
 * back as a value; only what makes going on pointless (a refused key, nobody there) is thrown.
 */
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { messageOf } from '../base/errors.ts'

const gzipAsync = promisify(gzip)

export type Sent =
  | { readonly kind: 'accepted'; readonly spans: number; readonly rejected: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly spans: number; readonly reason: string }

/** The import cannot go on; the message says what to do. */
export class ImportStopped extends Error {}

export interface Door {
  /** Base URL of the OTLP door, e.g. http://127.0.0.1:4318. */
  readonly url: string
  readonly key?: string | undefined
  /** Whose key it is, when it was asked for by the project's name: progress is kept by the name then. */
  readonly project?: string | undefined
  /** Give up when nothing was answered for this long. */
  readonly patienceMs: number
  readonly wait: (ms: number) => Promise<void>
  readonly nowMs: () => number
  /** Told while the door says "later". */
  readonly onWait?: (why: string, ms: number) => void
}

const FIRST_WAIT_MS = 500
const MAX_WAIT_MS = 30_000
const REQUEST_TIMEOUT_MS = 120_000
const LATER = new Set([408, 429, 502, 503, 504])

/** Which door a line belongs to, and how many spans it holds; a reason when it is no OTLP JSON. */
export type ReadLine =
  | { readonly kind: 'otlp'; readonly path: string; readonly spans: number }
  | { readonly kind: 'bad'; readonly reason: string }

export function readOtlpLine(line: Buffer): ReadLine {
  let parsed: unknown
  try {
    parsed = JSON.parse(line.toString('utf8'))
  } catch (error) {
    return { kind: 'bad', reason: `not JSON: ${messageOf(error).slice(0, 120)}` }
  }
  const body = record(parsed)
  if (Array.isArray(body.resourceSpans)) return { kind: 'otlp', path: '/v1/traces', spans: countSpans(body) }
  if (Array.isArray(body.resourceLogs)) return { kind: 'otlp', path: '/v1/logs', spans: 0 }
  if (Array.isArray(body.resourceMetrics)) return { kind: 'otlp', path: '/v1/metrics', spans: 0 }
  return { kind: 'bad', reason: 'JSON without resourceSpans, resourceLogs or resourceMetrics: not an OTLP request' }
}

export async function sendLine(door: Door, line: Buffer): Promise<Sent> {
  const read = readOtlpLine(line)
  if (read.kind === 'bad') return { kind: 'refused', spans: 0, reason: read.reason }
  const body = await gzipAsync(line, { level: constants.Z_BEST_SPEED })
  const answer = await postPatiently(door, read.path, body)
  if (answer.status >= 200 && answer.status < 300) return acceptedOf(read.spans, answer.text)
  const why = `${answer.status}: ${answer.text.slice(0, 300)}`
  if (answer.status === 401 || answer.status === 403) {
    throw new ImportStopped(
      `cannot import: the server refused the key (${why}); pass the project's secret key with --key or VITRINE_KEY`,
    )
  }
  if (answer.status === 404) {
    throw new ImportStopped(`cannot import: ${door.url}${read.path} is not an OTLP door (${why}); check --url`)
  }
  return { kind: 'refused', spans: read.spans, reason: why }
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly retryAfterMs: number | undefined
}

async function postPatiently(door: Door, path: string, body: Buffer): Promise<Answer> {
  const startedMs = door.nowMs()
  for (let attempt = 0; ; attempt += 1) {
    const tried = await post(door, path, body)
    if (tried.kind === 'answer' && !LATER.has(tried.answer.status)) return tried.answer
    const why = tried.kind === 'answer' ? `the server answered ${tried.answer.status}` : tried.why
    const ownWaitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt)
    const waitMs = (tried.kind === 'answer' ? tried.answer.retryAfterMs : undefined) ?? ownWaitMs
    if (door.nowMs() + waitMs - startedMs > door.patienceMs) {
      throw new ImportStopped(
        `cannot import: ${why}, and it stayed so for ${Math.round(door.patienceMs / 1000)} s; ` +
          'start the server (npm start) and run the same command again: it goes on where it stopped',
      )
    }
    door.onWait?.(why, waitMs)
    await door.wait(waitMs)
  }
}

async function post(
  door: Door,
  path: string,
  body: Buffer,
): Promise<{ kind: 'answer'; answer: Answer } | { kind: 'unreachable'; why: string }> {
  try {
    const response = await fetch(`${door.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'user-agent': 'vitrine-import',
        ...(door.key === undefined ? {} : { authorization: `Bearer ${door.key}` }),
      },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
    const text = await response.text()
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), door.nowMs())
    return { kind: 'answer', answer: { status: response.status, text, retryAfterMs } }
  } catch (error) {
    return { kind: 'unreachable', why: `no answer from ${door.url} (${causeOf(error)})` }
  }
}

/** Seconds or an HTTP date. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}

function acceptedOf(spans: number, text: string): Sent {
  const partial = record(record(parseOr(text)).partialSuccess)
  const rejected = Number(partial.rejectedSpans ?? partial.rejectedLogRecords ?? partial.rejectedDataPoints ?? 0)
  return {
    kind: 'accepted',
    spans: Math.max(0, spans - rejected),
    rejected,
    reason: String(partial.errorMessage ?? ''),
  }
}

function countSpans(body: Record<string, unknown>): number {
  let spans = 0
  for (const resource of list(body.resourceSpans))
    for (const scope of list(record(resource).scopeSpans)) spans += list(record(scope).spans).length
  return spans
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return messageOf(error)
}
