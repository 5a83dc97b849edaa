/** One function for each read of the route table: parameters to a request of the query room, its answer back. */
import type { MappingRule } from '@vitrine/schemas'
import type { AnswerOf, LedgerSplit, ListSort, RouteName, Scope, SkeletonLine, Statement } from '@vitrine/schemas/api'
import type { Request } from 'express'
import type { Arriving } from '../../base/arriving.ts'
import type { Clock } from '../../base/clock.ts'
import { queryArrivals } from '../../query/arrivals.ts'
import { countUnits } from '../../query/count.ts'
import type { KeptDays } from '../../query/days/kept-days.ts'
import { queryDifferences } from '../../query/differences.ts'
import { queryDistribution } from '../../query/distribution.ts'
import { queryFacets } from '../../query/facets.ts'
import { queryHeatmap } from '../../query/heatmap.ts'
import { type LedgerSources, queryLedger } from '../../query/ledger.ts'
import type { ListRequest } from '../../query/list.ts'
import { listSessions, listTraces, listUsers } from '../../query/lists.ts'
import { refuseLongKeys } from '../../query/long-keys.ts'
import { queryMatches } from '../../query/matches.ts'
import { queryOnboarding } from '../../query/onboarding.ts'
import type { ProjectScope } from '../../query/project-scope.ts'
import { withRepeats } from '../../query/repeats.ts'
import { querySeries } from '../../query/series.ts'
import { getTrace } from '../../query/skeleton.ts'
import { streamSkeleton } from '../../query/skeleton-stream.ts'
import type { BlobReader } from '../../query/span-content.ts'
import { getSpan } from '../../query/span-detail.ts'
import { listSpans } from '../../query/spans.ts'
import { noteStatements } from '../../query/statements.ts'
import { queryTable } from '../../query/table.ts'
import { queryTotals } from '../../query/totals.ts'
import type { UnitId } from '../../query/unit-id.ts'
import { queryUnpriced } from '../../query/unpriced.ts'
import { queryValues } from '../../query/values.ts'
import { readWatermark, watermarkOf } from '../../query/watermark.ts'
import type { Store } from '../../store/store.ts'
import { principalOf, scopeOf } from '../context.ts'
import { differencesRequestOf, distributionRequestOf, heatmapRequestOf, tableRequestOf } from './board-reads.ts'
import { attributeKeysOf, filterFrom, invalid, keysFrom, windowOf } from './read-input.ts'
import { seriesRequestOf } from './series-input.ts'
import type { StandingDays } from './standing-days.ts'

export interface ReadOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ledgerSources: LedgerSources
  /** Where large values lie; without it, references stay references. */
  readonly blobs?: BlobReader
  /** What this process is storing. */
  readonly arriving?: Arriving
  /** What boards were answered with of days that are over. */
  readonly days?: KeptDays | undefined
  readonly standing?: StandingDays | undefined
  /** A project's mapping rules, for what it says of input and output. */
  readonly rulesOf?: (projectId: string) => readonly MappingRule[]
}

export interface ReadCall extends ReadOptions {
  readonly request: Request
  readonly signal: AbortSignal
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
}

export type Read = (call: ReadCall) => Promise<unknown> | AsyncIterable<unknown>

type Reads = {
  readonly [Name in RouteName]?: (
    call: ReadCall,
  ) => Name extends 'streamSkeleton' ? AsyncIterable<SkeletonLine> : Promise<AnswerOf<Name>>
}

const TOTALS_LIMIT = 100
const PAGE = 50
const SKELETON_PAGE = 1000
const FACET_VALUES = 10

