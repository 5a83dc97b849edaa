/**
 * What the queue must remember beside its records, in a compacted topic of one partition: how far each partition is
 * done and what had been received up to there (one moment, since both are in one batch), and which ranges a process
 * has begun, and what waited in topics that were deleted. Every process reads it; only the owner of a partition writes about it. A count carries the offset up to
 * which it counts, so that nothing is added twice.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { deathsOn, type Note } from '../attempts.ts'
import type { ReceivedCount } from '../queue.ts'
import type { Backlog, Cell } from './backlog.ts'
import type { RawRecord, Reader } from './reader.ts'
import type { NewMessage, Sender } from './sender.ts'

export interface State {
  /** Reads what other processes wrote since. */
  refresh(): Promise<void>
  committed(partition: number): number
  /** Everything before `next` is done: durable when resolved. */
  commit(partition: number, next: number): Promise<void>
  /** How often the range was begun by a process that died; durable when resolved. */
  begin(partition: number, from: number, to: number): Promise<number>
  /** An orderly end of the work on these partitions, and of all that this process has begun. */
  withdraw(partitions: readonly number[]): Promise<void>
  /** Received up to the committed offsets. */
  received(): readonly ReceivedCount[]
  /** What waited in a topic that seems to be gone, for whoever reads it next. */
  noteGone(
    gone: Gone & { readonly topic: string; readonly incarnation: number },
    send: (message: NewMessage) => Promise<unknown>,
  ): Promise<void>
  /** Where the partition ended when its topic seemed to be gone, in this incarnation; 0 when it never did. */
  goneHead(partition: number): number
  /** What waited in topics that were made anew since. */
  goneRecords(): number
  incarnation: number
  /** The topics were made anew, and offsets begin again. */
  beginAnew(partitions: readonly number[], incarnation: number): Promise<void>
}

export interface Gone {
  readonly records: number
  readonly heads: readonly { readonly partition: number; readonly head: number }[]
}

export interface StateOptions {
  readonly topic: string
  readonly reader: Reader
  readonly sender: Sender
  readonly backlog: Backlog
}

const CommittedValue = z.object({ next: z.number() })
const CellValue = z.object({ spans: z.number(), upTo: z.number() })
const GoneValue = z.object({
  records: z.number(),
  heads: z.array(z.object({ partition: z.number(), head: z.number() })),
})
const NoteValue = z.object({ deaths: z.number(), by: z.string() })

type StateKey =
  | readonly ['committed', partition: number]
  | readonly ['cell', partition: number, projectId: string, day: string, keyId: string, sdk: string, protocol: string]
  | readonly ['note', partition: number, from: number, to: number]
  | readonly ['incarnation']
  | readonly ['gone', incarnation: number, topic: string, by: string]

interface OwnedNote extends Note {
  readonly by: string
}

