/** For tests of what boards read: spans of many kinds with holes in what they say, and the series over them. */
import { parseSplit } from '@vitrine/schemas/filter'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { querySeries } from './series.ts'
import { mulberry32 } from './test-random.ts'
import { at, filterOf, openTestStore, PROJECT, spanIdOf, spanRow, T0, type TestStore, traceIdOf } from './test-store.ts'

export const SPANS = 400
const TRACES = 90
export const MINUTE = 60_000_000_000n
export const WINDOW = { fromNs: T0, toNs: T0 + 10n * MINUTE }

const random = mulberry32(11)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const maybe = (value: () => number) => (random() < 0.3 ? null : value())
export const made = Array.from({ length: SPANS }, (_, index) => {
  const kind = pick(['llm', 'llm', 'tool', 'retrieval', 'agent'])
  const lasts = Math.round(10 ** (random() * 4)) / 1000
  const isLlm = kind === 'llm'
  return {
    trace: 1 + (index % TRACES),
    span: index + 1,
    start: Math.floor(random() * 600),
    lasts,
    kind,
    model: isLlm ? pick(['a', 'b', 'c', 'd', '']) : '',
    status: pick(['ok', 'error', 'unset']),
    input: isLlm ? (index % 40 === 0 ? 0 : maybe(() => Math.floor(random() * 1000))) : null,
    cached: isLlm ? maybe(() => Math.floor(random() * 1000)) : null,
    output: isLlm ? maybe(() => Math.floor(random() * 1000)) : null,
    cost: isLlm ? maybe(() => Math.floor(random() * 1e6)) : null,
    ttft: isLlm ? maybe(() => Math.floor(random() * 1e9)) : null,
    tier: pick(['gold', 'free']),
    found: index % 4 === 3 ? null : index % 4,
  }
})

/** A store of its own that holds them. */
export async function openBoardStore(): Promise<TestStore> {
  const test = await openTestStore()
  await test.store.insertRows(
    'spans',
    made.map((span) =>
      spanRow(span.trace, span.span, {
        kind: span.kind,
        parent_span_id: span.span > TRACES && span.span % 3 > 0 ? spanIdOf(span.span - TRACES) : '',
        tool_name: span.kind === 'tool' ? 'hammer' : '',
        model: span.model,
        status: span.status,
        start_time: at(span.start),
        end_time: at(span.start + span.lasts),
        tokens_input_uncached: span.input,
        tokens_cache_read: span.cached,
        tokens_output: span.output,
        cost_total: span.cost === null ? null : `0.${String(span.cost).padStart(6, '0')}`,
        cost_by_bucket: { input_uncached: '0.002', cache_read: '0.0001' },
        ttft_ns: span.ttft,
        documents: span.kind === 'retrieval' ? span.found : null,
        session_id: `s${span.trace % 7}`,
        user_id: `u${span.trace % 5}`,
        attributes: { tier: span.model === 'a' ? 'gold' : span.tier, constant: 'x' },
      }),
    ),
  )
  await test.store.insertRows(
    'scores',
    [1, 2, 3].map((trace) => ({
      project_id: PROJECT,
      score_id: `${trace}`,
      name: 'good',
      value: trace === 1 ? 0 : 1,
      target: 'trace',
      trace_id: traceIdOf(trace),
      version: 1,
    })),
  )
  return test
}

export const keysOf = (names: readonly string[]) =>
  names.map((name) => {
    const key = parseSplit(name)
    if (key === undefined) throw new Error(name)
    return { name, key }
  })
/** The series of that store. */
export const drawing =
  ({ store }: TestStore) =>
  (metrics: readonly string[], by: readonly string[] = [], limit = 10, window = WINDOW) =>
    querySeries(store, grantScope(PROJECT), {
      metrics: metrics.map(metricNamed),
      window,
      filter: filterOf(''),
      by: keysOf(by),
      step: '1m',
      tz: 'UTC',
      limit,
      compare: undefined,
      nowNs: T0 + 60n * MINUTE,
    })

export const ADDITIVE = [
  'spans',
  'calls',
  'errors',
  'tool_calls',
  'tool_errors',
  'tool_retries',
  'retrievals',
  'empty_retrievals',
  'documents',
  'duration_total',
  'self_time',
  'unpriced_calls',
  'calls_without_usage',
  'tokens.input',
  'tokens.output',
  'tokens.total',
  'tokens.cache_read',
  'tokens.input_not_cached',
  'tokens.output_not_reasoning',
  'cost.ours',
  'cost.cache_savings',
]
