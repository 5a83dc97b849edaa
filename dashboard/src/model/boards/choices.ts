// What the builder offers. The server takes more (scores by their names, attributes by their keys); those are typed. Pure.
import {
  COUNT_METRICS,
  HEATMAP_METRICS,
  PANEL_CHARTS,
  type Panel,
  type PanelChart,
  RATIO_METRICS,
  SPAN_PANEL_SORTS,
  TRACE_COST_METRICS,
} from '@vitrine/schemas/api'
import { FIELDS } from '@vitrine/schemas/filter'

const SUMS = [
  'duration_total',
  'self_time',
  'tokens.total',
  'tokens.input',
  'tokens.output',
  'tokens.input_uncached',
  'tokens.cache_read',
  'tokens.cache_write',
  'tokens.reasoning',
  'tokens.input_not_cached',
  'tokens.output_not_reasoning',
  'cost.ours',
  'cost.reported',
  'cost.cache_savings',
]

const IN_TABLES: readonly string[] = [...COUNT_METRICS, ...SUMS, ...RATIO_METRICS]
export const METRICS: readonly string[] = [...IN_TABLES, ...TRACE_COST_METRICS]
/** What a panel of one chart may ask for, scores apart. */
export const metricsFor = (chart: PanelChart): readonly string[] =>
  chart === 'table' || chart === 'ranking' ? IN_TABLES : METRICS
export const SPLITS: readonly string[] = FIELDS.filter(({ by, keyed }) => by && keyed !== true).map(({ name }) => name)
export const CHARTS = PANEL_CHARTS

/** Another chart of the same question: what cannot be asked that way goes. */
export function withChart(panel: Panel, chart: PanelChart): Panel {
  const { query } = panel
  if (chart === 'heatmap') {
    const heats: readonly string[] = HEATMAP_METRICS
    const metric = query.metrics.find((name) => heats.includes(name)) ?? 'duration'
    const { by: _by, per: _per, limit: _limit, ...rest } = query
    return { ...panel, chart, query: { ...rest, metrics: [metric] } }
  }
  if (chart === 'spans') {
    const sorts: readonly string[] = SPAN_PANEL_SORTS
    const sort = query.metrics.find((name) => sorts.includes(name)) ?? 'duration'
    const { by: _by, per: _per, limit: _limit, step: _step, ...rest } = query
    return { ...panel, chart, query: { ...rest, metrics: [sort] } }
  }
  if (chart === 'distribution') {
    const { by: _by, per: _per, limit: _limit, step: _step, ...rest } = query
    return {
      ...panel,
      chart,
      query: { ...rest, metrics: query.metrics.filter((name) => name.startsWith('score:')).slice(0, 1) },
    }
  }
  const metrics = query.metrics.filter((name) => metricsFor(chart).includes(name) || name.startsWith('score'))
  const by = isOfGroups(chart) ? { by: query.by ?? ['model'] } : {}
  return { ...panel, chart, query: { ...query, ...by, metrics: metrics.length === 0 ? ['traces'] : metrics } }
}

/** Charts that say nothing without a split. */
export const isOfGroups = (chart: PanelChart): boolean => chart === 'table' || chart === 'ranking' || chart === 'matrix'

export function withSplit(panel: Panel, at: 0 | 1, key: string): Panel {
  const [first = '', second = ''] = panel.query.by ?? []
  const keys = (at === 0 ? [key, second] : [first, key]).filter((one) => one !== '')
  const { by: _, ...query } = panel.query
  return { ...panel, query: keys.length === 0 ? query : { ...query, by: keys } }
}

/** On or off; what is off is not said. */
export function withDrawing(panel: Panel, name: 'scale' | 'share' | 'band', isOn: boolean): Panel {
  const { [name]: _, ...rest } = panel
  if (!isOn) return rest
  return name === 'scale' ? { ...panel, scale: 'log' } : { ...panel, [name]: true }
}
