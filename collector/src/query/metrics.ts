/** The closed table of metrics: unit, what an empty bucket holds, and the aggregate over judged spans. */
import { TOKEN_BUCKETS } from '@vitrine/schemas'
import type { Series } from '@vitrine/schemas/api'
import { measureSql } from './fields.ts'
import { QueryError } from './query-error.ts'

export interface Metric {
  readonly name: string
  readonly unit: Series['unit']
  /** An empty bucket: 0 where nothing happened, null where nobody said. */
  readonly empty: 0 | null
  readonly source: 'spans' | 'traces' | 'scores'
  /** Money stays decimal text. */
  readonly isMoney?: boolean
  readonly sql: (isExact: boolean) => string
  /** How many spans stand behind a ratio or quantile. */
  readonly n?: string
  /** Of score metrics: the score's name. */
  readonly score?: string
  readonly scope: Series['scope']
  /** Added to the filter so that /count says the same. */
  readonly also?: string
}

const counted = (name: string, sql: string, scope: Series['scope'], also?: string): Metric => ({
  name,
  unit: '1',
  empty: 0,
  source: 'spans',
  sql: () => sql,
  scope,
  ...(also === undefined ? {} : { also }),
})

const summed = (name: string, unit: 'tokens' | 'USD', sql: string): Metric => ({
  name,
  unit,
  empty: null,
  source: 'spans',
  isMoney: unit === 'USD',
  sql: () => sql,
  scope: null,
})

/** Exact by interpolation between neighbours, as spreadsheets do it; beyond a million spans within 1 % of the value. */
function quantile(name: string, unit: 'ns' | '1/s', column: string, level: number): Metric {
  return {
    name,
    unit,
    empty: null,
    source: 'spans',
    sql: (isExact) =>
      isExact ? `quantileExactInclusive(${level})(${column})` : `quantileDD(0.005, ${level})(${column})`,
    n: `count(${column})`,
    scope: null,
  }
}

const perSecond = measureSql('tokens_per_second') ?? 'null'

const METRICS: readonly Metric[] = [
  { ...counted('traces', 'count()', null), source: 'traces' },
  counted('spans', 'count()', 'spans'),
  counted('calls', 'countIf(is_call = 1)', 'spans', 'has:call'),
  counted('errors', "countIf(status = 'error')", 'spans', 'has:error'),
  counted('sessions', "uniqExactIf(session, session != '')", 'sessions'),
  counted('users', "uniqExactIf(whose, whose != '')", 'users'),
  counted('unpriced_calls', 'countIf(is_call = 1 and said_usage and cost_total is null)', 'spans', 'has:unpriced'),
  summed('tokens.input', 'tokens', 'sumIf(tokens_in, in_sums = 1)'),
  summed('tokens.output', 'tokens', 'sumIf(tokens_out, in_sums = 1)'),
  ...TOKEN_BUCKETS.filter((bucket) => bucket !== 'output').map((bucket) =>
    summed(`tokens.${bucket}`, 'tokens', `sumIf(tokens_${bucket}, in_sums = 1)`),
  ),
  summed('cost.ours', 'USD', 'sumIf(cost_total, is_call = 1 and in_sums = 1)'),
  summed('cost.reported', 'USD', 'sumIf(cost_reported, in_sums = 1)'),
  {
    name: 'error_rate',
    unit: '1',
    empty: null,
    source: 'spans',
    sql: () => "countIf(status = 'error') / count()",
    n: 'count()',
    scope: null,
  },
  ...[50, 75, 90, 95, 99].map((level) => quantile(`duration_p${level}`, 'ns', 'duration_ns', level / 100)),
  { ...quantile('duration_mean', 'ns', 'duration_ns', 0), sql: () => 'avg(duration_ns)' },
  quantile('ttft_p50', 'ns', 'ttft_ns', 0.5),
  quantile('ttft_p95', 'ns', 'ttft_ns', 0.95),
  quantile('tokens_per_second_p50', '1/s', perSecond, 0.5),
]

const byName = new Map(METRICS.map((metric) => [metric.name, metric]))

/** Throws invalid_parameter for a metric that nobody knows. */
export function metricNamed(name: string): Metric {
  const score = /^score(_n)?:(.+)$/s.exec(name)
  if (score?.[2] !== undefined) return scoreMetric(name, score[2], score[1] === undefined)
  const metric = byName.get(name)
  if (metric !== undefined) return metric
  throw new QueryError(
    'invalid_parameter',
    `cannot draw the metric ${name.slice(0, 100)}: nobody knows it`,
    `metrics: ${METRICS.map((each) => each.name).join(', ')}, score:<name>, score_n:<name>`,
    { parameter: 'metric' },
  )
}

function scoreMetric(name: string, score: string, isMean: boolean): Metric {
  const base = { name, score, unit: '1', source: 'scores', scope: null } as const
  return isMean
    ? { ...base, empty: null, sql: () => 'avg(score_value)', n: 'count(score_value)' }
    : { ...base, empty: 0, sql: () => 'count()' }
}
