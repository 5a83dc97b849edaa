/**
 * The dead letter without services: LMDB in the data folder. Its bound is a signal for the doors and never a reason
 * to lose an entry: what the queue already holds may still end here, so the overrun is bounded by the queue's bound.
 */
import type { Database } from 'lmdb'
import type {
  DeadLetter,
  DeadLetterEntry,
  DeadLetterKey,
  ListedDeadLetter,
  RejectedCount,
  RejectReason,
} from './dead-letter.ts'
import { createFileRoom, type FileRoom } from './file-room.ts'
import { createGroupWriter, type GroupWriter } from './group-writer.ts'
import { createLmdbTables, type LmdbTables } from './lmdb-tables.ts'
import { heardByGroup } from './open-lmdb.ts'
import { sumRejected } from './rejected-counts.ts'

export interface EmbeddedDeadLetterOptions {
  /** Folder of its own. */
  readonly path: string
  readonly maxBytes: number
}

/** What an entry costs beside its bytes. */
const ENTRY_OVERHEAD_BYTES = 1024

type EntryKey = [queue: string, partition: number, offset: number, index: number]
type ProjectKey = [projectId: string, receivedMs: number, ...EntryKey]
type BookKey = [projectId: string, day: string, keyId: string, sdk: string, protocol: string, reason: RejectReason]

interface Tables {
  readonly entries: Database<Omit<DeadLetterEntry, 'bytes'>, EntryKey>
  readonly bodies: Database<Buffer, EntryKey>
  readonly by_project: Database<number, ProjectKey>
  readonly books: Database<number, BookKey>
  readonly replayed: Database<number, EntryKey>
  readonly meta: Database<number, string>
  /** What was counted before the first entry that this one ever saw. */
  readonly base: Database<readonly RejectedCount[], string>
}

const ENCODINGS = {
  entries: 'json',
  bodies: 'binary',
  by_project: 'json',
  books: 'json',
  replayed: 'json',
  meta: 'json',
  base: 'json',
} as const

export interface EmbeddedDeadLetter extends DeadLetter {
  readonly bytes: number
  /** As if nothing had ever been put. */
  clear(): Promise<void>
  /** What was rejected before anything was put here, by whoever saw it. */
  countBefore(counts: readonly RejectedCount[]): Promise<void>
  /** Gives up the entries of before this moment, and goes on counting them. */
  forget(beforeMs: number): Promise<void>
  close(): Promise<void>
}

export function createEmbeddedDeadLetter(options: EmbeddedDeadLetterOptions): EmbeddedDeadLetter {
  return new LmdbDeadLetter(options)
}

class LmdbDeadLetter implements EmbeddedDeadLetter {
  readonly #maxBytes: number
  readonly #tables: LmdbTables<Tables>
  readonly #room: FileRoom
  readonly #writer: GroupWriter
  readonly #counts = new Map<string, { key: BookKey; spans: number }>()
  /** Keys of entries in a transaction that is not on disk yet. */
  readonly #unsaved = new Set<string>()
  #before: readonly RejectedCount[] = []
  #bytes = 0

