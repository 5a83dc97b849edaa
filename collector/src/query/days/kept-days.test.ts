/** The promise: with days kept, every answer is to the last digit what reading all spans gives, whatever came meanwhile. */
import { parseSplit } from '@vitrine/schemas/filter'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../../base/clock.ts'
import { metricNamed } from '../metrics.ts'
import { grantScope } from '../project-scope.ts'
import { querySeries } from '../series.ts'
import type { SeriesRequest } from '../series-request.ts'
import { queryTable } from '../table.ts'
import { mulberry32 } from '../test-random.ts'
import {
  at,
  filterOf,
  openTestStore,
  PROJECT,
  spanIdOf,
  spanRow,
  T0,
  type TestStore,
  traceIdOf,
  traceRow,
} from '../test-store.ts'
import { createKeptDays, type KeptDays } from './kept-days.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const DAY = 86_400
const DAYS = 6
const NOW_NS = T0 + BigInt(DAYS * DAY) * 1_000_000_000n
const clock: Clock = {
  nowMs: () => Number(NOW_NS / 1_000_000n),
  nowNs: () => NOW_NS,
  passedMs: () => performance.now(),
}
const scope = grantScope(PROJECT)

let test: TestStore
let days: KeptDays
let random: () => number
const failures: unknown[] = []
let spans = 0

beforeEach(async () => {
  test = await openTestStore()
  days = openDays()
  random = mulberry32(7)
  spans = 0
  version = 1
  roots.clear()
  bounds.clear()
  for (let batch = 0; batch < DAYS; batch += 1) await addSpans(batch * DAY, 60)
})
afterEach(async () => {
  await days.stop()
  expect(failures).toEqual([])
  await test.close()
})

const openDays = () =>
  createKeptDays({
    store: test.store,
    clock,
    fewSpans: 0,
    quietMs: 0,
    log: { warn: (...said: unknown[]) => void failures.push(said) },
  })

const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
/** The first half last as long as anything comes, the others a few hours. */
const TRACES = 40

/** Spans of old and new traces that begin within the day after `seconds`; some traces last longer than a day. */
async function addSpans(seconds: number, count: number, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const rows = Array.from({ length: count }, () => {
    spans += 1
    const isLlm = random() < 0.5
    const day = Math.floor(seconds / DAY)
    const isLong = random() < 0.5
    const trace = 1 + Math.floor((random() * TRACES) / 2) + (isLong ? 0 : TRACES * (day + 1))
    const start = seconds + Math.floor(isLong ? random() * DAY : ((trace / 97) % 1) * 0.8 * DAY + random() * 10_000)
    return {
      trace,
      start,
      span: spans,
      row: spanRow(trace, spans, {
        kind: isLlm ? 'llm' : pick(['tool', 'retrieval', 'agent']),
        model: isLlm ? pick(['a', 'b', 'c', '']) : '',
        status: pick(['ok', 'error']),
        start_time: at(start),
        end_time: at(start + random() * 100),
        user_id: pick(['', '', 'ann', 'bob', `u${trace}`]),
        session_id: pick(['', '', `s${trace % 9}`]),
        tokens_input_uncached: isLlm ? Math.floor(random() * 1000) : null,
        tokens_cache_read: isLlm && random() < 0.5 ? Math.floor(random() * 1000) : null,
        tokens_output: isLlm && random() < 0.8 ? Math.floor(random() * 1000) : null,
        cost_total: isLlm && random() < 0.8 ? `0.${String(Math.floor(random() * 1e6)).padStart(6, '0')}` : null,
        cost_by_bucket: { input_uncached: '0.002', cache_read: '0.0001' },
        ttft_ns: isLlm ? Math.floor(random() * 1e9) : null,
        tool_name: pick(['hammer', 'saw']),
        attributes: random() < 0.4 ? { tier: pick(['gold', 'free']) } : {},
        documents: random() < 0.3 ? Math.floor(random() * 3) : null,
        ...more,
      }),
    }
  })
  await test.store.insertRows(
    'spans',
    rows.map(({ row }) => row),
  )
  const traces = [...new Set(rows.map(({ trace }) => trace))]
  for (const row of rows) if (!roots.has(row.trace)) roots.set(row.trace, row)
  await test.store.insertRows(
    'traces',
    traces.map((trace) => {
      const starts = rows.filter((row) => row.trace === trace).map(({ start }) => start)
      version += 1
      return traceRow(trace, {
        start_time: at(Math.min(bounds.get(trace)?.first ?? Number.POSITIVE_INFINITY, ...starts)),
        end_time: at(noteBounds(trace, starts) + 100),
        root_span_id: spanIdOf(roots.get(trace)?.span ?? 0),
        root_start_time: at(roots.get(trace)?.start ?? 0),
        name: `feature ${trace % 3}`,
        user_id: trace % 4 === 0 ? `owner ${trace}` : '',
        session_id: trace % 5 === 0 ? `session ${trace}` : '',
        version,
      })
    }),
  )
}
let version = 1
const roots = new Map<number, { readonly span: number; readonly start: number }>()
const bounds = new Map<number, { first: number; last: number }>()
function noteBounds(trace: number, starts: readonly number[]): number {
  const before = bounds.get(trace)
  const first = Math.min(before?.first ?? Number.POSITIVE_INFINITY, ...starts)
  const last = Math.max(before?.last ?? 0, ...starts)
  bounds.set(trace, { first, last })
  return last
}

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

