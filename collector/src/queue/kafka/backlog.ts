/**
 * What waits, as this process knows it: of every partition the committed offset, the head, and the headers of the
 * records in between. Own appends and what was read are known for nothing; the rest is asked for when somebody counts.
 */
import type { EnvelopeHeaders, QueueStats, ReceivedCount } from '../queue.ts'

export interface Known {
  readonly spans: number
  readonly bytes: number
  readonly receivedMs: number
  /** When the log got it: what a client claims of its clock must not close the doors. */
  readonly loggedMs: number
  readonly cell: Cell | undefined
}

/** Who sent what on which day: one line of the books. */
export type Cell = Omit<ReceivedCount, 'spans'>

interface Lane {
  committed: number
  head: number
  readonly known: Map<number, Known>
  spans: number
  bytes: number
}

export interface Backlog {
  learn(partition: number, offset: number, known: Known): void
  /** Heads only grow: an append may be known before a look at the broker that began earlier. */
  setHead(partition: number, head: number): void
  setCommitted(partition: number, committed: number): void
  /** What is known of the records that such a commit would pass. */
  below(partition: number, committed: number): readonly (Known & { readonly offset: number })[]
  lane(partition: number): { readonly committed: number; readonly head: number }
  lanes(): readonly number[]
  /** The partition begins anew. */
  forget(partition: number): void
  /** [from, to) of waiting records that nothing is known of. */
  unknownRanges(partition: number): readonly { readonly from: number; readonly to: number }[]
  /** Of all partitions, or of these. */
  stats(partitions?: readonly number[]): Omit<QueueStats, 'maxBytes'> & { readonly oldestLoggedMs: number | null }
  waitingByProject(): ReadonlyMap<string, number>
  waitingCells(): readonly ReceivedCount[]
  isKnown(): boolean
}

export function createBacklog(): Backlog {
  const lanes = new Map<number, Lane>()
  /** Of all records seen, for what is not known. */
  const mean = { records: 0, bytes: 0, spans: 0 }

  function laneOf(partition: number): Lane {
    const found = lanes.get(partition) ?? { committed: 0, head: 0, known: new Map(), spans: 0, bytes: 0 }
    lanes.set(partition, found)
    return found
  }

  function* waiting(): Iterable<Known> {
    for (const { known } of lanes.values()) yield* known.values()
  }

  function unknownCount(lane: Lane): number {
    return Math.max(0, lane.head - lane.committed) - lane.known.size
  }

  function stats(partitions: readonly number[] = [...lanes.keys()]) {
    let [records, spans, bytes] = [0, 0, 0]
    let [oldestReceivedMs, oldestLoggedMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (const lane of partitions.map(laneOf)) {
      records += Math.max(0, lane.head - lane.committed)
      spans += lane.spans
      bytes += lane.bytes
      const unknown = unknownCount(lane)
      if (mean.records > 0) {
        bytes += (unknown * mean.bytes) / mean.records
        spans += (unknown * mean.spans) / mean.records
      }
      const first = lane.known.get(lane.committed)
      if (first !== undefined) {
        oldestReceivedMs = Math.min(oldestReceivedMs, first.receivedMs)
        oldestLoggedMs = Math.min(oldestLoggedMs, first.loggedMs)
      }
    }
    return {
      waitingRecords: records,
      waitingSpans: Math.round(spans),
      waitingBytes: Math.round(bytes),
      oldestReceivedMs: Number.isFinite(oldestReceivedMs) ? oldestReceivedMs : null,
      oldestLoggedMs: Number.isFinite(oldestLoggedMs) ? oldestLoggedMs : null,
    }
  }

  return {
    learn: (partition, offset, known) => {
      const lane = laneOf(partition)
      lane.head = Math.max(lane.head, offset + 1)
      if (offset < lane.committed || lane.known.has(offset)) return
      lane.known.set(offset, known)
      lane.spans += known.spans
      lane.bytes += known.bytes
      mean.records += 1
      mean.bytes += known.bytes
      mean.spans += known.spans
    },
    setHead: (partition, head) => {
      const lane = laneOf(partition)
      lane.head = Math.max(lane.head, head)
    },
    setCommitted: (partition, committed) => {
      const lane = laneOf(partition)
      if (committed <= lane.committed) return
      const passed = knownBelow(lane, committed)
      lane.committed = committed
      lane.head = Math.max(lane.head, committed)
      for (const { offset, spans, bytes } of passed) {
        lane.known.delete(offset)
        lane.spans -= spans
        lane.bytes -= bytes
      }
    },
    below: (partition, committed) => knownBelow(laneOf(partition), committed),
    lane: (partition) => {
      const { committed, head } = laneOf(partition)
      return { committed, head }
    },
    lanes: () => [...lanes.keys()],
    forget: (partition) => lanes.delete(partition),
    unknownRanges: (partition) => {
      const lane = laneOf(partition)
      if (unknownCount(lane) === 0) return []
      const ranges: { from: number; to: number }[] = []
      for (let offset = lane.committed; offset < lane.head; offset++) {
        if (lane.known.has(offset)) continue
        const last = ranges.at(-1)
        if (last?.to === offset) last.to = offset + 1
        else ranges.push({ from: offset, to: offset + 1 })
      }
      return ranges
    },
    stats,
    waitingByProject: () => {
      const spans = new Map<string, number>()
      for (const { cell, spans: more } of waiting()) {
        if (cell !== undefined) spans.set(cell.projectId, (spans.get(cell.projectId) ?? 0) + more)
      }
      return spans
    },
    waitingCells: () => [...waiting()].flatMap(({ cell, spans }) => (cell === undefined ? [] : [{ ...cell, spans }])),
    isKnown: () => [...lanes.values()].every((lane) => unknownCount(lane) === 0),
  }
}

function knownBelow(lane: Lane, committed: number): readonly (Known & { readonly offset: number })[] {
  const passed: (Known & { offset: number })[] = []
  for (let offset = lane.committed; offset < Math.min(committed, lane.head); offset++) {
    const one = lane.known.get(offset)
    if (one !== undefined) passed.push({ ...one, offset })
  }
  return passed
}

export function knownOf(headers: EnvelopeHeaders, bytes: number, loggedMs: number): Known {
  const { projectId, keyId, sdk, protocol, receivedMs, spanCount } = headers
  const day = new Date(receivedMs).toISOString().slice(0, 10)
  return { spans: spanCount, bytes, receivedMs, loggedMs, cell: { projectId, day, keyId, sdk, protocol } }
}

/** A place in the log without a record: control records, what was compacted away. */
export const NOTHING: Known = { spans: 0, bytes: 0, receivedMs: 0, loggedMs: Number.MAX_SAFE_INTEGER, cell: undefined }
