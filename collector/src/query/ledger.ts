/**
 * GET /ledger: received = stored + rejected + waiting, from three counts that know nothing of each other: the queue's
 * (received, waiting), the writer's (stored, table ingest_books) and the dead letter's (rejected). Nothing here is
 * computed by subtracting one from another, so that `balanced` can be false.
 */
import type { Books, LedgerSplit } from '@vitrine/schemas/api'
import type { DeadLetter } from '../queue/dead-letter.ts'
import type { Queue } from '../queue/queue.ts'
import type { Store } from '../store/store.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { fill, type Params, readSql } from './sql.ts'

/** Counts kept outside the store. */
export interface LedgerSources {
  readonly queue: Pick<
    Queue,
    'name' | 'positions' | 'receivedCounts' | 'waitingByProject' | 'goneRecords' | 'refresh' | 'isWaitingKnown'
  >
  readonly deadLetter: Pick<DeadLetter, 'counts'>
  /** Requests that were not acknowledged, by UTC day. */
  readonly refusals: { list(): readonly RefusedRequests[] }
}

export interface RefusedRequests {
  readonly projectId: string | null
  readonly keyPrefix?: string
  readonly day: string
  readonly status: number
  readonly count: number
}

export interface LedgerRequest {
  /** UTC days, inclusive, YYYY-MM-DD. */
  readonly fromDay: string | undefined
  readonly toDay: string | undefined
  readonly by: LedgerSplit | undefined
}

interface Origin {
  readonly day: string
  readonly key: string
  readonly sdk: string
  readonly protocol: string
}

/** What counts of an origin go into; of a split that they do not know, into the whole only. */
type TalliesOf = (origin: Partial<Origin>) => readonly Tally[]

/** What is added up; `null` where a split cannot tell. */
interface Tally {
  received: number
  stored: number
  storedSpans: number
  byReason: Record<string, number>
  spans: number | null
  refused: Record<string, number>
}

const STORED = readSql('ledger')
const SPANS = readSql('ledger-spans')
const LOST = readSql('ledger-lost')
/** Their records are not spans, so that they have no part in repeats. */
const NOT_SPANS = new Set(['otlp_logs', 'otlp_metrics'])

/** A batch between its dead letters and its commit unbalances the books for a moment; another look tells. */
const LOOKS = 4

export async function queryLedger(
  store: Store,
  scope: ProjectScope,
  sources: LedgerSources,
  request: LedgerRequest,
  signal?: AbortSignal,
): Promise<LedgerBooks> {
  for (let look = 1; ; look++) {
    const books = await readBooks(store, scope, sources, request, signal)
    if (books.total.balanced !== false || look === LOOKS) return books
  }
}

interface LedgerBooks {
  readonly total: Books
  readonly groups: { value: string; total: Books }[]
}

async function readBooks(
  store: Store,
  scope: ProjectScope,
  sources: LedgerSources,
  request: LedgerRequest,
  signal: AbortSignal | undefined,
): Promise<LedgerBooks> {
  const isFresh = await sources.queue.refresh().then(
    () => true,
    () => false,
  )
  // What lies outside the store is read at one moment; then the writer's rows up to that moment, which are all there.
  const outside = momentOf(sources, scope)
  const params: Params = { project: scope.projectId }
  const cut = {
    queue: sources.queue.name,
    partitions: outside.positions.map(({ partition }) => partition),
    committed: outside.positions.map(({ committed }) => committed),
  }
  const options = signal === undefined ? {} : { signal }
  const slots = { window: dayWindow(request, params) }
  const [stored, spans, lost, deleted] = await Promise.all([
    store.query<MeasureRow>(fill(STORED, slots), { ...params, ...cut }, options),
    store.query<MeasureRow>(fill(SPANS, slots), params, options),
    store.query<MeasureRow>(LOST, { queue: sources.queue.name }, options),
    deletedSpans(store, scope, options),
  ])
  const whole = emptyTally()
  const groups = new Map<string, Tally>()
  const tallies: TalliesOf = (origin) => {
    const group = request.by === undefined ? undefined : origin[request.by]
    return group === undefined ? [whole] : [whole, groupOf(groups, group)]
  }
  for (const row of stored) addStored(tallies(originOf(row)), row)
  for (const row of spans) {
    // A span does not keep which SDK its request came from.
    const { sdk: _sdk, ...origin } = originOf(row)
    addSpans(tallies(origin), numberOf(row, 'spans'))
  }
  addOutside(tallies, outside, request)
  // A log that is away, or whose backlog is too long to look through, cannot say how much waits.
  const waiting = isFresh && sources.queue.isWaitingKnown() ? outside.waiting : null
  const isWindowed = request.fromDay !== undefined || request.toDay !== undefined
  const gone = numberOf(lost[0] ?? {}, 'lost') + outside.gone
  const facts = { lost: gone, deleted: isWindowed && deleted > 0 ? null : deleted }
  return {
    total: booksOf(whole, { waiting: isWindowed && waiting !== 0 ? null : waiting, ...facts }),
    groups: [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, tally]) => {
        if (request.by === 'sdk') tally.spans = null
        return {
          value,
          total: booksOf(tally, { waiting: waiting === 0 ? 0 : null, lost: 0, deleted: deleted > 0 ? null : 0 }),
        }
      }),
  }
}

