import { parseFilter } from '@vitrine/schemas/filter'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { VerdictReading } from './judged-columns.ts'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { querySeries } from './series.ts'
import { selectSpans } from './source.ts'
import {
  OTHER_PROJECT,
  openTestStore,
  PROJECT,
  spanIdOf,
  spanRow,
  T0,
  type TestStore,
  traceIdOf,
} from './test-store.ts'
import { readOptions, verdictReading } from './verdict-reading.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let test: TestStore
const scope = grantScope(PROJECT)
const other = grantScope(OTHER_PROJECT)
const WINDOW = { fromNs: T0, toNs: T0 + 3_600_000_000_000n }
const llm = { kind: 'llm', own_counts: 1, tokens_output: 10, cost_total: '0.5' }
const verdict = (trace: number, span: number, counts: number, usage: number) => ({
  project_id: PROJECT,
  trace_id: traceIdOf(trace),
  span_id: spanIdOf(span),
  counts,
  usage,
  merged_into: '',
  reason: 'test',
  version: 1,
})

beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows('spans', [
    spanRow(1, 1, { ...llm }),
    spanRow(1, 2, { ...llm }),
    spanRow(1, 3, { kind: 'agent', own_counts: 0, tokens_output: 7 }),
    // The same span id in another trace is another span.
    spanRow(2, 2, { ...llm }),
    spanRow(3, 4, { kind: 'agent', own_counts: 0, tokens_output: 5 }),
    spanRow(3, 9, { kind: 'agent', own_counts: 0, tokens_output: 2 }),
    // A retrieval inside a retrieval.
    spanRow(5, 6, { kind: 'retrieval', documents: 3 }),
    spanRow(5, 7, { kind: 'retrieval', documents: 3 }),
    spanRow(4, 8, { kind: 'retrieval', documents: 3, project_id: OTHER_PROJECT }),
    spanRow(4, 5, { ...llm, project_id: OTHER_PROJECT }),
  ])
  await test.store.insertRows('span_verdicts', [
    verdict(1, 2, 0, 0),
    verdict(1, 3, 1, 0),
    verdict(3, 4, 0, 1),
    verdict(3, 9, 1, 1),
    { ...verdict(5, 7, 0, 0), merged_into: spanIdOf(6), reason: 'step' },
  ])
})
afterAll(() => test.close())

async function sums(verdicts: VerdictReading) {
  const filter = parseFilter('')
  if (filter.kind !== 'ok') throw new Error(filter.message)
  const source = selectSpans(scope, { window: WINDOW, filter: filter.filter, verdicts })
  const sql = source.fill(
    `with {{source}} select countIf(is_call = 1) as calls, sumIf(tokens_out, in_sums = 1) as tokens,
        countIf(kind = 'retrieval') as found
     from picked limit 1`,
  )
  const [row] = await test.store.query(sql, source.params, readOptions(verdicts, undefined))
  return row
}

it('says by sets of the few what the join says of all', async () => {
  expect(await sums('join')).toEqual({ calls: '4', tokens: '27', found: '1' })
  expect(await sums('few')).toEqual(await sums('join'))
})

it('goes by what is stored: nothing to look up where nothing was judged', async () => {
  expect(await verdictReading(test.store, scope)).toBe('few')
  expect(await verdictReading(test.store, other)).toBe('none')
})

it.each([
  ['few', scope, [4, 1]],
  ['none', other, [1, 1]],
] as const)('is right in a chart: %s', async (_, of, totals) => {
  const { series } = await querySeries(test.store, of, {
    metrics: [metricNamed('calls'), metricNamed('retrievals')],
    window: WINDOW,
    filter: { kind: 'all' },
    by: [],
    step: '5m',
    tz: 'UTC',
    limit: 10,
    compare: undefined,
    nowNs: WINDOW.toNs,
  })
  expect(series.map(({ total }) => total)).toEqual(totals)
})

it('computes quantiles of large windows exactly up to 10,000 values, and within 1 % above', async () => {
  const metric = metricNamed('duration_p95')
  const of = async (n: number, isExact: boolean) => {
    const sql = `select ${metric.sql(isExact)} as v from (select toInt64(number * number) as duration_ns from numbers(${n})) limit 1`
    const [row] = await test.store.query<{ v: number }>(sql)
    return Number(row?.v)
  }
  expect(await of(10_000, false)).toBe(await of(10_000, true))
  const [near, exact] = [await of(50_000, false), await of(50_000, true)]
  expect(near).not.toBe(exact)
  expect(Math.abs(near / exact - 1)).toBeLessThan(0.01)
})