  constructor(options: EmbeddedDeadLetterOptions) {
    this.#maxBytes = options.maxBytes
    this.#tables = createLmdbTables<Tables>(options, ENCODINGS)
    this.#room = createFileRoom({ path: options.path, held: () => this.#bytes })
    this.#writer = createGroupWriter({
      root: () => this.#tables.get().root,
      room: this.#room,
      what: 'dead letter',
      finish: () => heardByGroup(this.#tables.get().meta.put('bytes', this.#bytes)),
      reopen: async () => {
        await this.#tables.letGo()
        this.#reload()
      },
    })
    this.#reload()
  }

  get bytes(): number {
    return this.#bytes
  }

  async put(entries: readonly DeadLetterEntry[]): Promise<void> {
    await Promise.all(
      entries.map((entry) => {
        const id = JSON.stringify(keyOf(entry))
        return this.#writer.submit({
          bytes: entry.bytes.length,
          write: () => this.#write(entry, id),
          durable: () => this.#unsaved.delete(id),
        })
      }),
    )
  }

  isFull(): boolean {
    return this.#bytes >= this.#maxBytes
  }

  counts(): readonly RejectedCount[] {
    const own = [...this.#counts.values()].map(({ key: [projectId, day, keyId, sdk, protocol, reason], spans }) => {
      return { projectId, day, keyId, sdk, protocol, reason, spans }
    })
    return this.#before.length === 0 ? own : sumRejected([...this.#before, ...own])
  }

  async countBefore(counts: readonly RejectedCount[]): Promise<void> {
    await this.#writer.submit({
      bytes: 0,
      write: () => {
        heardByGroup(this.#tables.get().base.put('counts', counts))
        this.#before = counts
      },
    })
  }

  async clear(): Promise<void> {
    await this.#writer.submit({
      bytes: 0,
      write: () => {
        const { base, entries, bodies, by_project: byProject, books, replayed } = this.#tables.get()
        for (const table of [entries, bodies, byProject, books, replayed]) {
          heardByGroup(table.clearAsync())
        }
        heardByGroup(base.put('counts', []))
        this.#before = []
        this.#counts.clear()
        this.#unsaved.clear()
        this.#bytes = 0
      },
    })
  }

  async forget(beforeMs: number): Promise<void> {
    const old = [...this.#tables.get().entries.getRange()].filter(({ value }) => value.receivedMs < beforeMs)
    await Promise.all(
      old.map(({ key, value }) => this.#writer.submit({ bytes: 0, write: () => this.#remove(key, value) })),
    )
  }

  async markReplayed(keys: readonly DeadLetterKey[], atMs: number): Promise<void> {
    await Promise.all(
      keys.map((key) =>
        this.#writer.submit({
          bytes: 0,
          write: () => {
            const { replayed } = this.#tables.get()
            const last = replayed.get(keyOf(key)) ?? 0
            heardByGroup(replayed.put(keyOf(key), Math.max(last, atMs)))
          },
        }),
      ),
    )
  }

  list(options: { projectId: string; limit: number }): readonly ListedDeadLetter[] {
    const { by_project: byProject, entries, bodies, replayed } = this.#tables.get()
    const newestFirst = byProject.getKeys({
      start: [options.projectId, Number.MAX_VALUE],
      end: [options.projectId],
      reverse: true,
      limit: options.limit,
    })
    const found: ListedDeadLetter[] = []
    for (const [, , ...key] of newestFirst) {
      const entry = entries.get(key)
      const bytes = bodies.getBinary(key)
      if (entry === undefined || bytes === undefined) continue
      found.push({ ...entry, bytes, replayedMs: replayed.get(key) ?? null })
    }
    return found
  }

  async close(): Promise<void> {
    await this.#writer.idle()
    await this.#tables.close()
    await this.#room.close()
  }

  #write(entry: DeadLetterEntry, id: string): void {
    const key = keyOf(entry)
    const { entries, bodies, by_project: byProject } = this.#tables.get()
    if (this.#unsaved.has(id) || entries.doesExist(key)) return
    this.#unsaved.add(id)
    const { bytes, ...rest } = entry
    heardByGroup(entries.put(key, rest))
    heardByGroup(bodies.put(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
    heardByGroup(byProject.put([entry.projectId, entry.receivedMs, ...key], 1))
    this.#bytes += bytes.length + ENTRY_OVERHEAD_BYTES
    this.#count(entry)
  }

  #remove(key: EntryKey, { projectId, receivedMs }: Omit<DeadLetterEntry, 'bytes'>): void {
    const { entries, bodies, by_project: byProject, replayed } = this.#tables.get()
    const size = bodies.getBinary(key)?.length
    if (size === undefined) return
    heardByGroup(entries.remove(key))
    heardByGroup(bodies.remove(key))
    heardByGroup(byProject.remove([projectId, receivedMs, ...key]))
    heardByGroup(replayed.remove(key))
    this.#bytes -= size + ENTRY_OVERHEAD_BYTES
  }

  #count(entry: DeadLetterEntry): void {
    const day = new Date(entry.receivedMs).toISOString().slice(0, 10)
    const key: BookKey = [entry.projectId, day, entry.keyId, entry.sdk, entry.protocol, entry.reason]
    const id = JSON.stringify(key)
    const spans = (this.#counts.get(id)?.spans ?? 0) + entry.spans
    this.#counts.set(id, { key, spans })
    heardByGroup(this.#tables.get().books.put(key, spans))
  }

  #reload(): void {
    const { meta, base, books } = this.#tables.get()
    this.#bytes = meta.get('bytes') ?? 0
    this.#before = base.get('counts') ?? []
    this.#unsaved.clear()
    this.#counts.clear()
    for (const { key, value } of books.getRange()) this.#counts.set(JSON.stringify(key), { key, spans: value })
  }
}

function keyOf(entry: DeadLetterKey): EntryKey {
  return [entry.queue, entry.partition, entry.offset, entry.index]
}
