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

/** Over the spans for which a column says something. */
const mean = (name: string, unit: 'ns' | '1/s', column: string): Metric => ({
  ...quantile(name, unit, column, 0),
  sql: () => `avg(${column})`,
})

const ratio = (name: string, unit: Metric['unit'], over: string, under: string): Metric => ({
  name,
  unit,
  empty: null,
  source: 'spans',
  sql: () => `if(${under} = 0, null, ${over} / ${under})`,
  n: under,
  scope: null,
})

const LEVELS = [50, 75, 90, 95, 99]
const quantiles = (name: string, unit: 'ns' | '1/s', column: string, levels: readonly number[]) =>
  levels.map((level) => quantile(`${name}_p${level}`, unit, column, level / 100))

/**
 * What the tokens that came from a cache would have cost at the price of the call's other input, less what they did cost.
 * Only where one call says both: of a call without other input the saving is unknown.
 */
const SAVED = `if(in_sums = 1 and is_call = 1 and tokens_cache_read > 0 and tokens_input_uncached > 0
        and mapContains(cost_by_bucket, 'input_uncached') and mapContains(cost_by_bucket, 'cache_read'),
    toDecimal128(toDecimal128(cost_by_bucket['input_uncached'], 18) * tokens_cache_read / tokens_input_uncached, 12)
        - toDecimal128(cost_by_bucket['cache_read'], 12), null)`
const INPUT_OF_CALLS = 'sumIf(ifNull(tokens_in, 0), in_sums = 1)'
const TIMED_TOKENS = 'in_sums = 1 and is_call = 1 and tokens_out is not null and duration_ns > 0'

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
  counted('tool_calls', "countIf(kind = 'tool')", 'spans', 'kind:tool'),
  counted('tool_errors', "countIf(kind = 'tool' and status = 'error')", 'spans', 'kind:tool status:error'),
  counted('retrievals', "countIf(kind = 'retrieval')", 'spans', 'kind:retrieval'),
  counted('calls_without_usage', 'countIf(is_call = 1 and not said_usage)', null),
  summed('tokens.total', 'tokens', 'sumIf(ifNull(tokens_in, 0) + ifNull(tokens_out, 0), in_sums = 1 and said_usage)'),
  summed('cost.cache_savings', 'USD', `sum(${SAVED})`),
  ratio('cache_hit_rate', '1', 'sumIf(ifNull(tokens_cache_read, 0), in_sums = 1)', INPUT_OF_CALLS),
  ratio('tool_error_rate', '1', "countIf(kind = 'tool' and status = 'error')", "countIf(kind = 'tool')"),
  // A message is a trace, a conversation a session: what a chat application counts of itself.
  ratio('traces_per_session', '1', "uniqExactIf(trace_id, session != '')", "uniqExactIf(session, session != '')"),
  ratio('tokens_per_second', '1/s', `sumIf(tokens_out, ${TIMED_TOKENS}) * 1e9`, `sumIf(duration_ns, ${TIMED_TOKENS})`),
  ...quantiles('duration', 'ns', 'duration_ns', LEVELS),
  mean('duration_mean', 'ns', 'duration_ns'),
  ...quantiles('ttft', 'ns', 'ttft_ns', LEVELS),
  mean('ttft_mean', 'ns', 'ttft_ns'),
  ...quantiles('tokens_per_second', '1/s', perSecond, [5, ...LEVELS]),
]

const byName = new Map(METRICS.map((metric) => [metric.name, metric]))

/** Throws invalid_parameter for a metric that nobody knows. */
export function metricNamed(name: string): Metric {
  const score = /^score(_n|_positive)?:(.+)$/s.exec(name)
  if (score?.[2] !== undefined) return scoreMetric(name, score[2], score[1])
  const metric = byName.get(name)
  if (metric !== undefined) return metric
  throw new QueryError(
    'invalid_parameter',
    `cannot draw the metric ${name.slice(0, 100)}: nobody knows it`,
    `metrics: ${METRICS.map((each) => each.name).join(', ')}, score:<name>, score_n:<name>, score_positive:<name>`,
    { parameter: 'metric' },
  )
}

/** Its mean, how many there are, or how many say more than zero (likes). */
function scoreMetric(name: string, score: string, kind: string | undefined): Metric {
  const base = { name, score, unit: '1', source: 'scores', scope: null } as const
  if (kind === undefined) return { ...base, empty: null, sql: () => 'avg(score_value)', n: 'count(score_value)' }
  return { ...base, empty: 0, sql: () => (kind === '_n' ? 'count()' : 'countIf(score_value > 0)') }
}
