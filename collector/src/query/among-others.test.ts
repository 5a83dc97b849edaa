import { afterAll, beforeAll, expect, it } from 'vitest'
import { countUnits } from './count.ts'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { querySeries } from './series.ts'
import { querySliding } from './sliding.ts'
import { listSpans } from './spans.ts'
import { queryTable } from './table.ts'
import { keysOf } from './test-board-spans.ts'
import { at, filterOf, openTestStore, PROJECT, spanIdOf, spanRow, T0, type TestStore, traceRow } from './test-store.ts'

const SECOND = 1_000_000_000n
const scope = grantScope(PROJECT)
let test: TestStore

const ROOT = 1
/** Trace 1: id, parent, kind, from, to; what is left of each stands behind. */
const SPANS = [
  [ROOT, 0, 'agent', 0, 10, 3],
  [2, ROOT, 'llm', 1, 4, 0],
  // Overlaps the one before it.
  [3, ROOT, 'tool', 3, 6, 3],
  // Outlives its parent, which shares two seconds with it.
  [4, ROOT, 'llm', 8, 12, 4],
  [5, 2, 'chain', 1, 4, 3],
] as const
const left = (kind: string) => SPANS.filter((span) => span[2] === kind).reduce((sum, span) => sum + span[5], 0)

/** Calls of tools: trace, tool, from, status, whether it is one more attempt. */
const CALLS = [
  [2, 'search', 20, 'error', false],
  [2, 'read', 21, 'ok', false],
  [2, 'search', 22, 'error', true],
  [2, 'search', 23, 'ok', true],
  [2, 'search', 24, 'ok', false],
  [3, 'read', 25, 'error', false],
  [3, '', 26, 'error', false],
  [3, '', 27, 'ok', false],
  [3, 'read', 1_200, 'ok', true],
] as const

beforeAll(async () => {
  test = await openTestStore()
  const spans = SPANS.map(([id, parent, kind, from, to]) =>
    spanRow(1, id, {
      kind,
      parent_span_id: parent === 0 ? '' : spanIdOf(parent),
      start_time: at(from),
      end_time: at(to),
    }),
  )
  const running = spanRow(1, 6, { parent_span_id: spanIdOf(ROOT), start_time: at(6), end_time: at(8), is_running: 1 })
  const calls = CALLS.map(([trace, tool, from, status], index) =>
    spanRow(trace, 20 + index, {
      kind: 'tool',
      tool_name: tool,
      status,
      parent_span_id: spanIdOf(900 + index),
      start_time: at(from),
      end_time: at(from + 0.5),
    }),
  )
  await test.store.insertRows('spans', [...spans, running, ...calls])
  await test.store.insertRows('traces', [traceRow(3, { end_time: at(1_300) })])
})
afterAll(() => test.close())

const drawn = async (metric: string, seconds: readonly [number, number], by: readonly string[] = []) => {
  const { series } = await querySeries(test.store, scope, {
    metrics: [metricNamed(metric)],
    window: { fromNs: T0 + BigInt(seconds[0]) * SECOND, toNs: T0 + BigInt(seconds[1]) * SECOND },
    filter: filterOf(''),
    by: keysOf(by),
    step: '1m',
    tz: 'UTC',
    limit: 10,
    compare: undefined,
    nowNs: T0 + 7_200n * SECOND,
  })
  return Object.fromEntries(series.map(({ value, total }) => [value, Number(total)]))
}
const window = { fromNs: T0, toNs: T0 + 2_000n * SECOND }
const count = (q: string) => countUnits(test.store, scope, { window, filter: filterOf(q), unit: 'spans' })

it('a span has to itself what its children do not take', async () => {
  const kinds = await drawn('self_time', [0, 15], ['kind'])
  expect(kinds).toMatchObject({ agent: left('agent') * 1e9, llm: left('llm') * 1e9, chain: left('chain') * 1e9 })
  // The tools of other traces begin later.
  expect(kinds.tool).toBe(left('tool') * 1e9)
})

it('children that begin after the window take their part all the same', async () => {
  expect(await drawn('self_time', [0, 1])).toEqual({ null: left('agent') * 1e9 })
})

it('finds spans by the time that they have to themselves', async () => {
  const asked = { window, sort: '-start', limit: 10, cursor: undefined } as const
  const { spans } = await listSpans(test.store, scope, { ...asked, filter: filterOf('self_time>3.5s') })
  expect(spans.map(({ span_id }) => span_id)).toEqual([spanIdOf(4)])
  expect((await count('self_time:*')).n).toBe(SPANS.length + CALLS.length)
})

it('a call of a tool is one more attempt when the one before it in its trace failed', async () => {
  const again = CALLS.filter((call) => call[4]).length
  expect(await drawn('tool_retries', [0, 2_000])).toEqual({ null: again })
  expect((await count('has:retry')).n).toBe(again)
  expect((await count('-has:retry kind:tool')).n).toBe(CALLS.length + 1 - again)
  const { rows } = await queryTable(test.store, scope, {
    metrics: ['tool_calls', 'tool_retries'].map(metricNamed),
    window,
    filter: filterOf('kind:tool'),
    by: keysOf(['tool']),
    sort: 'tool_retries',
    isDescending: true,
    limit: 10,
  })
  expect(rows.slice(0, 2).map(({ values, points }) => [values[0], points[1]])).toEqual([
    ['search', 2],
    ['read', 1],
  ])
})

it('an attempt is known where the one before it lies outside of the window', async () => {
  const look = { windowNs: 300n * SECOND, everyNs: 300n * SECOND, firstEndNs: T0 + 1_300n * SECOND, looks: 1 }
  const asked = { metric: metricNamed('tool_retries'), filter: filterOf(''), ...look }
  expect((await querySliding(test.store, scope, asked))[0]?.value).toBe(1)
})

it.each([
  ['failed after all', ['ok', 'error'], 1],
  ['did not fail after all', ['error', 'ok'], 0],
] as const)('what a later version of a call says decides the next one: it %s', async (_, statuses, more) => {
  const trace = 10 + more
  const call = (id: number, from: number, row: object) =>
    spanRow(trace, id, { kind: 'tool', tool_name: 'late', start_time: at(from), end_time: at(from + 0.5), ...row })
  const before = (await count('has:retry')).n
  const [first, last] = statuses
  await test.store.insertRows('spans', [
    call(2, 1_402, { status: 'ok' }),
    call(1, 1_401, { status: first, version: 1 }),
  ])
  await test.store.insertRows('spans', [call(1, 1_401, { status: last, version: 2 })])
  expect((await count('has:retry')).n - before).toBe(more)
})
