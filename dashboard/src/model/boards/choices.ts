// What the builder offers. The server takes more (scores by their names, attributes by their keys); those are typed. Pure.
import {
  COUNT_METRICS,
  HEATMAP_METRICS,
  PANEL_CHARTS,
  type Panel,
  type PanelChart,
  RATIO_METRICS,
} from '@vitrine/schemas/api'
import { FIELDS } from '@vitrine/schemas/filter'

const SUMS = [
  'tokens.total',
  'tokens.input',
  'tokens.output',
  'tokens.input_uncached',
  'tokens.cache_read',
  'tokens.cache_write',
  'tokens.reasoning',
  'cost.ours',
  'cost.reported',
  'cost.cache_savings',
]

export const METRICS: readonly string[] = [...COUNT_METRICS, ...SUMS, ...RATIO_METRICS]
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
  const metrics = query.metrics.filter((name) => METRICS.includes(name) || name.startsWith('score'))
  const by = chart === 'table' || chart === 'ranking' ? { by: query.by ?? ['model'] } : {}
  return { ...panel, chart, query: { ...query, ...by, metrics: metrics.length === 0 ? ['traces'] : metrics } }
}

export function withSplit(panel: Panel, at: 0 | 1, key: string): Panel {
  const [first = '', second = ''] = panel.query.by ?? []
  const keys = (at === 0 ? [key, second] : [first, key]).filter((one) => one !== '')
  const { by: _, ...query } = panel.query
  return { ...panel, query: keys.length === 0 ? query : { ...query, by: keys } }
}
