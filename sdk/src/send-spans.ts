/** The way out for spans: OTLP over HTTP, protobuf, gzip. Loaded with the first batch. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { describe, warnOnce } from './drops.ts'
import { withReferences } from './media.ts'
import { encodeSpans } from './otlp-encode.ts'
import type { SendOutcome } from './outbox.ts'
import { outgoing, readAs } from './outgoing.ts'
import { exchange } from './post.ts'
import { quietTimer } from './quiet-timer.ts'
import type { Destination, Settings } from './settings.ts'
import type { ReadSpan } from './span.ts'
import { forgetMediaOf, uploadMedia } from './upload-media.ts'
import { VERSION } from './version.ts'
import { guard } from './wrap-method.ts'

const TIMEOUT_MS = 10_000
const HEALTH_TIMEOUT_MS = 3000
/** A resource whose detectors do not come back is sent with what is known. */
const RESOURCE_WAIT_MS = 1000

const compress = promisify(gzip)
/** A guest takes little of the machine: the fastest level costs a third of the usual one. */
const LEVEL = { level: 1 }

export async function sendSpans(
  destination: Destination,
  settings: Settings,
  batch: readonly ReadSpan[],
): Promise<SendOutcome> {
  await resourcesOf(batch)
  const uploads = await uploadMedia(destination, batch, checkOf(destination))
  if (uploads.kind === 'later') return uploads
  const encoded = encodeBatch(settings, batch, uploads.references)
  if (encoded === undefined) return { kind: 'refused', why: 'the spans could not be encoded' }
  const outcome = await sendBody(destination, await compress(encoded.body, LEVEL))
  if (outcome.kind !== 'later') forgetMediaOf(batch)
  if (outcome.kind !== 'accepted') return outcome
  return { kind: 'accepted', rejected: (outcome.rejected ?? 0) + encoded.unwritten }
}

export interface EncodedBatch {
  readonly body: Buffer
  /** Spans that could not be written, and are not in it. */
  readonly unwritten: number
}

/** Undefined when none of the spans can be written. */
export function encodeBatch(
  settings: Settings,
  batch: readonly ReadSpan[],
  references: ReadonlyMap<string, string> = new Map(),
): EncodedBatch | undefined {
  const written = (spans: readonly ReadSpan[]): Buffer | undefined => {
    try {
      return encodeSpans(spans.map((span) => referring(outgoing(span, settings), references)))
    } catch (error) {
      warnOnce(`a span cannot be written (${describe(error)})`)
      return undefined
    }
  }
  const body = written(batch)
  if (body !== undefined) return { body, unwritten: 0 }
  // One that is strange costs no other: requests written one after another are one request.
  const bodies = batch.flatMap((span) => written([span]) ?? [])
  return bodies.length === 0 ? undefined : { body: Buffer.concat(bodies), unwritten: batch.length - bodies.length }
}

function referring(span: ReadSpan, references: ReadonlyMap<string, string>): ReadSpan {
  const attributes = withReferences(span.attributes, references)
  return attributes === undefined ? span : readAs(span, { attributes })
}

const answers = new Map<string, { readonly is: boolean; readonly atMs: number }>()
/** A "no" may have been a proxy's, while the collector was being put behind it. */
const NO_HOLDS_MS = 60_000

function checkOf(destination: Destination): () => Promise<boolean | undefined> {
  return async () => {
    const before = answers.get(destination.url)
    if (before !== undefined && (before.is || performance.now() - before.atMs < NO_HOLDS_MS)) return before.is
    const is = await isVitrine(destination)
    if (is !== undefined) answers.set(destination.url, { is, atMs: performance.now() })
    return is
  }
}

export async function sendBody(destination: Destination, gzipped: Uint8Array): Promise<SendOutcome> {
  const answer = await exchange({
    method: 'POST',
    url: destination.url,
    headers: {
      ...destination.headers,
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'user-agent': `vitrine-sdk-js/${VERSION}`,
    },
    body: gzipped,
    timeoutMs: TIMEOUT_MS,
  })
  if (answer.kind !== 'accepted') return answer
  return { kind: 'accepted', rejected: guard(() => rejectedSpans(answer.body), 0) }
}

/**
 * Whether the address is Vitrine's: any other backend would store an announced span as a broken duplicate. Undefined
 * while nobody answers.
 */
export async function isVitrine(destination: Destination): Promise<boolean | undefined> {
  const answer = await exchange({
    method: 'GET',
    url: new URL('/api/v1/health', destination.url).href,
    headers: { accept: 'application/json', 'user-agent': `vitrine-sdk-js/${VERSION}` },
    body: undefined,
    timeoutMs: HEALTH_TIMEOUT_MS,
  })
  if (answer.kind !== 'accepted') return answer.kind === 'later' ? undefined : false
  try {
    const health: unknown = JSON.parse(answer.body.toString('utf8'))
    return typeof health === 'object' && health !== null && (health as { service?: unknown }).service === 'vitrine'
  } catch {
    return false
  }
}

async function resourcesOf(batch: readonly ReadSpan[]): Promise<void> {
  const pending = new Set(batch.map(({ resource }) => resource).filter((each) => each.asyncAttributesPending === true))
  if (pending.size === 0) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = quietTimer(resolve, RESOURCE_WAIT_MS)
  })
  const all = Promise.allSettled([...pending].map(async (each) => await each.waitForAsyncAttributes?.()))
  await Promise.race([late, all])
  clearTimeout(timer)
}

/** ExportTraceServiceResponse { partial_success = 1 { rejected_spans = 1 } }; an empty answer rejects nothing. */
function rejectedSpans(body: Buffer): number {
  if (body.length < 4 || body[0] !== 0x0a || body[2] !== 0x08) return 0
  let value = 0
  let scale = 1
  for (const byte of body.subarray(3)) {
    value += (byte & 0x7f) * scale
    scale *= 128
    if (byte < 0x80) return value
  }
  return 0
}
