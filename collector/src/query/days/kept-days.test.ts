/** The promise: with days kept, every answer is to the last digit what reading all spans gives, whatever came meanwhile. */
import { parseSplit } from '@vitrine/schemas/filter'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { metricNamed } from '../metrics.ts'
import { grantScope } from '../project-scope.ts'
import { querySeries } from '../series.ts'
import type { SeriesRequest } from '../series-request.ts'
import { queryTable } from '../table.ts'
import { at, filterOf, PROJECT, spanRow, T0, traceIdOf, traceRow } from '../test-store.ts'
import type { KeptDays } from './kept-days.ts'
import { DAY, DAYS, type DayStore, LIVE, NOW_NS, openDayStore } from './test-day-spans.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const scope = grantScope(PROJECT)

let test: DayStore
let days: KeptDays

beforeEach(async () => {
  test = await openDayStore()
  days = test.openDays()
})
afterEach(async () => {
  await days.stop()
  expect(test.failures).toEqual([])
  await test.close()
})

const METRICS = [
  ...['spans', 'calls', 'errors', 'error_rate', 'users', 'sessions', 'unpriced_calls', 'tokens.input', 'tokens.total'],
  ...['cost.ours', 'cost.cache_savings', 'cache_hit_rate', 'cost_per_session', 'cost_per_user', 'cost_per_trace'],
  ...['duration_p50', 'duration_p99', 'duration_mean', 'ttft_p95', 'tokens_per_second', 'tokens_per_second_p5'],
  ...['traces_per_session', 'documents', 'documents_mean', 'empty_retrieval_rate', 'tool_error_rate', 'traces'],
  ...['cost_per_trace_p50', 'cost_per_trace_p95'],
]
const FEW = ['spans', 'calls', 'users', 'cost.ours', 'traces']

interface Asked {
  readonly metrics?: readonly string[]
  readonly by?: readonly string[]
  readonly q?: string
  readonly step?: SeriesRequest['step']
  readonly tz?: string
  readonly limit?: number
  readonly fromDay?: number
}

/** What a change of any kind shows in. */
const TELLING: readonly Asked[] = [
  { metrics: [...FEW, 'cost_per_trace_p95', 'duration_p50'], step: '6h' },
  { metrics: FEW, by: ['user'], step: '1d', limit: 3 },
  { metrics: ['tool_retries', 'self_time'], tz: 'Asia/Tehran' },
]

const QUESTIONS: readonly Asked[] = [
  ...TELLING,
  {},
  { step: '1h', tz: 'Asia/Tehran', metrics: FEW },
  { step: '6h', tz: 'America/New_York', fromDay: 1.3 },
  { by: ['model'], step: '1d' },
  { by: ['feature', 'kind'], step: '1w', limit: 4, metrics: FEW },
  { by: ['model'], limit: 2, q: 'has:call', metrics: FEW },
  { q: 'status:error or user:ann', metrics: FEW },
  { q: 'feature:"feature 1"', tz: 'Asia/Kathmandu', metrics: FEW },
  { by: ['attribute:tier'], step: '1d', limit: 2, metrics: FEW },
  { q: 'attr.tier:gold', metrics: FEW },
  { q: 'has(kind:tool status:error)', step: '1d', metrics: FEW },
  { q: 'trace.cost>0.5', step: '1d', metrics: FEW },
]

function splitBy(name: string) {
  const key = parseSplit(name)
  if (key === undefined) throw new Error(`no such split: ${name}`)
  return { name, key }
}

function requestOf({ metrics = METRICS, by = [], q, step = '6h', tz = 'UTC', limit = 10, fromDay = 0 }: Asked) {
  return {
    metrics: metrics.map(metricNamed),
    window: { fromNs: T0 + BigInt(Math.round(fromDay * DAY)) * 1_000_000_000n, toNs: NOW_NS },
    filter: q === undefined ? ({ kind: 'all' } as const) : filterOf(q),
    by: by.map(splitBy),
    ...{ step, tz, limit, nowNs: NOW_NS, compare: undefined },
  }
}

const TABLE = ['traces', 'users', 'calls', 'tokens.input', 'duration_p95']
const tableOf = (by: string) => ({
  metrics: TABLE.map(metricNamed),
  window: { fromNs: T0, toNs: NOW_NS },
  filter: { kind: 'all' } as const,
  by: [splitBy(by)],
  ...{ sort: 'calls', isDescending: true, limit: 10 },
})

const ask = (asked: Asked, kept = LIVE) => querySeries(test.store, scope, requestOf(asked), { days: kept })

async function expectSame(questions = TELLING): Promise<void> {
  for (const asked of questions) {
    const [kept, live] = [await ask(asked, days), await ask(asked)]
    expect({ asked, ...kept }).toEqual({ asked, ...live })
  }
  for (const by of questions === TELLING ? ['feature'] : ['feature', 'user', 'model']) {
    const kept = await queryTable(test.store, scope, tableOf(by), { days })
    expect(kept).toEqual(await queryTable(test.store, scope, tableOf(by), { days: LIVE }))
  }
}

const count = async (sql: string) => Number((await test.store.query<{ n: string }>(sql))[0]?.n ?? 0)
const headsKept = () => count("select count() as n from question_days where group_key = ''")
async function readTwice(questions = TELLING): Promise<void> {
  await expectSame(questions)
  await days.settled()
  const heads = await headsKept()
  await expectSame(questions)
  await days.settled()
  expect(await headsKept()).toBe(heads)
}

describe('with days kept, answers are those of all spans', () => {
  it('when nothing comes meanwhile, and nothing is made twice', async () => {
    await readTwice(QUESTIONS)
    expect(await headsKept()).toBeGreaterThan(QUESTIONS.length * (DAYS - 3))
  })

  it('after a late span, a judgement, an owner, a repeat and a deletion', async () => {
    await readTwice()
    const changes = [
      () => test.addSpans(2 * DAY, 3),
      () => test.addSpans(3 * DAY, 1, { user_id: 'late', cost_total: '5' }),
      () => test.judge(),
      async () => {
        const owner = { user_id: 'somebody else' }
        const [start_time, end_time] = [at(0), at(DAYS * DAY)]
        await test.store.insertRows('spans', [spanRow(8, 999_999, { start_time: at(90), end_time: at(91), ...owner })])
        const row = { start_time, end_time, name: 'other', version: 1e6, ...owner }
        await test.store.insertRows('traces', [traceRow(8, row)])
      },
      () =>
        test.store.command(
          `delete from spans where trace_id = '${traceIdOf(3)}' settings lightweight_deletes_sync = 2`,
        ),
      () => test.store.command(`delete from span_verdicts where 1 settings lightweight_deletes_sync = 2`),
    ]
    for (const change of changes) {
      await change()
      await expectSame()
      await days.settled()
      await expectSame()
    }
  })

  it('after parts were merged, and makes again only what a merge told apart', async () => {
    const merge = async () => {
      for (const table of ['spans', 'traces', 'span_verdicts'])
        await test.store.command(`optimize table ${table} final`)
    }
    await test.judge()
    await merge()
    await readTwice()
    const heads = await headsKept()
    await merge()
    await readTwice()
    expect(await headsKept()).toBe(heads)
    await test.addSpans(4 * DAY, 1)
    await readTwice()
    expect(await headsKept()).toBeGreaterThan(heads)
  })

  it('after a restart, without making anything again', async () => {
    await readTwice()
    const heads = await headsKept()
    await days.stop()
    days = test.openDays()
    await readTwice()
    expect(await headsKept()).toBe(heads)
  })
})
