/** Sends the pictures that spans speak of, each content once, to an address that is Vitrine's. */
import { drop } from './drops.ts'
import { forgetMedia, mediaIdsOf, type WaitingMedia, waitingMedia } from './media.ts'
import { exchange } from './post.ts'
import type { Destination } from './settings.ts'
import type { ReadSpan } from './span.ts'
import { VERSION } from './version.ts'

export type Uploads =
  /** By the id of what waited; the others are told as not kept. */
  | { readonly kind: 'done'; readonly references: ReadonlyMap<string, string> }
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly why: string }

const TIMEOUT_MS = 30_000
/** Spans do not wait for ever for their pictures. */
const MAX_TRIES = 3
/** Contents that the collector has: an agent sends its pictures again with every call. */
const MAX_KNOWN = 500
const KNOWN_MS = 600_000
const REFERENCE = /^blob:[\w:;/.+-]{1,300}$/

const known = new Map<string, { readonly reference: string; readonly atMs: number }>()
const tries = new Map<string, number>()

export async function uploadMedia(
  destination: Destination,
  batch: readonly ReadSpan[],
  /** Undefined while nobody answers. */
  isVitrine: () => Promise<boolean | undefined>,
): Promise<Uploads> {
  const references = new Map<string, string>()
  const ids = endedMediaIds(batch)
  const [first] = ids
  if (first === undefined) return { kind: 'done', references }
  const is = await isVitrine()
  if (is === undefined && countTry(first) < MAX_TRIES)
    return { kind: 'later', afterMs: undefined, why: 'it does not answer whether it takes pictures' }
  if (is === undefined) drop('media_failed', 'nobody answered whether pictures are taken', ids.length)
  if (is !== true) return { kind: 'done', references }
  for (const id of ids) {
    const media = waitingMedia(id)
    if (media === undefined) continue
    const answer = await upload(destination, media)
    if (answer.kind === 'accepted') references.set(id, answer.reference)
    else if (answer.kind === 'later' && countTry(id) < MAX_TRIES) return answer
    else drop('media_failed', answer.why)
  }
  return { kind: 'done', references }
}

/** When a batch is sent, or given up. */
export function forgetMediaOf(batch: readonly ReadSpan[]): void {
  for (const id of endedMediaIds(batch)) {
    tries.delete(id)
    forgetMedia(id)
  }
}

/** A span that is only announced leaves its pictures for later. */
export function endedMediaIds(batch: readonly ReadSpan[]): string[] {
  return batch.filter(({ endTime }) => endTime[0] !== 0).flatMap(({ attributes }) => mediaIdsOf(attributes))
}

function countTry(id: string): number {
  const now = (tries.get(id) ?? 0) + 1
  tries.set(id, now)
  return now
}

type Upload =
  | { readonly kind: 'accepted'; readonly reference: string }
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }

async function upload(destination: Destination, media: WaitingMedia): Promise<Upload> {
  const bytes = mediaBytes(media)
  return await uploadBytes(destination, { bytes, mimeType: media.mimeType, hash: await sha256(bytes) })
}

export function mediaBytes({ data }: WaitingMedia): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, 'base64') : data
}

interface Content {
  readonly bytes: Uint8Array
  readonly mimeType: string
  /** SHA-256 in hexadecimal. */
  readonly hash: string
}

export async function uploadBytes({ url, headers }: Destination, { bytes, mimeType, hash }: Content): Promise<Upload> {
  const address = `${url.replace(/\/v1\/traces\/?$/, '')}/api/v1/media/${hash}`
  const before = known.get(address)
  if (before !== undefined && performance.now() - before.atMs < KNOWN_MS)
    return { kind: 'accepted', reference: before.reference }
  const answer = await exchange({
    method: 'POST',
    url: address,
    headers: { ...headers, 'content-type': mimeType, 'user-agent': `vitrine-sdk-js/${VERSION}` },
    body: bytes,
    timeoutMs: TIMEOUT_MS,
  })
  if (answer.kind !== 'accepted') return answer
  const reference = referenceIn(answer.body)
  if (reference === undefined) return { kind: 'refused', why: 'the answer to an upload names no reference' }
  known.set(address, { reference, atMs: performance.now() })
  if (known.size > MAX_KNOWN) for (const oldest of known.keys()) if (known.delete(oldest)) break
  return { kind: 'accepted', reference }
}

/** In another thread: hashing a large picture would be felt in the event loop. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex')
}

/** Written into JSON as it is, so nothing else may stand in it. */
function referenceIn(body: Buffer): string | undefined {
  try {
    const { reference } = JSON.parse(body.toString('utf8')) as { reference?: unknown }
    return typeof reference === 'string' && REFERENCE.test(reference) ? reference : undefined
  } catch {
    return undefined
  }
}
