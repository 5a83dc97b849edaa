/** Parameters of the reads that boards are made of, to requests of the query room. */
import type { Step } from '@vitrine/schemas/api'
import type { Clock } from '../../base/clock.ts'
import { defaultStep } from '../../query/buckets.ts'
import type { DifferencesRequest } from '../../query/differences.ts'
import type { DistributionRequest } from '../../query/distribution.ts'
import type { HeatmapMetric, HeatmapRequest } from '../../query/heatmap.ts'
import type { TableRequest } from '../../query/table.ts'
import { filterFrom, windowOf } from './read-input.ts'
import { defaultWindow, filterOfRoots, metricsOf, splitOf, zoneOf } from './series-input.ts'

type Parameters = Readonly<Record<string, unknown>>

const ROWS = 100
const DIFFERENCES = 50

export function tableRequestOf(query: Parameters): TableRequest {
  const metrics = metricsOf(String(query.metric))
  const asked = typeof query.sort === 'string' ? query.sort : `-${metrics[0]?.name}`
  return {
    metrics,
    window: windowOf(query),
    filter: filterOfRoots(query),
    by: splitOf(query.by),
    sort: asked.replace(/^-/, ''),
    isDescending: asked.startsWith('-'),
    limit: typeof query.limit === 'number' ? query.limit : ROWS,
  }
}

export function heatmapRequestOf(query: Parameters, clock: Clock): HeatmapRequest {
  const nowNs = clock.nowNs()
  const window = defaultWindow(query, nowNs)
  return {
    metric: query.metric as HeatmapMetric,
    window,
    filter: filterOfRoots(query),
    step: (query.step as Step | undefined) ?? defaultStep(window),
    ...zoneOf(query),
    nowNs,
  }
}

export function distributionRequestOf(query: Parameters): DistributionRequest {
  const { score, beside, root } = query
  const other = typeof beside === 'string' ? { beside: filterOfRoots({ q: beside, root }) } : {}
  return { score: String(score), window: windowOf(query), filter: filterOfRoots(query), ...other }
}

export function differencesRequestOf(query: Parameters): DifferencesRequest {
  return {
    window: windowOf(query),
    filter: filterFrom(query),
    selection: filterFrom({ q: query.selection }),
    unit: query.scope === 'traces' ? 'traces' : 'spans',
    limit: typeof query.limit === 'number' ? query.limit : DIFFERENCES,
  }
}
