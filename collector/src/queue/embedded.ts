/**
 * The queue without services: an LMDB log in the data folder, one partition. Headers and payloads lie in two tables,
 * so that counting never touches payload pages. Offsets, records and counts change in one transaction; an envelope is
 * deleted with the commit that covers it. The file keeps its largest size after a backlog and uses it again; memory
 * does not keep it (lmdb-tables.ts).
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError, invariant } from '../base/errors.ts'
import { releaseMemory, releaseWhole } from '../base/release-memory.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { createFileRoom, type FileRoom } from './file-room.ts'
import { createFreshBodies, type FreshBodies } from './fresh-bodies.ts'
import { createGroupWriter, type GroupWriter } from './group-writer.ts'
import { heardByGroup } from './open-lmdb.ts'
import { type Envelope, type NewRecord, type PullOptions, type Queue, QueueFull, type QueueStats } from './queue.ts'
import { createQueueTables, type QueueTables, type StoredHeaders } from './queue-tables.ts'
import { createReceivedBooks, type ReceivedBooks } from './received-books.ts'

export interface EmbeddedQueueOptions {
  /** Folder of its own. */
  readonly path: string
  /** Bound on what waits. */
  readonly maxBytes: number
  /** Memory for bodies on their way to a consumer in this process. Default 64 MiB. */
  readonly freshMaxBytes?: number
}

/** Throws AppError when the folder cannot be used. */
export function createEmbeddedQueue(options: EmbeddedQueueOptions): Queue {
  return new EmbeddedQueue(options)
}

/** What a record costs beside its payload: headers, keys, its share of pages. Small bodies must not be free. */
const RECORD_OVERHEAD_BYTES = 512
const FRESH_MAX_BYTES = 24 * 1024 * 1024
const RETRY_AFTER_MS = 2_000
/** What may be read through the map until it is let go: mapping it anew takes two milliseconds. */
const MAP_MAX_BYTES = 12 * 1024 * 1024
const OPEN_AGAIN_MS = 100

interface Waiting {
  spans: number
  bytes: number
  readonly byProject: Map<string, number>
}

class EmbeddedQueue implements Queue {
  readonly name: string
  readonly #maxBytes: number
  readonly #tables: QueueTables
  readonly #received: ReceivedBooks
  readonly #attempts: Attempts
  readonly #fresh: FreshBodies
  readonly #room: FileRoom
  readonly #writer: GroupWriter
  readonly #pullers = new Set<() => void>()
  /** Next offset to give out, and next one to become durable. */
  #head = 0
  #durableHead = 0
  #committed = 0
  #readOffset = 0
  #oldestMs: number | null = null
  /** Payloads that were read through the map since it was made. */
  #readBytes = 0
  #waiting: Waiting = { spans: 0, bytes: 0, byProject: new Map() }
  #isClosed = false