/** Everything that is counted outside the store, at one moment: no awaiting in here. */
function momentOf({ queue, deadLetter, refusals }: LedgerSources, scope: ProjectScope) {
  const isOurs = (each: { readonly projectId: string | null }) => each.projectId === scope.projectId
  return {
    positions: queue.positions(),
    waiting: queue.waitingByProject().get(scope.projectId) ?? 0,
    gone: queue.goneRecords(),
    received: queue.receivedCounts().filter(isOurs),
    rejected: deadLetter.counts().filter(isOurs),
    refused: refusals.list().filter(isOurs),
  }
}

function addOutside(tallies: TalliesOf, outside: ReturnType<typeof momentOf>, request: LedgerRequest): void {
  const isWanted = ({ day }: { readonly day: string }) => isWithin(day, request)
  for (const received of outside.received.filter(isWanted)) {
    for (const tally of tallies({ ...received, key: received.keyId })) tally.received += received.spans
  }
  for (const rejected of outside.rejected.filter(isWanted)) {
    for (const { byReason } of tallies({ ...rejected, key: rejected.keyId })) {
      byReason[rejected.reason] = (byReason[rejected.reason] ?? 0) + rejected.spans
    }
  }
  for (const { day, status, count } of outside.refused.filter(isWanted)) {
    // A refused request is known by its day alone.
    for (const { refused } of tallies({ day })) refused[status] = (refused[status] ?? 0) + count
  }
}

function booksOf(
  tally: Tally,
  { waiting, lost, deleted }: { waiting: number | null; lost: number; deleted: number | null },
): Books {
  const { received, stored, spans } = tally
  const rejected = Object.values(tally.byReason).reduce((sum, count) => sum + count, 0)
  return {
    received,
    stored,
    rejected: { total: rejected, by_reason: tally.byReason },
    waiting,
    // Rows of a batch that is not committed yet are in the store and not in the books.
    repeats: spans === null || deleted === null ? null : Math.max(0, tally.storedSpans - spans - deleted),
    spans,
    deleted,
    lost,
    refused_requests: tally.refused,
    balanced: waiting === null ? null : received === stored + rejected + waiting && lost === 0,
  }
}

function addStored(tallies: readonly Tally[], row: MeasureRow): void {
  const stored = numberOf(row, 'stored')
  for (const tally of tallies) {
    tally.stored += stored
    if (!NOT_SPANS.has(textOf(row, 'protocol'))) tally.storedSpans += stored
  }
}

function addSpans(tallies: readonly Tally[], spans: number): void {
  for (const tally of tallies) tally.spans = (tally.spans ?? 0) + spans
}

async function deletedSpans(store: Store, scope: ProjectScope, options: { signal?: AbortSignal }): Promise<number> {
  const sql = 'select sum(deleted_spans) as n from tombstones final where project_id = {project:String} limit 1'
  const [row] = await store.query<MeasureRow>(sql, { project: scope.projectId }, options)
  return row === undefined ? 0 : numberOf(row, 'n')
}

function dayWindow({ fromDay, toDay }: LedgerRequest, params: Params): string {
  if (fromDay !== undefined) params.from_day = fromDay
  if (toDay !== undefined) params.to_day = toDay
  const from = fromDay === undefined ? '' : " and toDate(received_time, 'UTC') >= {from_day:Date}"
  const to = toDay === undefined ? '' : " and toDate(received_time, 'UTC') <= {to_day:Date}"
  return `${from}${to}`
}

function isWithin(day: string, { fromDay, toDay }: LedgerRequest): boolean {
  return (fromDay === undefined || day >= fromDay) && (toDay === undefined || day <= toDay)
}

function originOf(row: MeasureRow): Origin {
  return {
    day: textOf(row, 'day'),
    key: textOf(row, 'key'),
    sdk: textOf(row, 'sdk'),
    protocol: textOf(row, 'protocol'),
  }
}

function groupOf(groups: Map<string, Tally>, value: string): Tally {
  const found = groups.get(value) ?? emptyTally()
  groups.set(value, found)
  return found
}

function emptyTally(): Tally {
  return { received: 0, stored: 0, storedSpans: 0, byReason: {}, spans: 0, refused: {} }
}
