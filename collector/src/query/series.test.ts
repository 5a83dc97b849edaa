import { RATIO_METRICS, type Series, type Step } from '@vitrine/schemas/api'
import { parseSplit } from '@vitrine/schemas/filter'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { countUnits } from './count.ts'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { querySeries } from './series.ts'
import {
  at,
  filterOf,
  OTHER_PROJECT,
  openTestStore,
  PROJECT,
  spanIdOf,
  spanRow,
  T0,
  type TestStore,
  traceIdOf,
} from './test-store.ts'
import { queryTotals } from './totals.ts'

// The engine answers in milliseconds, but the machine may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let test: TestStore
const scope = grantScope(PROJECT)
const MINUTE = 60_000_000_000n
const WINDOW = { fromNs: T0, toNs: T0 + 3n * MINUTE }

async function draw(
  metric: string,
  options: {
    by?: string[]
    q?: string
    window?: typeof WINDOW
    step?: Step
    limit?: number
    compare?: typeof WINDOW
  } = {},
) {
  const by = (options.by ?? []).map((name) => {
    const key = parseSplit(name)
    if (key === undefined) throw new Error(name)
    return { name, key }
  })
  return querySeries(test.store, scope, {
    metrics: metric.split(',').map(metricNamed),
    window: options.window ?? WINDOW,
    filter: filterOf(options.q ?? ''),
    by,
    step: options.step ?? '1m',
    tz: 'UTC',
    limit: options.limit ?? 10,
    compare: options.compare,
    nowNs: T0 + 10n * MINUTE,
  })
}
const one = async (metric: string, options = {}): Promise<Series> => {
  const [series] = (await draw(metric, options)).series
  if (series === undefined) throw new Error('no series')
  return series
}

beforeAll(async () => {
  test = await openTestStore()
  const llm = (seconds: number, durationS: number, row = {}) => ({
    kind: 'llm',
    model: 'a',
    start_time: at(seconds),
    end_time: at(seconds + durationS),
    tokens_input_uncached: 10,
    tokens_output: 100,
    cost_total: '0.1',
    ...row,
  })
  await test.store.insertRows('spans', [
    spanRow(1, 1, llm(1, 1)),
    spanRow(1, 2, llm(70, 3, { model: 'b', status: 'error', session_id: 's' })),
    spanRow(2, 3, llm(10, 2, { session_id: 's', ttft_ns: 500 })),
    spanRow(
      2,
      4,
      llm(11, 0, { is_running: 1, tokens_input_uncached: null, tokens_output: null, cost_total: null, model: 'c' }),
    ),
    spanRow(3, 5, { start_time: at(-30), end_time: at(-29) }),
    spanRow(4, 6, llm(2, 900, { project_id: OTHER_PROJECT, model: 'z' })),
  ])
  await test.store.insertRows('scores', [
    { project_id: PROJECT, score_id: '1', name: 'good', value: 1, target: 'trace', trace_id: traceIdOf(1), version: 1 },
    {
      project_id: PROJECT,
      score_id: '2',
      name: 'good',
      value: 0,
      target: 'span',
      trace_id: traceIdOf(1),
      span_id: spanIdOf(2),
      version: 1,
    },
  ])
})
afterAll(() => test.close())

