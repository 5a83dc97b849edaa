import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { countUnits } from './count.ts'
import { queryDifferences } from './differences.ts'
import { queryHeatmap } from './heatmap.ts'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { queryTable } from './table.ts'
import { ADDITIVE, drawing, keysOf, made, openBoardStore, SPANS, WINDOW } from './test-board-spans.ts'
import { filterOf, PROJECT, T0, type TestStore } from './test-store.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const scope = grantScope(PROJECT)
let test: TestStore
let draw: ReturnType<typeof drawing>

beforeAll(async () => {
  test = await openBoardStore()
  draw = drawing(test)
})
afterAll(() => test.close())

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

describe('what a trace, session or user costs', () => {
  const priced = made.flatMap((span) => (span.cost === null ? [] : [{ ...span, usd: span.cost / 1e6 }]))
  const sumBy = (of: (span: (typeof priced)[number]) => string | number, spans = priced) => {
    const sums = new Map<string | number, number>()
    for (const span of spans) sums.set(of(span), (sums.get(of(span)) ?? 0) + span.usd)
    return [...sums.values()]
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

  it('is a mean over those whose cost is known, and a quantile over single traces', async () => {
    const names = ['trace', 'session', 'user', 'trace_p50', 'trace_p95'].map((what) => `cost_per_${what}`)
    const { series } = await draw(names)
    const traces = sumBy(({ trace }) => trace)
    const wanted = [
      mean(traces),
      mean(sumBy(({ trace }) => trace % 7)),
      mean(sumBy(({ trace }) => trace % 5)),
      quantileOf(traces, 0.5),
      quantileOf(traces, 0.95),
    ]
    expect(series.map(({ metric }) => metric)).toEqual(names)
    series.forEach(({ total, metric }, at) => {
      expect([metric, Number(total)]).toEqual([metric, expect.closeTo(wanted[at] ?? 0, 9)])
    })
    expect(series.map((each) => each.total_n)).toEqual([
      priced.length,
      priced.length,
      priced.length,
      traces.length,
      traces.length,
    ])
  })

  it('stands where its first priced call does, and leads to as many traces', async () => {
    const { series, buckets, bucket_ends } = await draw(['cost_per_trace_p50'], ['model'])
    const q = 'has:cost has:call'
    for (const { points, n = [], values, value } of series) {
      const own = priced.filter(({ model }) => model === ((values?.[0] ?? value) || ''))
      for (const [at, point] of points.entries()) {
        const [from, to] = [Number((BigInt(buckets[at] ?? 0) - T0) / 1_000_000_000n), at * 60 + 60]
        const firsts = new Map<number, number>()
        for (const { trace, start } of own) firsts.set(trace, Math.min(start, firsts.get(trace) ?? Infinity))
        const here = own.filter(({ trace }) => (firsts.get(trace) ?? -1) >= from && (firsts.get(trace) ?? -1) < to)
        const sums = sumBy(({ trace }) => trace, here)
        expect([value, at, n[at]]).toEqual([value, at, sums.length])
        const middle = quantileOf(sums, 0.5)
        expect(point === null ? null : Number(point)).toEqual(middle === null ? null : expect.closeTo(middle, 9))
      }
    }
    const [first] = (await draw(['cost_per_trace_p95'])).series
    expect([first?.q, first?.scope, first?.first]).toEqual([q, 'traces', true])
    const window = { fromNs: BigInt(buckets[0] ?? 0), toNs: BigInt(bucket_ends[0] ?? 0) }
    const { n } = await countUnits(test.store, scope, { window, filter: filterOf(q), unit: 'traces' })
    expect(n).toBe(first?.n?.[0])
  })
})

it('says the quartiles of a score', async () => {
  const metrics = ['score_p25:good', 'score_p50:good', 'score_p75:good']
  const { series } = await draw(metrics)
  expect(series.map(({ total, total_n }) => [total, total_n])).toEqual([
    [0.5, 3],
    [1, 3],
    [1, 3],
  ])
})

it('says how sure the mean of a score is', async () => {
  // Of 0, 1 and 1: a spread of 1/3 over three.
  const { series } = await draw(['score_interval:good'])
  expect(series.map(({ total, total_n }) => [total, total_n])).toEqual([[expect.closeTo(1.96 / 3, 12), 3]])
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
    await expect(ask({ by: ['kind'], metrics: ['spans', 'cost_per_trace_p50'] })).rejects.toThrow(/into a table/)
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
        nowNs: T0 + 3_600_000_000_000n,
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