export async function openState(options: StateOptions): Promise<State> {
  const { topic, reader, sender, backlog } = options
  const me = randomUUID()
  const committed = new Map<number, number>()
  const cells = new Map<string, { partition: number; cell: Cell; spans: number; upTo: number }>()
  const notes = new Map<string, { partition: number; note: OwnedNote }>()
  /** Notes of other processes, also where this one has made its own of the same range since. */
  const found = new Map<string, { partition: number; note: Note }>()
  const gone = new Map<string, Gone & { readonly incarnation: number }>()
  let incarnation = 0
  let nextOffset = 0
  let reading: Promise<void> = Promise.resolve()
  let committing: Promise<void> = Promise.resolve()
  /** Where our own writes lie, until the reader has passed them. */
  const written = new Map<string, number>()

  /** Of several processes that say so of one topic, the one that saw the most. */
  function takeGone(when: number, topic: string, found: Gone): void {
    const key = JSON.stringify([when, topic])
    if (headsOf(gone.get(key)?.heads ?? []) < headsOf(found.heads)) gone.set(key, { ...found, incarnation: when })
  }

  /** A read that began before a write of ours brings what was there before it: the later of two in the topic counts. */
  function take(key: string, value: unknown, offset: number): void {
    if (offset < (written.get(key) ?? 0)) return
    const [kind, ...rest] = JSON.parse(key) as StateKey
    if (kind === 'incarnation') incarnation = CommittedValue.parse(value).next
    else if (kind === 'gone') takeGone(rest[0] as number, rest[1] as string, GoneValue.parse(value))
    else if (kind === 'committed') {
      const partition = rest[0] as number
      const { next } = CommittedValue.parse(value)
      // Its topic was made anew: what was known of the offsets of the old one names nothing any more.
      if (next < (committed.get(partition) ?? 0)) backlog.forget(partition)
      committed.set(partition, next)
      backlog.setCommitted(partition, next)
    } else if (kind === 'cell') {
      const [partition, projectId, day, keyId, sdk, protocol] = rest as [number, string, string, string, string, string]
      cells.set(key, { partition, cell: { projectId, day, keyId, sdk, protocol }, ...CellValue.parse(value) })
    } else if (value === null) {
      notes.delete(key)
      found.delete(key)
    } else {
      const [partition, from, to] = rest as [number, number, number]
      const note = { from, to, ...NoteValue.parse(value) }
      notes.set(key, { partition, note })
      if (note.by !== me) found.set(key, { partition, note })
    }
  }

  function takeRecord(record: RawRecord): void {
    nextOffset = record.offset + 1
    if (record.key !== null)
      take(record.key.toString(), record.value === null ? null : JSON.parse(String(record.value)), record.offset)
  }

  async function read(): Promise<void> {
    for (;;) {
      const piece = await reader.read(topic, 0, nextOffset)
      for (const record of piece.records) takeRecord(record)
      nextOffset = Math.max(nextOffset, piece.nextOffset)
      for (const [key, offset] of written) if (offset < nextOffset) written.delete(key)
      if (piece.nextOffset >= piece.head || piece.records.length === 0) return
    }
  }

  /** Ours is in memory once it is durable; reading it again later changes nothing. */
  async function write(entries: readonly (readonly [StateKey, unknown])[]): Promise<void> {
    const messages = entries.map(([key, value]): NewMessage & { key: string } => ({
      key: JSON.stringify(key),
      value: value === null ? null : Buffer.from(JSON.stringify(value)),
    }))
    const places = await Promise.all(messages.map((message) => sender.send(message)))
    messages.forEach(({ key }, index) => {
      const offset = places[index]?.offset ?? 0
      // Read already, and what came after it as well.
      if (offset < nextOffset) return
      take(key, entries[index]?.[1] ?? null, offset)
      written.set(key, offset)
    })
  }

  async function commit(partition: number, next: number): Promise<void> {
    if (next <= state.committed(partition)) return
    const counted = new Map<string, { key: StateKey; spans: number }>()
    for (const { offset, cell, spans } of backlog.below(partition, next)) {
      if (cell === undefined) continue
      const { projectId, day, keyId, sdk, protocol } = cell
      const key: StateKey = ['cell', partition, projectId, day, keyId, sdk, protocol]
      const id = JSON.stringify(key)
      const known = cells.get(id)
      if (known !== undefined && offset < known.upTo) continue
      const count = counted.get(id) ?? { key, spans: known?.spans ?? 0 }
      count.spans += spans
      counted.set(id, count)
    }
    const done = [...notes.values()].filter((one) => one.partition === partition && one.note.to <= next)
    await write([
      ...[...counted.values()].map(({ key, spans }) => [key, { spans, upTo: next }] as const),
      ...done.map(({ note }) => [['note', partition, note.from, note.to] satisfies StateKey, null] as const),
      [['committed', partition], { next }],
    ])
  }

  const state: State = {
    get incarnation() {
      return incarnation
    },
    refresh: () => {
      // Never the read under way: it may have passed what the caller knows to be there.
      reading = reading.catch(() => undefined).then(read)
      return reading
    },
    committed: (partition) => committed.get(partition) ?? 0,
    commit: (partition, next) => {
      // One after the other: what a commit adds to a count it has read before.
      committing = committing.catch(() => undefined).then(() => commit(partition, next))
      return committing
    },
    begin: async (partition, from, to) => {
      const begun = () =>
        deathsOn(
          [...found.values()].filter((one) => one.partition === partition).map(({ note }) => note),
          from,
          to,
        )
      let deaths = begun()
      if (deaths > 0) {
        // Its author may live and only have handed the partition over: then it has withdrawn the note by now.
        await state.refresh()
        deaths = begun()
      }
      await write([[['note', partition, from, to], { deaths: deaths + 1, by: me }]])
      return deaths
    },
    withdraw: async (partitions) => {
      const mine = [...notes.values()].filter((one) => partitions.includes(one.partition) || one.note.by === me)
      if (mine.length === 0) return
      await write(mine.map(({ partition, note }) => [['note', partition, note.from, note.to], null] as const))
    },
    received: () => {
      const sums = new Map<string, { cell: Cell; spans: number }>()
      for (const { cell, spans } of cells.values()) {
        const id = JSON.stringify(cell)
        const sum = sums.get(id) ?? { cell, spans: 0 }
        sum.spans += spans
        sums.set(id, sum)
      }
      return [...sums.values()].map(({ cell, spans }) => ({ ...cell, spans }))
    },
    noteGone: async ({ topic: name, incarnation: when, records, heads }, send) => {
      const key: StateKey = ['gone', when, name, me]
      await send({ key: JSON.stringify(key), value: Buffer.from(JSON.stringify({ records, heads })) })
    },
    goneHead: (partition) => {
      const heads = [...gone.values()].filter((one) => one.incarnation === incarnation).flatMap((one) => one.heads)
      return heads.find((one) => one.partition === partition)?.head ?? 0
    },
    goneRecords: () =>
      [...gone.values()].reduce((sum, one) => sum + (one.incarnation < incarnation ? one.records : 0), 0),
    beginAnew: async (partitions, next) => {
      for (const partition of partitions) backlog.forget(partition)
      await write([
        [['incarnation'], { next }],
        ...partitions.map((partition) => [['committed', partition], { next: 0 }] as const),
        ...[...cells.values()]
          .filter(({ partition }) => partitions.includes(partition))
          .map(({ partition, cell, spans }) => {
            const { projectId, day, keyId, sdk, protocol } = cell
            return [['cell', partition, projectId, day, keyId, sdk, protocol], { spans, upTo: 0 }] as const
          }),
      ])
    },
  }
  await state.refresh()
  return state
}

function headsOf(heads: Gone['heads']): number {
  return heads.reduce((sum, { head }) => sum + head, 0)
}