export const READS = {
  async totals({ store, request, query, signal }) {
    const scope = scopeOf(request)
    const asked = selectionOf(query)
    const by = oneKey('by', query.by)
    await refuseLongKeys(store, scope, by === undefined ? asked : { ...asked, by: [by.key] }, signal)
    const answer = await queryTotals(store, scope, { ...asked, by, limit: numberOr(query.limit, TOTALS_LIMIT) }, signal)
    return { project: scope.projectId, from: textOrNull(query.from), to: textOrNull(query.to), ...answer }
  },
  async series(call) {
    const { request, query, signal, clock } = call
    const scope = scopeOf(request)
    const asked = seriesRequestOf(query, clock)
    call.standing?.noteRead(scope, asked.tz)
    await refuseLongKeys(call.store, scope, { ...asked, by: asked.by.map((each) => each.key) }, signal)
    const answer = await explained(call, (store, days) => querySeries(store, scope, asked, { days, signal }))
    return { project: scope.projectId, ...answer }
  },
  async table(call) {
    const { request, query, signal } = call
    const scope = scopeOf(request)
    const asked = tableRequestOf(query)
    await refuseLongKeys(call.store, scope, { ...asked, by: asked.by.map((each) => each.key) }, signal)
    const answer = await explained(call, (store, days) => queryTable(store, scope, asked, { days, signal }))
    return { project: scope.projectId, ...answer }
  },
  async heatmap(call) {
    const { request, query, signal, clock } = call
    const scope = scopeOf(request)
    const asked = heatmapRequestOf(query, clock)
    await refuseLongKeys(call.store, scope, asked, signal)
    const answer = await explained(call, (store) => queryHeatmap(store, scope, asked, signal))
    return { project: scope.projectId, ...answer }
  },
  async distribution(call) {
    const { request, query, signal } = call
    const scope = scopeOf(request)
    const asked = distributionRequestOf(query)
    await refuseLongKeys(call.store, scope, asked, signal)
    const answer = await explained(call, (store) => queryDistribution(store, scope, asked, signal))
    return { project: scope.projectId, ...answer }
  },
  async differences({ store, request, query, signal }) {
    const scope = scopeOf(request)
    const asked = differencesRequestOf(query)
    const { selection: mark, ...rest } = asked
    await refuseLongKeys(store, scope, { ...rest, mark }, signal)
    return { project: scope.projectId, ...(await queryDifferences(store, scope, asked, signal)) }
  },
  listTraces: (call) => listed(call, listTraces),
  listSpans: (call) => listed(call, listSpans),
  listSessions: (call) => listed(call, listSessions),
  listUsers: (call) => listed(call, listUsers),
  getTrace({ store, request, params, query, signal, arriving }) {
    const asked = {
      id: String(params.trace_id),
      limit: numberOr(query.limit, SKELETON_PAGE),
      cursor: textOr(query.cursor),
    }
    return getTrace(store, scopeOf(request), asked, { arriving, signal })
  },
  streamSkeleton({ store, request, params, signal, arriving }) {
    return streamSkeleton(store, scopeOf(request), String(params.trace_id), { arriving, signal })
  },
  getSpan({ store, request, params, query, signal, blobs, rulesOf }) {
    const asked = { traceId: String(params.trace_id), spanId: String(params.span_id) }
    const scope = scopeOf(request)
    const rules = rulesOf?.(scope.projectId)
    const span = getSpan(store, scope, asked, { blobs, signal, rules })
    const before = textOr(query.before)
    if (before === undefined) return span
    // Without large values: a history of megabytes is not read a second time to say that it was repeated.
    return withRepeats(span, getSpan(store, scope, { ...asked, spanId: before }, { signal, rules }))
  },
  async facets({ store, request, query, signal }) {
    const scope = scopeOf(request)
    const asked = selectionOf(query)
    const fields = keysFrom('fields', String(query.fields))
    if (fields.length > 20) throw invalid('fields', 'there are more than 20', 'ask in several requests')
    await refuseLongKeys(store, scope, { ...asked, by: fields.map((field) => field.key) }, signal)
    const unit = unitOr(query.scope, 'spans')
    return queryFacets(
      store,
      scope,
      { ...asked, fields, unit, search: textOr(query.search), limit: numberOr(query.limit, FACET_VALUES) },
      signal,
    )
  },
  arrivals({ store, request, query, signal }) {
    return queryArrivals(store, scopeOf(request), windowOf(query), signal)
  },
  async matches({ store, request, query, signal }) {
    const scope = scopeOf(request)
    const asked = selectionOf(query)
    await refuseLongKeys(store, scope, asked, signal)
    return queryMatches(store, scope, { ...asked, ids: unitIdsOf(query.ids) }, signal)
  },
  values({ store, request, query, signal }) {
    const asked = { ids: unitIdsOf(query.ids), keys: attributeKeysOf(query.keys) }
    return queryValues(store, scopeOf(request), asked, signal)
  },
  async count({ store, request, query, signal }) {
    const scope = scopeOf(request)
    const asked = selectionOf(query)
    await refuseLongKeys(store, scope, asked, signal)
    return countUnits(store, scope, { ...asked, unit: unitOr(query.scope, 'traces') }, signal)
  },
  async ledger({ store, request, query, signal, ledgerSources }) {
    const scope = scopeOf(request)
    const { fromNs, toNs } = windowOf(query)
    const asked = {
      fromDay: fromNs === undefined ? undefined : dayOf(fromNs),
      toDay: toNs === undefined ? undefined : dayOf(toNs - 1n),
      by: query.by as LedgerSplit | undefined,
    }
    const books = await queryLedger(store, scope, ledgerSources, asked, signal)
    return { project: scope.projectId, unit: 'spans', consistency: store.consistency, ...books }
  },
  unpriced({ store, request, query, signal }) {
    return queryUnpriced(store, scopeOf(request), windowOf(query), signal)
  },
  onboarding({ store, request, signal, ledgerSources }) {
    const seesUnknownKeys = principalOf(request).projects === 'all'
    return queryOnboarding(store, scopeOf(request), { sources: ledgerSources, seesUnknownKeys }, signal)
  },
} as const satisfies Reads

