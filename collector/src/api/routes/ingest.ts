import { randomUUID } from 'node:crypto'
import type { IngestAnswer } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import type { Control } from '../../control/control.ts'
import type { RefusedRequests } from '../../query/ledger.ts'
import type { DeadLetter, DeadLetterEntry, RejectedCount } from '../../queue/dead-letter.ts'
import { type Queue, QueueFull, type ReceivedCount } from '../../queue/queue.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'

/** What the write side counts and keeps, as the page "Where are my traces?" reads it. */
export interface IngestSources {
  readonly queue: Pick<Queue, 'name' | 'stats' | 'receivedCounts' | 'append'>
  readonly deadLetter: Pick<DeadLetter, 'list' | 'counts' | 'isFull' | 'markReplayed'>
  readonly refusals: { list(): readonly RefusedRequests[] }
}

export interface IngestRoutesOptions {
  readonly control: Control
  readonly clock: Clock
  readonly ingest: IngestSources
}

type Sender = IngestAnswer['senders'][number]

const KEYLESS = 'keyless'
const LIMIT = 100
const MAX_REPLAY = 500
const MAX_REFUSED = 200
const PREVIEW_BYTES = 400

export function ingestRoutes({ control, clock, ingest }: IngestRoutesOptions) {
  const { queue, deadLetter, refusals } = ingest
  return {
    getIngest({ scope, identity }) {
      const { projectId } = scope()
      const isOurs = (each: { readonly projectId: string | null }) => each.projectId === projectId
      const rejected = deadLetter.counts().filter(isOurs)
      const seesStrangers = identity?.principal.projects === 'all'
      const stats = queue.stats()
      return {
        project: projectId,
        queue: {
          name: queue.name,
          waiting_records: stats.waitingRecords,
          waiting_spans: stats.waitingSpans,
          waiting_bytes: stats.waitingBytes,
          max_bytes: stats.maxBytes,
          oldest: stats.oldestReceivedMs === null ? null : nanos(stats.oldestReceivedMs),
        },
        dead_letter: {
          is_full: deadLetter.isFull(),
          spans: rejected.reduce((sum, { spans }) => sum + spans, 0),
          by_reason: sumsByReason(rejected),
        },
        senders: sendersOf(queue.receivedCounts().filter(isOurs), rejected, keysOf(control, projectId)),
        refused: refusals
          .list()
          .filter((each) => isOurs(each) || (seesStrangers && each.projectId === null))
          .sort((a, b) => (a.day === b.day ? b.count - a.count : a.day < b.day ? 1 : -1))
          .slice(0, MAX_REFUSED)
          .map((each) => ({
            day: each.day,
            status: each.status,
            requests: each.count,
            key_prefix: each.keyPrefix ?? null,
            is_ours: isOurs(each),
          })),
      }
    },

    listDeadLetter({ scope, query }) {
      const entries = deadLetter.list({ projectId: scope().projectId, limit: query.limit ?? LIMIT })
      return {
        entries: entries.map((entry) => ({
          id: idOf(entry),
          reason: entry.reason,
          detail: entry.detail,
          spans: entry.spans,
          bytes: entry.bytes.length,
          received: nanos(entry.receivedMs),
          key_id: entry.keyId,
          sdk: entry.sdk,
          protocol: entry.protocol,
          is_whole: entry.index < 0,
          preview: previewOf(entry),
          replayed: entry.replayedMs === null ? null : nanos(entry.replayedMs),
        })),
      }
    },

    /** Entries stay where they are: they are the count of what was once rejected, and a replay is a record of its own. */
    async replayDeadLetter({ scope, body }) {
      const { projectId } = scope()
      const wanted = new Set(body.ids)
      const entries = deadLetter
        .list({ projectId, limit: MAX_REPLAY })
        .filter((entry) => (body.ids === undefined || wanted.has(idOf(entry))) && isFor(entry, body.reason))
      if (body.ids !== undefined && entries.length < wanted.size) {
        throw new ApiError(404, 'unknown_item', 'cannot find all of these entries in the dead letter', {
          advice: 'GET /api/v1/ingest/dead-letter lists those that are there',
        })
      }
      for (const entry of entries) {
        await replay(entry)
        await deadLetter.markReplayed([entry], clock.nowMs())
      }
      return { entries: entries.length, spans: entries.reduce((sum, { spans }) => sum + spans, 0) }
    },
  } satisfies Handlers

  async function replay(entry: DeadLetterEntry): Promise<void> {
    const { projectId, contentType, contentEncoding, keyId, sdk, spans, bytes } = entry
    const headers = {
      projectId,
      protocol: entry.protocol as 'otlp_traces' | 'otlp_logs' | 'otlp_metrics',
      contentType,
      contentEncoding,
      spanCount: spans,
      deliveryId: randomUUID(),
      receivedMs: clock.nowMs(),
      keyId,
      sdk,
      inflatedBytes: bytes.length,
    }
    try {
      await queue.append({ headers, payload: bytes })
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error
      throw new ApiError(429, 'queue_full', 'cannot replay: the queue is full', {
        advice: 'wait until less waits, and replay again; what was replayed already counts once',
        retryAfterMs: error.retryAfterMs,
        cause: error,
      })
    }
  }
}

