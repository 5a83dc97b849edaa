import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { querySeries } from './series.ts'
import { noteStatements } from './statements.ts'
import { at, filterOf, openTestStore, PROJECT, spanRow, T0, type TestStore, traceRow } from './test-store.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const MINUTE_NS = 60_000_000_000n
/** Cuts traces at both ends. */
const WINDOW = { fromNs: T0 + MINUTE_NS / 2n, toNs: T0 + 9n * MINUTE_NS + MINUTE_NS / 3n }
const scope = grantScope(PROJECT)
let test: TestStore

interface Span {
  readonly trace: number
  readonly id: number
  readonly startS: number
  readonly user: string
  readonly session: string
}

let seed = 7
const random = (below: number) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed % below
}
/** Some traces are short, some last minutes; of most only one span says whose they are, and some change hands. */
const traces = Array.from({ length: 160 }, (_, index): readonly Span[] => {
  const startS = random(600)
  const lasts = [1, 5, 200][random(3)] ?? 1
  const speaker = random(4)
  return Array.from({ length: 4 }, (_span, place) => ({
    trace: index + 1,
    id: index * 4 + place + 1,
    startS: startS + (place === 0 ? 0 : random(lasts)),
    user: place === speaker || random(9) === 0 ? `u${random(12)}` : '',
    session: place === speaker && random(3) > 0 ? `s${random(40)}` : '',
  }))
})
const spans = traces.flat()

/** As the writer takes it: of the earliest span that says it. */
const saidBy = (of: readonly Span[], what: 'user' | 'session') =>
  [...of].sort((a, b) => a.startS - b.startS || a.id - b.id).find((span) => span[what] !== '')?.[what] ?? ''

beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows(
    'spans',
    spans.map(({ trace, id, startS, user, session }) =>
      spanRow(trace, id, {
        start_time: at(startS),
        end_time: at(startS + 1),
        user_id: user,
        session_id: session,
        parent_span_id: '',
      }),
    ),
  )
  await test.store.insertRows(
    'traces',
    traces.map((of, index) =>
      traceRow(index + 1, {
        start_time: at(Math.min(...of.map(({ startS }) => startS))),
        end_time: at(Math.max(...of.map(({ startS }) => startS)) + 1),
        user_id: saidBy(of, 'user'),
        session_id: saidBy(of, 'session'),
      }),
    ),
  )
})
afterAll(() => test.close())

/** How many different names stand behind the spans of a time, by another way than the product's. */
function countOf(what: 'user' | 'session', fromNs: bigint, toNs: bigint): number {
  const names = traces.flatMap((of) => {
    const inherited = saidBy(of, what)
    const inTime = of.filter(({ startS }) => {
      const startNs = T0 + BigInt(startS) * 1_000_000_000n
      return startNs >= fromNs && startNs < toNs
    })
    return inTime.map((span) => (span[what] === '' ? inherited : span[what]))
  })
  return new Set(names.filter((name) => name !== '')).size
}

const draw = async (metrics: readonly string[], more: { q?: string; tz?: string; step?: '1m' | '5m' | '1d' } = {}) => {
  const noted: { sql: string }[] = []
  const store = noteStatements(test.store, { passedMs: () => 0 } as never, noted as never)
  const { q = '', tz = 'UTC', step = '1m' } = more
  const answer = await querySeries(store, scope, {
    metrics: metrics.map(metricNamed),
    window: WINDOW,
    filter: filterOf(q),
    by: [],
    step,
    tz,
    limit: 10,
    compare: undefined,
    nowNs: T0 + 60n * MINUTE_NS,
  })
  return {
    ...answer,
    asksAllTraces: noted.some(({ sql }) => /from traces final/.test(sql) && !/end_time\) </.test(sql)),
  }
}

it.each(['1m', '5m', '1d'] as const)('count whoever stands behind the spans of each bucket: %s', async (step) => {
  const { series, buckets, bucket_ends, asksAllTraces } = await draw(['users', 'sessions', 'spans'], { step })
  expect(asksAllTraces).toBe(false)
  const inBuckets = (what: 'user' | 'session') =>
    buckets.map((from, index) => countOf(what, BigInt(from), BigInt(bucket_ends[index] ?? from)))
  const inAll = (what: 'user' | 'session') => countOf(what, WINDOW.fromNs, WINDOW.toNs)
  expect(series.map(({ points, total }) => ({ points, total }))).toMatchObject([
    { points: inBuckets('user'), total: inAll('user') },
    { points: inBuckets('session'), total: inAll('session') },
    {},
  ])
})

it.each([
  [['users'], { q: 'root:true' }],
  [['users', 'traces_per_session'], {}],
] as const)(
  'is asked of all traces where a part of their spans is picked, or more than names: %j %j',
  async (names, more) => {
    expect((await draw(names, more)).asksAllTraces).toBe(true)
  },
)
