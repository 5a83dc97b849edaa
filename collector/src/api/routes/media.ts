import { createHash } from 'node:crypto'
import { MAX_MEDIA_BYTES } from '@vitrine/schemas/api'
import { MEDIA_MARK } from '../../mapping/media-reference.ts'
import type { Blobs } from '../../store/blobs.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'

export interface MediaOptions {
  readonly blobs: Pick<Blobs, 'put'>
  /** The disk has no room for more. */
  isFull(): boolean
}

const RETRY_MS = 30_000
const TYPE = /^[\w.+-]+\/[\w.+-]+/

/**
 * Pictures, sounds and files that a client sends beside its spans, so that no span carries base64. Their address is
 * their content: the same upload again changes nothing, and a broken one is noticed.
 */
export function mediaRoutes({ blobs, isFull }: MediaOptions) {
  return {
    async writeMedia({ scope, params, request }) {
      const { projectId } = scope()
      if (isFull()) throw full()
      const bytes = bytesOf(request.body, params.sha256)
      const mediaType =
        TYPE.exec(request.headers['content-type'] ?? '')?.[0].toLowerCase() ?? 'application/octet-stream'
      const reference = await blobs.put(projectId, bytes)
      return {
        reference: `${MEDIA_MARK}${reference};${mediaType}`,
        media_type: mediaType,
        size_bytes: bytes.byteLength,
      }
    },
  } satisfies Handlers
}

function bytesOf(body: unknown, sha256: string): Uint8Array {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array()
  if (bytes.byteLength === 0) {
    throw new ApiError(400, 'invalid_body', 'cannot keep the media: the body is empty', {
      advice: 'send the bytes themselves as the body',
    })
  }
  if (bytes.byteLength > MAX_MEDIA_BYTES) {
    throw new ApiError(413, 'too_large', `cannot keep the media: it has ${bytes.byteLength} bytes`, {
      advice: `send at most ${MAX_MEDIA_BYTES} bytes, or an address in the span in place of the bytes`,
      params: { bytes: bytes.byteLength, most: MAX_MEDIA_BYTES },
    })
  }
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== sha256) {
    throw new ApiError(400, 'invalid_body', `cannot keep the media: the body's SHA-256 is ${found}`, {
      advice: 'the path names the SHA-256 of the body in lower-case hex; send the bytes again',
      params: { sha256: found },
    })
  }
  return bytes
}

function full(): ApiError {
  return new ApiError(503, 'not_ready', 'cannot keep the media: the disk is almost full', {
    advice: 'send it again later; whoever runs Vitrine frees disk space or lowers VITRINE_MIN_FREE_BYTES',
    retryAfterMs: RETRY_MS,
  })
}
