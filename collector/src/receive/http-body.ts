/** Reads a request body within its bounds; what it holds in memory is taken from the doors' share as it arrives. */
import type { IncomingMessage } from 'node:http'
import type { InFlightShare } from './in-flight.ts'

export type Body =
  | { readonly kind: 'ok'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'no_memory' }
  /** The client went away or broke the framing: there is nobody to answer. */
  | { readonly kind: 'gone' }

/** After an early answer the rest of the body is read and thrown away up to here, so that the client sees the answer. */
const DISCARD_MAX_BYTES = 64 * 1024 * 1024

export function readBody(request: IncomingMessage, maxBytes: number, share: InFlightShare): Promise<Body> {
  // Gone while we asked who it is: no event will come any more.
  if (request.destroyed) return Promise.resolve({ kind: 'gone' })
  const announced = announcedBytes(request)
  if (announced !== undefined && announced > maxBytes) return Promise.resolve({ kind: 'too_large' })
  return new Promise((resolve) => {
    const collected = announced === undefined ? collectChunks() : collectInto(announced)
    const settle = (body: Body) => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
      // Node wants somebody to listen for what a dying socket still says.
      request.on('error', () => {})
      resolve(body)
    }
    const onData = (chunk: Buffer) => {
      if (collected.bytes + chunk.length > maxBytes) settle({ kind: 'too_large' })
      else if (!share.take(chunk.length)) settle({ kind: 'no_memory' })
      else collected.add(chunk)
    }
    const onEnd = () => settle({ kind: 'ok', bytes: collected.finish() })
    const onGone = () => settle({ kind: 'gone' })
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  })
}

/** Call it when an answer is given before the body was read. */
export function discardRest(request: IncomingMessage): void {
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > DISCARD_MAX_BYTES) request.destroy()
  })
  request.on('error', () => {})
  request.resume()
}

interface Collected {
  readonly bytes: number
  add(chunk: Buffer): void
  finish(): Buffer
}

/** One copy into the final buffer; its untouched pages cost nothing while the body is on its way. */
function collectInto(announced: number): Collected {
  const target = Buffer.allocUnsafeSlow(announced)
  let at = 0
  return {
    get bytes() {
      return at
    },
    add: (chunk) => {
      at += chunk.copy(target, at)
    },
    finish: () => target.subarray(0, at),
  }
}

function collectChunks(): Collected {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    add: (chunk) => {
      chunks.push(chunk)
      bytes += chunk.length
    },
    finish: () => (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes)),
  }
}

function announcedBytes(request: IncomingMessage): number | undefined {
  const text = request.headers['content-length']
  return text === undefined ? undefined : Number(text)
}
