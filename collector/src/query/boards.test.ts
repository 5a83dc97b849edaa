import { parseSplit } from '@vitrine/schemas/filter'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { countUnits } from './count.ts'
import { queryDifferences } from './differences.ts'
import { queryHeatmap } from './heatmap.ts'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { querySeries } from './series.ts'
import { queryTable } from './table.ts'
import { at, filterOf, openTestStore, PROJECT, spanRow, T0, type TestStore, traceIdOf } from './test-store.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const SPANS = 400
const MINUTE = 60_000_000_000n
const WINDOW = { fromNs: T0, toNs: T0 + 10n * MINUTE }
const scope = grantScope(PROJECT)
let test: TestStore

const random = mulberry32(11)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const maybe = (value: () => number) => (random() < 0.3 ? null : value())
const made = Array.from({ length: SPANS }, (_, index) => {
  const kind = pick(['llm', 'llm', 'tool', 'retrieval', 'agent'])
  const lasts = Math.round(10 ** (random() * 4)) / 1000
  const isLlm = kind === 'llm'
  return {
    trace: 1 + (index % 90),
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

beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows(
    'spans',
    made.map((span) =>
      spanRow(span.trace, span.span, {
        kind: span.kind,
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
})
afterAll(() => test.close())

const keysOf = (names: readonly string[]) =>
  names.map((name) => {
    const key = parseSplit(name)
    if (key === undefined) throw new Error(name)
    return { name, key }
  })
const draw = (metrics: readonly string[], by: readonly string[] = [], limit = 10) =>
  querySeries(test.store, scope, {
    metrics: metrics.map(metricNamed),
    window: WINDOW,
    filter: filterOf(''),
    by: keysOf(by),
    step: '1m',
    tz: 'UTC',
    limit,
    compare: undefined,
    nowNs: T0 + 60n * MINUTE,
  })

const ADDITIVE = [
  'spans',
  'calls',
  'errors',
  'tool_calls',
  'tool_errors',
  'retrievals',
  'empty_retrievals',
  'documents',
  'unpriced_calls',
  'calls_without_usage',
  'tokens.input',
  'tokens.output',
  'tokens.total',
  'tokens.cache_read',
  'cost.ours',
  'cost.cache_savings',
]
/** Whole pico-dollars or tokens, so that sums are exact; null where nobody said. */
const exact = (value: unknown): bigint | null => {
  if (value === null || value === undefined) return null
  const [whole = '0', part = ''] = String(value).replace('-', '').split('.')
  const picos = BigInt(whole) * 1_000_000_000_000n + BigInt(part.padEnd(12, '0').slice(0, 12))
  return String(value).startsWith('-') ? -picos : picos
}
const sum = (values: readonly unknown[]) => {
  const said = values.map(exact).filter((value) => value !== null)
  return said.length === 0 ? null : said.reduce((a, b) => a + b, 0n)
}

describe('additive metrics', () => {
  it.each([
    [['model'], 2],
    [['kind', 'status'], 4],
    [['attribute:tier'], 10],
  ] as const)('split by %j sum to the whole, in every bucket and in all', async (by, limit) => {
    const whole = await draw(ADDITIVE)
    const split = await draw(ADDITIVE, by, limit)
    for (const one of whole.series) {
      const parts = split.series.filter((series) => series.metric === one.metric)
      expect(parts.length).toBeGreaterThan(1)
      one.points.forEach((point, index) => {
        expect([one.metric, index, sum(parts.map((part) => part.points[index]))]).toEqual([
          one.metric,
          index,
          exact(point),
        ])
      })
      expect([one.metric, sum(parts.map((part) => part.total))]).toEqual([one.metric, exact(one.total)])
      expect([one.metric, sum(one.points)]).toEqual([one.metric, exact(one.total)])
    }
  })
})

const quantileOf = (values: readonly number[], level: number): number | null => {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const place = (sorted.length - 1) * level
  const low = sorted[Math.floor(place)] ?? 0
  const high = sorted[Math.ceil(place)] ?? low
  return low + (high - low) * (place - Math.floor(place))
}

it('quantiles, means and ratios are those of an exact computation', async () => {
  const { series } = await draw([
    'duration_p50',
    'duration_p99',
    'duration_mean',
    'ttft_p75',
    'ttft_mean',
    'tokens_per_second_p5',
    'tokens_per_second',
    'cache_hit_rate',
    'tool_error_rate',
    'traces_per_session',
  ])
  const total = (metric: string) => Number(series.find((each) => each.metric === metric)?.total)
  const durations = made.map((span) => span.lasts * 1e9)
  const near = (metric: string, value: number | null) =>
    expect([metric, Math.abs(total(metric) / (value ?? 0) - 1) < 1e-6]).toEqual([metric, true])
  near('duration_p50', quantileOf(durations, 0.5))
  near('duration_p99', quantileOf(durations, 0.99))
  near('duration_mean', durations.reduce((a, b) => a + b, 0) / durations.length)
  const ttfts = made.flatMap((span) => (span.ttft === null ? [] : [span.ttft]))
  near('ttft_p75', quantileOf(ttfts, 0.75))
  near('ttft_mean', ttfts.reduce((a, b) => a + b, 0) / ttfts.length)
  const spoke = made.filter((span) => span.output !== null)
  near(
    'tokens_per_second_p5',
    quantileOf(
      spoke.map((span) => (span.output ?? 0) / span.lasts),
      0.05,
    ),
  )
  near(
    'tokens_per_second',
    spoke.reduce((n, span) => n + (span.output ?? 0), 0) / spoke.reduce((n, span) => n + span.lasts, 0),
  )
  const input = made.reduce((n, span) => n + (span.input ?? 0) + (span.cached ?? 0), 0)
  near('cache_hit_rate', made.reduce((n, span) => n + (span.cached ?? 0), 0) / input)
  const tools = made.filter((span) => span.kind === 'tool')
  near('tool_error_rate', tools.filter((span) => span.status === 'error').length / tools.length)
  near('traces_per_session', 90 / 7)
})

it('counts what caches saved at the price of the call itself', async () => {
  const saving = made
    .filter((span) => (span.input ?? 0) > 0 && (span.cached ?? 0) > 0)
    .reduce((n, span) => n + (0.002 * (span.cached ?? 0)) / (span.input ?? 1) - 0.0001, 0)
  const { series } = await draw(['cost.cache_savings'])
  expect(Number(series[0]?.total)).toBeCloseTo(saving, 8)
})

describe('table', () => {
  const ask = (options: { by: readonly string[]; metrics: readonly string[]; sort?: string; limit?: number }) =>
    queryTable(test.store, scope, {
      metrics: options.metrics.map(metricNamed),
      window: WINDOW,
      filter: filterOf(''),
      by: keysOf(options.by),
      sort: options.sort ?? 'spans',
      isDescending: true,
      limit: options.limit ?? 100,
    })

  it('says of each group what series says of it, and of all what it says of all', async () => {
    const metrics = [
      'spans',
      'traces',
      'errors',
      'users',
      'cost.ours',
      'duration_p95',
      'error_rate',
      'score:good',
      'score_positive:good',
    ]
    const table = await ask({ by: ['model'], metrics })
    const { series } = await draw(metrics, ['model'], 100)
    const whole = await draw(metrics)
    expect(table.total.points).toEqual(whole.series.map((each) => each.total))
    expect(table.rows).toHaveLength(5)
    for (const row of table.rows) {
      const mine = series.filter((each) => each.value === row.values[0])
      expect(row.points).toEqual(mine.map((each) => each.total))
      const n = await countUnits(test.store, scope, { window: WINDOW, filter: filterOf(row.q), unit: 'spans' })
      expect(n.n).toBe(row.points[0])
    }
  })

  it('sorts by any metric of spans, and says what it left out', async () => {
    const table = await ask({
      by: ['kind', 'status'],
      metrics: ['spans', 'duration_mean'],
      sort: 'duration_mean',
      limit: 3,
    })
    const means = table.rows.map((row) => Number(row.points[1]))
    expect(means).toEqual([...means].sort((a, b) => b - a))
    expect([table.rows.length, table.groups_left_out]).toEqual([3, 9])
    await expect(ask({ by: ['kind'], metrics: ['spans', 'score:good'], sort: 'score:good' })).rejects.toThrow(
      /cannot sort/,
    )
  })
})

describe('heatmap', () => {
  it.each(['duration', 'ttft', 'cost', 'tokens_per_second'] as const)(
    'of %s holds every span once, where its filter finds it',
    async (metric) => {
      const map = await queryHeatmap(test.store, scope, {
        metric,
        window: WINDOW,
        filter: filterOf(''),
        step: '5m',
        tz: 'UTC',
        nowNs: T0 + 60n * MINUTE,
      })
      expect(map.cells.reduce((n, [, , count]) => n + count, map.unknown)).toBe(SPANS)
      const suffix = map.unit === 'ns' ? 'ns' : ''
      for (const [slot, level, count] of map.cells.slice(0, 12)) {
        const high = map.levels[level + 1] ?? map.level_end
        const q = `${metric}>=${map.levels[level]}${suffix}${high === null ? '' : ` ${metric}<${high}${suffix}`}`
        const window = { fromNs: BigInt(map.buckets[slot] ?? 0), toNs: BigInt(map.bucket_ends[slot] ?? 0) }
        const { n } = await countUnits(test.store, scope, { window, filter: filterOf(q), unit: 'spans' })
        expect([q, n]).toEqual([q, count])
      }
    },
  )
})

describe('differences', () => {
  const ask = (selection: string, unit: 'spans' | 'traces' = 'spans') =>
    queryDifferences(test.store, scope, {
      window: WINDOW,
      filter: filterOf('kind:llm'),
      selection: filterOf(selection),
      unit,
      limit: 20,
    })

  it('ranks what marks a selection, and leaves out what is everywhere', async () => {
    const answer = await ask('model:a')
    const llm = made.filter((span) => span.kind === 'llm')
    expect(answer).toMatchObject({ selected: llm.filter((span) => span.model === 'a').length, sampled: 1 })
    expect(answer.selected + answer.rest).toBe(llm.length)
    expect(answer.differences[0]).toMatchObject({ field: 'model', value: 'a', selected_share: 1, rest_share: 0 })
    const tier = answer.differences.find((each) => each.field === 'attribute:tier' && each.value === 'gold')
    expect(tier?.selected).toBe(answer.selected)
    expect(tier?.score).toBeGreaterThan(3)
    expect(answer.differences.some((each) => each.value === 'x' || each.value === 'llm')).toBe(false)
  })

  it('counts traces when asked, and says nothing of an empty selection', async () => {
    const answer = await ask('has(kind:tool)', 'traces')
    const traces = new Set(made.filter((span) => span.kind === 'llm').map((span) => span.trace))
    expect(answer.selected + answer.rest).toBe(traces.size)
    expect(await ask('model:nobody')).toMatchObject({ selected: 0, differences: [] })
  })
})

function mulberry32(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
