// What a metric's numbers mean to the eye: how they are written, and whether more of it is worse. Pure.
import type { Series } from '@vitrine/schemas/api'

export type NumberKind = 'count' | 'tokens' | 'ns' | 'USD' | 'ratio' | 'real'

const REAL = /^(score(_p\d\d|_interval)?:|documents_mean$|traces_per_session$)/

export function kindOfMetric(metric: string, unit: Series['unit']): NumberKind {
  if (unit === 'ns' || unit === 'USD' || unit === 'tokens') return unit
  if (unit === '1/s' || REAL.test(metric)) return 'real'
  return metric.endsWith('_rate') ? 'ratio' : 'count'
}

const WORSE = /error|unpriced|empty|without|^duration|^ttft|^cost\.(ours|reported)$|^cost_per_/
const BETTER = /^(score(_p\d\d)?:|score_positive:|cache_hit|cost\.cache_savings|tokens_per_second)/

/** undefined: more is neither. */
export function isMoreWorse(metric: string): boolean | undefined {
  if (WORSE.test(metric)) return true
  return BETTER.test(metric) ? false : undefined
}

/** Buckets of which the parts make the whole. */
export const isStackable = (kind: NumberKind): boolean => kind === 'count' || kind === 'tokens' || kind === 'USD'

/** Of times and money a tenfold is much; shares and scores lie between bounds. */
export const mayBeLog = (kind: NumberKind): boolean => kind === 'ns' || kind === 'USD'

export type MetricName =
  | { readonly kind: 'text'; readonly key: string }
  | { readonly kind: 'quantile'; readonly key: string; readonly level: string }
  | { readonly kind: 'score'; readonly key: string; readonly name: string }

/** How a metric is called: the key of its text in the catalogues. */
export function nameOfMetric(metric: string): MetricName {
  const score = /^(score|score_n|score_positive|score_interval|score_p25|score_p50|score_p75):(.+)$/s.exec(metric)
  if (score?.[1] !== undefined && score[2] !== undefined) {
    return { kind: 'score', key: score[1], name: score[2] }
  }
  const quantile = /^(\w+)_p(\d+)$/.exec(metric)
  if (quantile?.[1] !== undefined && quantile[2] !== undefined) {
    return { kind: 'quantile', key: quantile[1], level: quantile[2] }
  }
  return { kind: 'text', key: metric.replaceAll('.', '_') }
}