function isFor(entry: DeadLetterEntry, reason: string | undefined): boolean {
  return reason === undefined || entry.reason === reason
}

interface KeyName {
  readonly name: string
  readonly prefix: string
}

function keysOf(control: Control, projectId: string): ReadonlyMap<string, KeyName> {
  return new Map(control.listKeys(projectId).map(({ id, name, prefix }) => [id, { name, prefix }]))
}

function sendersOf(
  received: readonly ReceivedCount[],
  rejected: readonly RejectedCount[],
  keys: ReadonlyMap<string, KeyName>,
): Sender[] {
  const senders = new Map<string, { -readonly [Key in keyof Sender]: Sender[Key] }>()
  const senderOf = ({ keyId, sdk, protocol }: Pick<ReceivedCount, 'keyId' | 'sdk' | 'protocol'>) => {
    const id = JSON.stringify([keyId, sdk, protocol])
    const known = senders.get(id)
    if (known !== undefined) return known
    const key = keys.get(keyId)
    const made = {
      key_id: keyId,
      key_name: key === undefined || key.name === '' ? null : key.name,
      key_prefix: key?.prefix ?? null,
      key_state:
        keyId === KEYLESS ? ('keyless' as const) : key === undefined ? ('revoked' as const) : ('valid' as const),
      sdk,
      protocol,
      received: 0,
      rejected: 0,
      by_reason: {} as Record<string, number>,
      last_day: '',
    }
    senders.set(id, made)
    return made
  }
  for (const each of received) {
    const sender = senderOf(each)
    sender.received += each.spans
    if (each.day > sender.last_day) sender.last_day = each.day
  }
  for (const each of rejected) {
    const sender = senderOf(each)
    sender.rejected += each.spans
    sender.by_reason[each.reason] = (sender.by_reason[each.reason] ?? 0) + each.spans
    if (each.day > sender.last_day) sender.last_day = each.day
  }
  return [...senders.values()].sort((a, b) =>
    a.last_day === b.last_day ? b.received - a.received : a.last_day < b.last_day ? 1 : -1,
  )
}

function sumsByReason(counts: readonly RejectedCount[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { reason, spans } of counts) sums[reason] = (sums[reason] ?? 0) + spans
  return sums
}

function idOf({ queue, partition, offset, index }: DeadLetterEntry): string {
  return Buffer.from(JSON.stringify([queue, partition, offset, index])).toString('base64url')
}

/** Protobuf and what is still compressed are no text for people. */
function previewOf({ contentType, contentEncoding, bytes }: DeadLetterEntry): string | null {
  if (contentType !== 'json' || contentEncoding !== 'identity') return null
  return Buffer.from(bytes.subarray(0, PREVIEW_BYTES)).toString('utf8')
}

function nanos(ms: number): string {
  return String(BigInt(ms) * 1_000_000n)
}
