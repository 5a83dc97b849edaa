import type { RejectReason } from '../decode/admit.ts'

/**
 * Where one refused span or envelope goes, with its reason and bytes, and from where it can be replayed: the contract.
 * Its key is (partition, offset, index), so that a replayed envelope meets its own dead letters; its counts are
 * its own, the third count of the books.
 */
export type { RejectReason } from '../decode/admit.ts'

export interface DeadLetterEntry {
  readonly queue: string
  readonly partition: number
  readonly offset: number
  /** Index of the span in its envelope; -1 for a whole envelope. */
  readonly index: number
  readonly projectId: string
  readonly keyId: string
  readonly sdk: string
  readonly protocol: string
  readonly contentType: 'protobuf' | 'json'
  readonly contentEncoding: 'identity' | 'gzip' | 'deflate' | 'zstd'
  readonly receivedMs: number
  readonly reason: RejectReason
  readonly detail: string
  readonly spans: number
  /** The span's own bytes as a body that can be sent again, or the whole envelope's. */
  readonly bytes: Uint8Array
}

/** What names an entry: the record it came from, and its place in there. */
export type DeadLetterKey = Pick<DeadLetterEntry, 'queue' | 'partition' | 'offset' | 'index'>

export interface ListedDeadLetter extends DeadLetterEntry {
  /** When it was last sent again; it stays, since it counts what was once refused. */
  readonly replayedMs: number | null
}

export interface RejectedCount {
  readonly projectId: string
  readonly day: string
  readonly keyId: string
  readonly sdk: string
  readonly protocol: string
  readonly reason: RejectReason
  readonly spans: number
}

export interface DeadLetter {
  /** Durable when resolved; an entry whose key is there already changes nothing. */
  put(entries: readonly DeadLetterEntry[]): Promise<void>
  /** Full means that the doors answer 429. */
  isFull(): boolean
  counts(): readonly RejectedCount[]
  list(options: { projectId: string; limit: number }): readonly ListedDeadLetter[]
  /** Notes that these were sent again; durable when resolved. */
  markReplayed(keys: readonly DeadLetterKey[], atMs: number): Promise<void>
}
