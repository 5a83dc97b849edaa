/**
 * Gives the memory of bytes back at once. Left to the collector, every 64 MiB of bodies that passed through make it
 * mark the whole heap, which under load is a seventh of all the work.
 */
import { MessageChannel } from 'node:worker_threads'

/** Below this, bytes may share a pool with others, and are not worth the call. */
const MIN_BYTES = 64 * 1024

const { port1: nowhere, port2: far } = new MessageChannel()
far.close()
nowhere.unref()

/** The same for bytes that may be a piece of something larger, which is then left to the collector. */
export function releaseWhole(bytes: Uint8Array): void {
  if (bytes.byteLength === bytes.buffer.byteLength) releaseMemory(bytes)
}

/** The bytes, and every view of their buffer, are empty afterwards: only for the one who owns them. */
export function releaseMemory(bytes: Uint8Array): void {
  const { buffer } = bytes
  if (bytes.byteLength < MIN_BYTES || !(buffer instanceof ArrayBuffer)) return
  // What is handed to a port that nobody listens to is dropped, and its memory with it.
  nowhere.postMessage(null, [buffer])
}
