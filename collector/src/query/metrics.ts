/** The closed table of metrics: unit, what an empty bucket holds, and the aggregate over judged spans. */
import { TOKEN_BUCKETS } from '@vitrine/schemas'
import type { Series } from '@vitrine/schemas/api'
import { printFilter } from '@vitrine/schemas/filter'
import { measureSql } from './fields.ts'
import { QueryError } from './query-error.ts'

export interface Metric {
  readonly name: string
  readonly unit: Series['unit']
  /** An empty bucket: 0 where nothing happened, null where nobody said. */
  readonly empty: 0 | null
  /** `costs`: traces with the cost of their calls in scope. */
  readonly source: 'spans' | 'traces' | 'costs' | 'scores'
  /** Money stays decimal text. */
  readonly isMoney?: boolean
  readonly sql: (isExact: boolean) => string
  /** How many spans stand behind a ratio or quantile. */
  readonly n?: string
  /** Of score metrics: the score's name. */
  readonly score?: string
  readonly scope: Series['scope']
  /** Added to the filter so that it picks the spans behind the number: /count says the same as it, or as its n. */
  readonly also?: string
  /** A trace counts in the bucket of its first span only. */
  readonly isFirst?: boolean
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

const summed = (name: string, unit: 'tokens' | 'USD' | 'ns', sql: string, also: string): Metric => ({
  name,
  unit,
  empty: null,
  source: 'spans',
  isMoney: unit === 'USD',
  sql: () => sql,
  scope: null,
  also,
})

/** Up to here every quantile is exact: the contract says so. */
const EXACT = 10_000

/** Exact by interpolation between neighbours, as spreadsheets do it; of more than that many in a large window within 1 % of the value. */
function quantile(name: string, unit: 'ns' | '1/s', column: string, level: number): Metric {
  return {
    name,
    unit,
    empty: null,
    source: 'spans',
    sql: (isExact) =>
      isExact
        ? `quantileExactInclusive(${level})(${column})`
        : `if(count(${column}) <= ${EXACT}, arrayReduce('quantileExactInclusive(${level})', groupArray(${EXACT + 1})(${column})), quantileDD(0.005, ${level})(${column}))`,
    n: `count(${column})`,
    scope: null,
    also: `${name.replace(/_(p\d+|mean)$/, '')}:*`,
  }
}

const perSecond = measureSql('tokens_per_second') ?? 'null'

/** Over the spans for which a column says something. */
const mean = (name: string, unit: 'ns' | '1/s', column: string): Metric => ({
  ...quantile(name, unit, column, 0),
  sql: () => `avg(${column})`,
})

interface Ratio extends Pick<Metric, 'name' | 'unit' | 'also'> {
  readonly over: string
  readonly under: string
  readonly n: string
}

const ratio = ({ over, under, ...named }: Ratio): Metric => ({
  ...named,
  empty: null,
  source: 'spans',
  sql: () => `if(${under} = 0, null, ${over} / ${under})`,
  scope: null,
})

const LEVELS = [50, 75, 90, 95, 99]
const quantiles = (name: string, unit: 'ns' | '1/s', column: string, levels: readonly number[]) =>
  levels.map((level) => quantile(`${name}_p${level}`, unit, column, level / 100))

/**
 * What the tokens that came from a cache would have cost at the price of the call's other input, less what they did cost.
 * Only where one call says both: of a call without other input the saving is unknown. The engine may divide before it
 * has looked, hence never by zero.
 */
const SAVED = `if(in_sums = 1 and is_call = 1 and tokens_cache_read > 0 and tokens_input_uncached > 0
        and mapContains(cost_by_bucket, 'input_uncached') and mapContains(cost_by_bucket, 'cache_read'),
    toDecimal128(toDecimal128(cost_by_bucket['input_uncached'], 18) * tokens_cache_read / greatest(ifNull(tokens_input_uncached, 1), 1), 12)
        - toDecimal128(cost_by_bucket['cache_read'], 12), null)`
const INPUT_OF_CALLS = 'sumIf(ifNull(tokens_in, 0), in_sums = 1)'
const TIMED_TOKENS = 'in_sums = 1 and is_call = 1 and tokens_out is not null and duration_ns > 0'

/** Those that say how many documents they found. */
const KNOWN_RETRIEVALS = "countIf(kind = 'retrieval' and isNotNull(documents))"

export const IS_PRICED = 'is_call = 1 and in_sums = 1 and cost_total is not null'

/** What the calls of one trace, session or user cost on average, of those whose cost is known. */
const costPer = (what: string, key: string, also: string): Metric => {
  const said = key === 'trace_key' ? IS_PRICED : `${IS_PRICED} and ${key} != 0`
  return {
    ...ratio({
      name: `cost_per_${what}`,
      unit: 'USD',
      over: `sumIf(cost_total, ${said})`,
      under: `uniqExactIf(${key}, ${said})`,
      n: `countIf(${said})`,
      also,
    }),
    isMoney: true,
  }
}

/** Of the costs of single traces; each stands where the first of its priced calls does. */
const costOfTrace = (level: number): Metric => ({
  name: `cost_per_trace_p${level * 100}`,
  unit: 'USD',
  empty: null,
  source: 'costs',
  isMoney: true,
  sql: () => `quantileExactInclusive(${level})(toFloat64(trace_cost))`,
  n: 'count()',
  scope: 'traces',
  also: 'has:cost has:call',
  isFirst: true,
})

const METRICS: readonly Metric[] = [
  { ...counted('traces', 'count()', 'traces'), source: 'traces', isFirst: true },
  counted('spans', 'count()', 'spans'),
  counted('calls', 'countIf(is_call = 1)', 'spans', 'has:call'),
  counted('errors', "countIf(status = 'error')", 'spans', 'has:error'),
  counted('sessions', 'uniqExactIf(session_key, session_key != 0)', 'sessions'),
  counted('users', 'uniqExactIf(whose_key, whose_key != 0)', 'users'),
  counted('unpriced_calls', 'countIf(is_call = 1 and said_usage and cost_total is null)', 'spans', 'has:unpriced'),
  summed('tokens.input', 'tokens', 'sumIf(tokens_in, in_sums = 1)', 'tokens.input:*'),
  summed('tokens.output', 'tokens', 'sumIf(tokens_out, in_sums = 1)', 'tokens.output:*'),
  ...TOKEN_BUCKETS.filter((bucket) => bucket !== 'output').map((bucket) =>
    summed(`tokens.${bucket}`, 'tokens', `sumIf(tokens_${bucket}, in_sums = 1)`, `tokens.${bucket}:*`),
  ),
  summed('cost.ours', 'USD', 'sumIf(cost_total, is_call = 1 and in_sums = 1)', 'has:cost has:call'),
  summed('cost.reported', 'USD', 'sumIf(cost_reported, in_sums = 1)', 'cost.reported:*'),
  // With what a cache gave and what was reasoned these are all the tokens.
  summed(
    'tokens.input_not_cached',
    'tokens',
    'sumIf(tokens_in - ifNull(tokens_cache_read, 0), in_sums = 1)',
    'tokens.input:*',
  ),
  summed(
    'tokens.output_not_reasoning',
    'tokens',
    'sumIf(tokens_out - ifNull(tokens_reasoning, 0), in_sums = 1)',
    'tokens.output:*',
  ),
  costPer('trace', 'trace_key', 'has:cost has:call'),
  costPer('session', 'session_key', 'has:cost has:call session:*'),
  costPer('user', 'whose_key', 'has:cost has:call user:*'),
  costOfTrace(0.5),
  costOfTrace(0.95),
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
  counted('tool_retries', 'countIf(is_retry = 1)', 'spans', 'has:retry'),
  counted('retrievals', "countIf(kind = 'retrieval')", 'spans', 'kind:retrieval'),
  counted('empty_retrievals', "countIf(kind = 'retrieval' and documents = 0)", 'spans', 'kind:retrieval documents:0'),
  { ...counted('documents', "sumIf(documents, kind = 'retrieval')", null, 'kind:retrieval documents:*'), empty: null },
  ratio({
    name: 'documents_mean',
    unit: '1',
    over: "sumIf(documents, kind = 'retrieval')",
    under: KNOWN_RETRIEVALS,
    n: KNOWN_RETRIEVALS,
    also: 'kind:retrieval documents:*',
  }),
  ratio({
    name: 'empty_retrieval_rate',
    unit: '1',
    over: "countIf(kind = 'retrieval' and documents = 0)",
    under: KNOWN_RETRIEVALS,
    n: KNOWN_RETRIEVALS,
    also: 'kind:retrieval documents:*',
  }),
  counted('calls_without_usage', 'countIf(is_call = 1 and not said_usage)', null),
  summed(
    'tokens.total',
    'tokens',
    'sumIf(ifNull(tokens_in, 0) + ifNull(tokens_out, 0), in_sums = 1 and said_usage)',
    'has:tokens',
  ),
  summed('cost.cache_savings', 'USD', `sum(${SAVED})`, 'tokens.cache_read>0 has:cost has:call'),
  ratio({
    name: 'cache_hit_rate',
    unit: '1',
    over: 'sumIf(ifNull(tokens_cache_read, 0), in_sums = 1)',
    under: INPUT_OF_CALLS,
    n: 'countIf(in_sums = 1 and isNotNull(tokens_in))',
    also: 'tokens.input:*',
  }),
  ratio({
    name: 'tool_error_rate',
    unit: '1',
    over: "countIf(kind = 'tool' and status = 'error')",
    under: "countIf(kind = 'tool')",
    n: "countIf(kind = 'tool')",
    also: 'kind:tool',
  }),
  // A message is a trace, a conversation a session: what a chat application counts of itself.
  ratio({
    name: 'traces_per_session',
    unit: '1',
    over: 'uniqExactIf(trace_key, session_key != 0)',
    under: 'uniqExactIf(session_key, session_key != 0)',
    n: 'countIf(session_key != 0)',
    also: 'session:*',
  }),
  ratio({
    name: 'tokens_per_second',
    unit: '1/s',
    over: `sumIf(tokens_out, ${TIMED_TOKENS}) * 1e9`,
    under: `sumIf(duration_ns, ${TIMED_TOKENS})`,
    n: `countIf(${TIMED_TOKENS})`,
    also: 'has:call tokens_per_second:*',
  }),
  ...quantiles('duration', 'ns', 'duration_ns', LEVELS),
  mean('duration_mean', 'ns', 'duration_ns'),
  summed('duration_total', 'ns', 'sum(duration_ns)', 'duration:*'),
  summed('self_time', 'ns', 'sum(self_ns)', 'self_time:*'),
  ...quantiles('ttft', 'ns', 'ttft_ns', LEVELS),
  mean('ttft_mean', 'ns', 'ttft_ns'),
  ...quantiles('tokens_per_second', '1/s', perSecond, [5, ...LEVELS]),
]

const byName = new Map(METRICS.map((metric) => [metric.name, metric]))

/** Throws invalid_parameter for a metric that nobody knows. */
export function metricNamed(name: string): Metric {
  const score = /^score(_n|_positive|_interval|_p25|_p50|_p75)?:(.+)$/s.exec(name)
  if (score?.[2] !== undefined) return scoreMetric(name, score[2], score[1])
  const metric = byName.get(name)
  if (metric !== undefined) return metric
  throw new QueryError(
    'invalid_parameter',
    `cannot draw the metric ${name.slice(0, 100)}: nobody knows it`,
    `metrics: ${METRICS.map((each) => each.name).join(', ')}, score:<name>, score_n:<name>, score_positive:<name>, score_interval:<name>, score_p25|p50|p75:<name>`,
    { parameter: 'metric' },
  )
}

const SCORE_LEVELS: ReadonlyMap<string | undefined, number> = new Map([
  ['_p25', 0.25],
  ['_p50', 0.5],
  ['_p75', 0.75],
])

/** How far from the mean of a sample the true one is, 19 times out of 20: by the normal distribution, so for some thirty or more. */
const INTERVAL = 'if(count(score_value) < 2, null, 1.96 * stddevSamp(score_value) / sqrt(count(score_value)))'

/** Its mean, how sure that is, a quartile, how many there are, or how many say more than zero (likes). */
function scoreMetric(name: string, score: string, kind: string | undefined): Metric {
  const also = printFilter({ kind: 'term', field: 'score', key: score, op: 'set', values: [] })
  const base = { name, score, unit: '1', source: 'scores', scope: null, also } as const
  if (kind === undefined) return { ...base, empty: null, sql: () => 'avg(score_value)', n: 'count(score_value)' }
  if (kind === '_interval') return { ...base, empty: null, sql: () => INTERVAL, n: 'count(score_value)' }
  const level = SCORE_LEVELS.get(kind)
  if (level !== undefined) {
    const quartile = `quantileExactInclusive(${level})(score_value)`
    return { ...base, empty: null, sql: () => quartile, n: 'count(score_value)' }
  }
  return { ...base, empty: 0, sql: () => (kind === '_n' ? 'count()' : 'countIf(score_value > 0)') }
}
