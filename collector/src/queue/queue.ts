/**
 * The durable log between the doors and the ingest loop: the contract. Embedded (LMDB) and Kafka implement it,
 * and both pass tests/contract/queue-contract.ts.
 *
 * A record is one request body as it came (still compressed). Offsets grow by one within a partition, from 0.
 * The committed offset is the next one to read. Delivery is at least once.
 */
export interface EnvelopeHeaders {
  readonly projectId: string
  readonly protocol: 'otlp_traces' | 'otlp_logs' | 'otlp_metrics'
  readonly contentType: 'protobuf' | 'json'
  readonly contentEncoding: 'identity' | 'gzip' | 'deflate' | 'zstd'
  /** Spans (or log records) in the body, counted by the door. */
  readonly spanCount: number
  readonly deliveryId: string
  readonly receivedMs: number
  readonly keyId: string
  /** The client as it names itself: first word of User-Agent, at most 64 characters. */
  readonly sdk: string
  /** Bytes after inflation. */
  readonly inflatedBytes: number
}

export interface NewRecord {
  readonly headers: EnvelopeHeaders
  /** Once the record is durable it is the queue's, which may give its memory back. */
  readonly payload: Uint8Array
  /** The inflated body, when the door still holds it: handed to a consumer in the same process, never stored. As above. */
  readonly inflated?: Uint8Array
}

export interface Envelope extends NewRecord {
  readonly partition: number
  readonly offset: number
}

/** Thrown by append when the queue holds its bound: the door answers 429 with Retry-After. */
export class QueueFull extends Error {
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs: number) {
    super(message)
    this.name = 'QueueFull'
    this.retryAfterMs = retryAfterMs
  }
}

export interface PullOptions {
  readonly maxSpans: number
  readonly maxBytes: number
  /** Resolve with an empty list after this long without a record. */
  readonly waitMs: number
  readonly signal?: AbortSignal
}

export interface QueueStats {
  readonly waitingRecords: number
  readonly waitingSpans: number
  readonly waitingBytes: number
  readonly oldestReceivedMs: number | null
  readonly maxBytes: number
}

/** The queue's own count of what it was given, cumulative; kept in the same transaction as the record. */
export interface ReceivedCount {
  readonly projectId: string
  /** UTC day of receipt, YYYY-MM-DD. */
  readonly day: string
  readonly keyId: string
  readonly sdk: string
  readonly protocol: string
  readonly spans: number
}

export interface Queue {
  /** 'embedded:<folder id>' or 'kafka:<cluster id>': names the offset space in the books. */
  readonly name: string
  /** Resolves when the record is durable (group-committed fsync). Throws QueueFull, or AppError when the disk fails. */
  append(record: NewRecord): Promise<{ partition: number; offset: number }>
  /** The next records in order, from the last pull on; after a restart from the committed offset. */
  pull(options: PullOptions): Promise<readonly Envelope[]>
  /** Everything before `nextOffset` is stored; durable when resolved. An embedded queue frees it. */
  commit(partition: number, nextOffset: number): Promise<void>
  /**
   * Notes that this range is about to be worked on, and returns how often it was begun by a process that then died
   * without a commit: the highest count of any range that it touches, save one that it is at most half of, which is
   * how the envelope that kills is found. A repeat in the same process, and an orderly close, count nothing.
   */
  beginAttempt(partition: number, fromOffset: number, toOffset: number): Promise<number>
  stats(): QueueStats
  /** Of every partition, the next offset to read: read together with what waits, they are one moment. */
  positions(): readonly { readonly partition: number; readonly committed: number }[]
  /** Spans waiting, by project. */
  waitingByProject(): ReadonlyMap<string, number>
  receivedCounts(): readonly ReceivedCount[]
  /** Records that waited in a log that somebody deleted, as far as it was seen: they are gone and never came to the books. */
  goneRecords(): number
  /** Brings what is counted up to date with what other processes did. Throws AppError while the log is away. */
  refresh(): Promise<void>
  /** False when more waits than could be looked through: then counts of what waits say too little. */
  isWaitingKnown(): boolean
  /** False while the log does not answer: nothing can be made durable. */
  isAvailable(): boolean
  /** Lets appends in flight finish, then closes. */
  close(): Promise<void>
}
