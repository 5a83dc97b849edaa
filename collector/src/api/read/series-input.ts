/** The parameters of /series: defaults, metrics, and the window to compare with. */
import type { Step } from '@vitrine/schemas/api'
import { allOf, type Filter } from '@vitrine/schemas/filter'
import type { Clock } from '../../base/clock.ts'
import { defaultStep } from '../../query/buckets.ts'
import { metricNamed } from '../../query/metrics.ts'
import type { SeriesRequest } from '../../query/series-request.ts'
import { filterFrom, invalid, keysFrom, timeOf, windowOf } from './read-input.ts'

const DAY_NS = 86_400_000_000_000n
const GROUPS = 10
const MOST_METRICS = 50

export function seriesRequestOf(query: Readonly<Record<string, unknown>>, clock: Clock): SeriesRequest {
  const nowNs = clock.nowNs()
  const window = defaultWindow(query, nowNs)
  return {
    metrics: metricsOf(String(query.metric)),
    window,
    filter: filterOfRoots(query),
    by: splitOf(query.by),
    step: (query.step as Step | undefined) ?? defaultStep(window),
    ...zoneOf(query),
    limit: typeof query.limit === 'number' ? query.limit : GROUPS,
    compare: compareOf(query.compare, window),
    nowNs,
  }
}

/** Whose days, weeks and months the buckets are. */
export function zoneOf({ tz, calendar }: Readonly<Record<string, unknown>>): Pick<SeriesRequest, 'tz' | 'calendar'> {
  return { tz: typeof tz === 'string' ? tz : 'UTC', ...(calendar === 'persian' ? { calendar } : {}) }
}

/** Default: the last 24 hours; an open end is now. */
export function defaultWindow(query: Readonly<Record<string, unknown>>, nowNs: bigint): SeriesRequest['window'] {
  const { fromNs, toNs = nowNs } = windowOf(query)
  const from = fromNs ?? toNs - DAY_NS
  if (from >= toNs) throw invalid('from', 'it is not before to', 'without to, the window ends now')
  return { fromNs: from, toNs }
}

export function metricsOf(text: string): SeriesRequest['metrics'] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '')
  if (names.length === 0 || names.length > MOST_METRICS)
    throw invalid('metric', `it takes 1 to ${MOST_METRICS}`, 'ask in several requests')
  return names.map(metricNamed)
}

export function splitOf(by: unknown): SeriesRequest['by'] {
  const keys = typeof by === 'string' ? keysFrom('by', by) : []
  if (keys.length > 2) throw invalid('by', 'it takes one or two keys', 'split by two at most')
  return keys
}

function compareOf(compare: unknown, { fromNs, toNs }: SeriesRequest['window']): SeriesRequest['compare'] {
  if (typeof compare !== 'string') return undefined
  if (compare === 'previous') return { fromNs: fromNs - (toNs - fromNs), toNs: fromNs }
  const [from, to] = compare.split(',').map((text) => timeOf('compare', text.trim()))
  if (from !== undefined && to !== undefined && from < to) return { fromNs: from, toNs: to }
  throw invalid('compare', 'it is no window', 'write previous, or <from>,<to>')
}

/** With root=true only spans without a parent. */
export function filterOfRoots(query: Readonly<Record<string, unknown>>): Filter {
  const filter = filterFrom(query)
  const isRoot = { kind: 'term', field: 'root', key: null, op: 'is', values: ['true'] } as const
  return query.root === 'true' ? allOf([filter, isRoot]) : filter
}