const ask = (asked: Asked, kept?: KeptDays) => querySeries(test.store, scope, requestOf(asked), { days: kept })

async function expectSame(questions = TELLING): Promise<void> {
  for (const asked of questions) {
    const [kept, live] = [await ask(asked, days), await ask(asked)]
    expect({ asked, ...kept }).toEqual({ asked, ...live })
  }
  for (const by of questions === TELLING ? ['feature'] : ['feature', 'user', 'model']) {
    const kept = await queryTable(test.store, scope, tableOf(by), { days })
    expect(kept).toEqual(await queryTable(test.store, scope, tableOf(by)))
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
      () => addSpans(2 * DAY, 3),
      () => addSpans(3 * DAY, 1, { user_id: 'late', cost_total: '5' }),
      () => judge(spans - 5),
      () =>
        test.store.insertRows('traces', [
          traceRow(8, {
            start_time: at(0),
            end_time: at(DAYS * DAY),
            user_id: 'somebody else',
            name: 'other',
            version: 1e6,
          }),
        ]),
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

  it('after parts were merged, without making anything again', async () => {
    await judge(7)
    await readTwice()
    const heads = await headsKept()
    for (const table of ['spans', 'traces', 'span_verdicts']) await test.store.command(`optimize table ${table} final`)
    await readTwice()
    expect(await headsKept()).toBe(heads)
    await addSpans(4 * DAY, 1)
    await readTwice()
    expect(await headsKept()).toBeGreaterThan(heads)
  })

  it('after a restart, without making anything again', async () => {
    await readTwice()
    const heads = await headsKept()
    await days.stop()
    days = openDays()
    await readTwice()
    expect(await headsKept()).toBe(heads)
  })
})

/** A call that turns out to be another one's. */
async function judge(span: number): Promise<void> {
  const rows = await test.store.query<{ trace_id: string; span_id: string }>(
    `select trace_id, span_id from spans where kind = 'llm' order by abs(toInt64(${span}) - reinterpretAsInt64(reverse(unhex(span_id)))) limit 2`,
  )
  await test.store.insertRows(
    'span_verdicts',
    rows.map((row) => ({
      project_id: PROJECT,
      ...row,
      ...{ counts: 0, usage: 0, merged_into: spanIdOf(1), reason: 'repeat', version: 1, deleted: 0 },
    })),
  )
}