describe('series', () => {
  it.each<[string, unknown[], unknown]>([
    ['spans', [3, 1, 0], 4],
    ['traces', [2, 0, 0], 2],
    ['calls', [3, 1, 0], 4],
    ['errors', [0, 1, 0], 1],
    ['sessions', [1, 1, 0], 1],
    ['tokens.input', [20, 10, null], 30],
    ['tokens.output', [200, 100, null], 300],
    ['tokens.cache_read', [null, null, null], null],
    ['cost.ours', ['0.2', '0.1', null], '0.3'],
    ['cost.reported', [null, null, null], null],
    ['unpriced_calls', [0, 0, 0], 0],
    ['error_rate', [0, 1, null], 0.25],
    ['duration_p50', [1.5e9, 3e9, null], 2e9],
    ['duration_mean', [1.5e9, 3e9, null], 2e9],
    ['ttft_p95', [500, null, null], 500],
    ['tokens_per_second_p50', [75, 100 / 3, null], 50],
    ['score:good', [1, 0, null], 0.5],
    ['score_n:good', [1, 1, 0], 2],
  ])('draw %s', async (metric, points, total) => {
    const series = await one(metric)
    expect(series.points.map((value) => (typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value))).toEqual(
      points.map((value) => (typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value)),
    )
    expect(series.total).toEqual(total)
  })

  it('say how many spans stand behind a quantile, running ones apart', async () => {
    expect(await one('duration_p99')).toMatchObject({ n: [2, 1, 0], total_n: 3 })
  })

  it('split into groups that sum to the whole, the rest in one', async () => {
    const whole = await draw('spans,tokens.output,cost.ours')
    const split = await draw('spans,tokens.output,cost.ours', { by: ['model'], limit: 1 })
    expect(split.series.map((series) => [series.metric, series.value, series.other])).toEqual([
      ['spans', 'a', false],
      ['spans', null, true],
      ['tokens.output', 'a', false],
      ['tokens.output', null, true],
      ['cost.ours', 'a', false],
      ['cost.ours', null, true],
    ])
    expect([whole.groups, split.groups]).toEqual([undefined, 3])
    expect((await draw('traces', { by: ['model'], limit: 1 })).groups).toBe(3)
    for (const series of whole.series) {
      const parts = split.series.filter((part) => part.metric === series.metric)
      series.points.forEach((point, index) => {
        expect(parts.reduce((sum, part) => sum + Number(part.points[index] ?? 0), 0)).toBeCloseTo(
          Number(point ?? 0),
          12,
        )
      })
    }
  })

  it('split by two keys', async () => {
    const { series } = await draw('spans', { by: ['model', 'status'] })
    expect(series.map((each) => [each.values, each.total])).toEqual([
      [['a', 'unset'], 2],
      [['b', 'error'], 1],
      [['c', 'unset'], 1],
    ])
  })

  it('name the filter whose count is the point', async () => {
    const { series, buckets, bucket_ends } = await draw('spans,errors,calls,sessions,unpriced_calls', {
      by: ['model'],
      q: 'kind:llm',
    })
    let checked = 0
    for (const { q, scope: unit, points } of series) {
      if (q === null || unit === null) continue
      for (const [index, point] of points.entries()) {
        const window = { fromNs: BigInt(buckets[index] ?? 0), toNs: BigInt(bucket_ends[index] ?? 0) }
        expect((await countUnits(test.store, scope, { window, filter: filterOf(q), unit })).n).toBe(point)
        checked += 1
      }
    }
    expect(checked).toBe(45)
  })

  it('count a trace where its first span in scope lies, and name the filter that does so too', async () => {
    for (const q of ['', 'status:error', 'kind:llm -session:nobody']) {
      const { from, buckets, bucket_ends, series } = await draw('traces', { q, by: ['model'] })
      for (const { q: own, first, points } of series) {
        expect(first).toBe(true)
        for (const [index, point] of points.entries()) {
          const window = { fromNs: BigInt(buckets[index] ?? 0), toNs: BigInt(bucket_ends[index] ?? 0) }
          const filter = filterOf(`${own} -has(${own} start>=${from} start<${buckets[index]})`)
          expect((await countUnits(test.store, scope, { window, filter, unit: 'traces' })).n).toBe(point)
        }
      }
    }
  })

  it('name the spans behind each ratio and quantile', async () => {
    const asked = RATIO_METRICS.join(',')
    const { series, buckets, bucket_ends } = await draw(asked)
    for (const { metric, q, n = [] } of series) {
      for (const [index, behind] of n.entries()) {
        const window = { fromNs: BigInt(buckets[index] ?? 0), toNs: BigInt(bucket_ends[index] ?? 0) }
        const counted = await countUnits(test.store, scope, { window, filter: filterOf(q ?? ''), unit: 'spans' })
        expect([metric, counted.n]).toEqual([metric, behind])
      }
    }
  })

  it('compare with the window before, by the same groups', async () => {
    const compare = { fromNs: T0 - 3n * MINUTE, toNs: T0 }
    const { compare: before } = await draw('spans', { compare })
    expect(before?.series[0]).toMatchObject({ points: [0, 0, 1], total: 1 })
  })

  it('agree with totals over the same window', async () => {
    const request = { window: WINDOW, filter: filterOf(''), by: undefined, limit: 1 }
    const { total } = await queryTotals(test.store, scope, request)
    const totals = Object.fromEntries(
      (await draw('traces,spans,calls,errors,sessions,users,tokens.input,tokens.output,cost.ours')).series.map(
        (series) => [series.metric, series.total],
      ),
    )
    expect(totals).toEqual({
      traces: total.traces,
      spans: total.spans,
      calls: total.calls,
      errors: total.errors,
      sessions: total.sessions,
      users: total.users,
      'tokens.input': total.tokens.input,
      'tokens.output': total.tokens.output,
      'cost.ours': total.cost.ours,
    })
  })

  it('draw days of uneven length', async () => {
    const window = {
      fromNs: BigInt(Date.parse('2026-02-01T00:00:00Z')) * 1_000_000n,
      toNs: BigInt(Date.parse('2026-04-15T00:00:00Z')) * 1_000_000n,
    }
    expect(await one('spans', { window, step: '1M' })).toMatchObject({ points: [0, 5, 0], total: 5 })
  })

  it('draw zeros and nulls where nothing matches', async () => {
    const { series } = await draw('spans,cost.ours,duration_p50', { q: 'service:nowhere' })
    expect(series.map((each) => [each.points, each.total])).toEqual([
      [[0, 0, 0], 0],
      [[null, null, null], null],
      [[null, null, null], null],
    ])
  })
})