/** With explain=true the answer carries the statements that made it, and those read spans: what is kept explains nothing. */
async function explained<Answer extends object>(
  { store, clock, query, days }: ReadCall,
  read: (store: Store, days?: KeptDays) => Promise<Answer>,
): Promise<Answer & { statements?: Statement[] }> {
  if (query.explain !== 'true') return await read(store, days)
  const statements: Statement[] = []
  const answer = await read(noteStatements(store, clock, statements))
  return { ...answer, statements }
}

function selectionOf(query: ReadCall['query']) {
  return { window: windowOf(query), filter: filterFrom(query) }
}

/** A page with its watermark, which is taken first: what comes meanwhile may be seen twice, and never not at all. */
async function listed<Answer>(
  call: ReadCall,
  list: (store: Store, scope: ProjectScope, request: ListRequest, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer & { watermark: string }> {
  const watermark = await watermarkOf(call.ledgerSources.queue)
  const answer = await list(call.store, scopeOf(call.request), await listRequest(call), call.signal)
  return { ...answer, watermark }
}

async function listRequest({ store, request, query, signal }: ReadCall): Promise<ListRequest> {
  const asked = selectionOf(query)
  await refuseLongKeys(store, scopeOf(request), asked, signal)
  const sort = (query.sort ?? '-start') as ListSort
  return {
    ...asked,
    sort,
    limit: numberOr(query.limit, PAGE),
    cursor: textOr(query.cursor),
    after: typeof query.after === 'string' ? readWatermark(query.after) : undefined,
  }
}

function unitIdsOf(text: unknown): readonly UnitId[] {
  return String(text)
    .split(',')
    .map((id) => {
      const [traceId = '', spanId] = id.split('.')
      return { traceId, spanId }
    })
}

function oneKey(parameter: string, value: unknown) {
  if (typeof value !== 'string') return undefined
  const [key, ...more] = keysFrom(parameter, value)
  if (key === undefined || more.length > 0) throw invalid(parameter, 'it takes one key', 'ask once for each key')
  return key
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : undefined)
const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)
const numberOr = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise)
const unitOr = (value: unknown, otherwise: Scope) => (value === undefined ? otherwise : (value as Scope))
const dayOf = (ns: bigint) => new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 10)