  constructor(options: EmbeddedQueueOptions) {
    this.#maxBytes = options.maxBytes
    this.#tables = createQueueTables(options)
    this.#received = createReceivedBooks(() => this.#tables.get().received)
    this.#attempts = createAttempts(() => this.#tables.get().attempts)
    this.#fresh = createFreshBodies(options.freshMaxBytes ?? FRESH_MAX_BYTES)
    this.#room = createFileRoom({ path: options.path, held: () => this.#waiting.bytes })
    this.#writer = createGroupWriter({
      root: () => this.#tables.get().root,
      room: this.#room,
      what: 'queue',
      finish: () => this.#received.write(),
      reopen: async () => {
        await this.#tables.letGo()
        this.#reload()
      },
      between: () => this.#letGoOfMap(),
    })
    this.name = this.#nameOfOffsets()
    this.#reload()
    this.#readOffset = this.#committed
  }

  async append(record: NewRecord): Promise<{ partition: number; offset: number }> {
    this.#checkOpen()
    const bytes = record.payload.length + RECORD_OVERHEAD_BYTES
    const held = this.#waiting.bytes + this.#writer.pendingBytes()
    if (held + bytes > this.#maxBytes) {
      throw new QueueFull(`the queue holds ${held} of ${this.#maxBytes} bytes`, RETRY_AFTER_MS)
    }
    const headers: StoredHeaders = { ...record.headers, payloadBytes: record.payload.length }
    let offset = -1
    await this.#writer.submit({
      bytes,
      write: () => {
        offset = this.#head++
        const tables = this.#tables.get()
        heardByGroup(tables.headers.put(offset, headers))
        heardByGroup(tables.payloads.put(offset, asBuffer(record.payload)))
        heardByGroup(tables.meta.put('head', this.#head))
        this.#received.add(headers)
        this.#addWaiting(headers, 1)
      },
      durable: () => {
        this.#durableHead = offset + 1
        const { payload, inflated } = record
        const isKept = this.#fresh.keep(offset, { payload, inflated })
        if (!isKept) {
          if (inflated !== undefined && inflated.buffer !== payload.buffer) releaseMemory(inflated)
          releaseWhole(payload)
        }
        this.#wakePullers()
      },
    })
    return { partition: 0, offset }
  }

  async pull(options: PullOptions): Promise<readonly Envelope[]> {
    this.#checkOpen()
    if (this.#readOffset >= this.#durableHead) await this.#recordOrTimeout(options)
    while (this.#tables.lettingGo !== undefined) await this.#tables.lettingGo
    if (this.#isClosed) return []
    if (!this.#tables.canOpen()) {
      await pause(OPEN_AGAIN_MS)
      return []
    }
    const envelopes: Envelope[] = []
    let spans = 0
    let bytes = 0
    while (this.#readOffset < this.#durableHead) {
      const headers = this.#headersAt(this.#readOffset)
      spans += headers.spanCount
      bytes += Math.max(headers.inflatedBytes, headers.payloadBytes)
      if (envelopes.length > 0 && (spans > options.maxSpans || bytes > options.maxBytes)) break
      envelopes.push(this.#envelope(this.#readOffset, headers))
      this.#readOffset++
    }
    return envelopes
  }

  async commit(partition: number, nextOffset: number): Promise<void> {
    this.#checkOpen()
    invariant(partition === 0, `the embedded queue has partition 0 only; got ${partition}`)
    invariant(nextOffset <= this.#durableHead, `commit to ${nextOffset} beyond the head ${this.#durableHead}`)
    await this.#writer.submit({
      bytes: 0,
      write: () => {
        if (nextOffset <= this.#committed) return
        const tables = this.#tables.get()
        for (let offset = this.#committed; offset < nextOffset; offset++) {
          this.#addWaiting(this.#headersAt(offset), -1)
          heardByGroup(tables.headers.remove(offset))
          heardByGroup(tables.payloads.remove(offset))
        }
        this.#committed = nextOffset
        this.#readOffset = Math.max(this.#readOffset, nextOffset)
        heardByGroup(tables.meta.put('committed', nextOffset))
        this.#attempts.forgetBefore(nextOffset)
      },
    })
  }

  async beginAttempt(partition: number, fromOffset: number, toOffset: number): Promise<number> {
    this.#checkOpen()
    invariant(partition === 0 && fromOffset < toOffset, `no range: ${partition}/${fromOffset}-${toOffset}`)
    const before = this.#attempts.begun(fromOffset, toOffset)
    await this.#writer.submit({ bytes: 0, write: () => this.#attempts.note(fromOffset, toOffset) })
    return before
  }

  stats(): QueueStats {
    const waitingRecords = this.#head - this.#committed
    return {
      waitingRecords,
      waitingSpans: this.#waiting.spans,
      waitingBytes: this.#waiting.bytes,
      oldestReceivedMs: this.#oldestReceivedMs(),
      maxBytes: this.#maxBytes,
    }
  }

  #oldestReceivedMs(): number | null {
    if (this.#committed >= this.#durableHead) return null
    // A moment ago it was this one, and nobody should map the file again for it.
    if (this.#tables.lettingGo === undefined) this.#oldestMs = this.#headersAt(this.#committed).receivedMs
    return this.#oldestMs
  }

  positions() {
    return [{ partition: 0, committed: this.#committed }]
  }

  waitingByProject(): ReadonlyMap<string, number> {
    return new Map(this.#waiting.byProject)
  }

  receivedCounts() {
    return this.#received.list()
  }

  /** Who deletes the folder deletes the books with it. */
  goneRecords(): number {
    return 0
  }

  /** Nobody else writes here. */
  refresh(): Promise<void> {
    return Promise.resolve()
  }

  isWaitingKnown(): boolean {
    return true
  }

  isAvailable(): boolean {
    return !this.#isClosed
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#wakePullers()
    await this.#writer.idle()
    await this.#writer.submit({ bytes: 0, write: () => this.#attempts.forgetAll() })
    await this.#tables.close()
    await this.#room.close()
  }

  async #letGoOfMap(): Promise<void> {
    if (this.#readBytes < MAP_MAX_BYTES) return
    this.#readBytes = 0
    await this.#tables.letGo()
  }

  /** Offsets begin again at 0 when the folder is new, so the books need to tell one folder from another. */
  #nameOfOffsets(): string {
    const { meta } = this.#tables.get()
    const known = meta.get('id')
    if (typeof known === 'string') return `embedded:${known}`
    const id = randomBytes(4).toString('hex')
    meta.putSync('id', id)
    return `embedded:${id}`
  }

  #reload(): void {
    const { meta, headers } = this.#tables.get()
    this.#committed = Number(meta.get('committed') ?? 0)
    this.#head = Number(meta.get('head') ?? 0)
    this.#durableHead = this.#head
    this.#waiting = { spans: 0, bytes: 0, byProject: new Map() }
    for (const { value } of headers.getRange({ start: this.#committed })) this.#addWaiting(value, 1)
    this.#received.reload()
  }

  #addWaiting(headers: StoredHeaders, sign: 1 | -1): void {
    const waiting = this.#waiting
    waiting.spans += sign * headers.spanCount
    waiting.bytes += sign * (headers.payloadBytes + RECORD_OVERHEAD_BYTES)
    const spans = (waiting.byProject.get(headers.projectId) ?? 0) + sign * headers.spanCount
    if (spans === 0) waiting.byProject.delete(headers.projectId)
    else waiting.byProject.set(headers.projectId, spans)
  }

  #headersAt(offset: number): StoredHeaders {
    const headers = this.#tables.get().headers.get(offset)
    invariant(
      headers !== undefined,
      `the queue lost offset ${offset}; committed ${this.#committed}, head ${this.#head}`,
    )
    return headers
  }

  #envelope(offset: number, stored: StoredHeaders): Envelope {
    const { payloadBytes, ...headers } = stored
    const fresh = this.#fresh.take(offset)
    const payload = fresh?.payload ?? this.#tables.get().payloads.getBinary(offset)
    if (fresh === undefined) this.#readBytes += payloadBytes
    invariant(payload !== undefined, `the queue lost the payload of offset ${offset}`)
    const envelope = { partition: 0, offset, headers, payload }
    return fresh?.inflated === undefined ? envelope : { ...envelope, inflated: fresh.inflated }
  }

  #recordOrTimeout({ waitMs, signal }: PullOptions): Promise<void> {
    if (waitMs <= 0 || signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        this.#pullers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, waitMs)
      signal?.addEventListener('abort', wake)
      this.#pullers.add(wake)
    })
  }

  #wakePullers(): void {
    for (const wake of [...this.#pullers]) wake()
  }

  #checkOpen(): void {
    if (this.#isClosed) {
      throw new AppError('queue_closed', 'cannot use the queue: it is closed; the process is stopping', {
        retryable: true,
      })
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
