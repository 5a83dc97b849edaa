import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { listSessions, listTraces } from './lists.ts'
import { grantScope } from './project-scope.ts'
import { listSpans } from './spans.ts'
import { at, openTestStore, PROJECT, spanRow, type TestStore, traceIdOf, traceRow } from './test-store.ts'
import { joined } from './trace-ranges.ts'

// Many pages of several queries each.
vi.setConfig({ testTimeout: 60_000 })

const DAY = 86_400
const TRACES = 60
let test: TestStore
const scope = grantScope(PROJECT)

/** A day apart each, so that a page of few rows must look further back step by step; sessions come again weeks later. */
beforeAll(async () => {
  test = await openTestStore()
  const traces = Array.from({ length: TRACES }, (_, i) => i + 1)
  const fillers = Array.from({ length: 90 }, (_, i) => i)
  const span = (trace: number, i: number, row = {}) =>
    spanRow(trace, trace * 1000 + i, { start_time: at(trace * DAY + i), end_time: at(trace * DAY + i + 1), ...row })
  await test.store.insertRows('spans', [
    ...traces.map((trace) =>
      span(trace, 0, { kind: 'llm', session_id: `s${trace % 25}`, model: trace < 4 ? 'old' : 'm' }),
    ),
    ...fillers.map((i) => span(TRACES, i + 1)),
    // Begins before all others and goes on after them.
    spanRow(99, 99, { start_time: at(0), end_time: at(1) }),
    span(99, 500_000, { trace_id: traceIdOf(99) }),
  ])
  const bounds = (trace: number) => ({ start_time: at(trace * DAY), end_time: at(trace * DAY + 100) })
  await test.store.insertRows('traces', [
    // Trace 7 is not entered yet.
    ...traces
      .filter((trace) => trace !== 7)
      .map((trace) => traceRow(trace, { ...bounds(trace), session_id: `s${trace % 25}` })),
    traceRow(99, { start_time: at(0), end_time: at(99 * DAY + 500_001) }),
  ])
}, 60_000)
afterAll(() => test.close())

const ever = { fromNs: undefined, toNs: undefined }
const asked = { window: ever, filter: { kind: 'all' }, sort: '-start', limit: 2, cursor: undefined } as const

async function pages<Answer extends { next_cursor: string | null }>(
  read: (cursor: string | undefined) => Promise<Answer>,
) {
  const found: Answer[] = []
  for (let cursor: string | undefined; ; ) {
    const answer = await read(cursor)
    found.push(answer)
    if (answer.next_cursor === null) return found
    cursor = answer.next_cursor
  }
}

it('lists every trace once, by its own start, however small the pages', async () => {
  const answers = await pages((cursor) => listTraces(test.store, scope, { ...asked, limit: 25, cursor }))
  const rows = answers.flatMap((answer) => answer.traces)
  const newest = Array.from({ length: TRACES }, (_, i) => traceIdOf(TRACES - i))
  expect(rows.map((row) => row.trace_id)).toEqual([...newest, traceIdOf(99)])
  expect(rows.map((row) => row.spans)).toEqual([91, ...Array.from({ length: TRACES - 1 }, () => 1), 2])
  expect(rows.map((row) => row.matched.spans)).toEqual(rows.map((row) => row.spans))
})

it('lists every span once, newest first', async () => {
  const answers = await pages((cursor) => listSpans(test.store, scope, { ...asked, limit: 30, cursor }))
  const starts = answers.flatMap((answer) => answer.spans.map((span) => BigInt(span.start)))
  expect(starts).toHaveLength(TRACES + 90 + 2)
  expect(starts).toEqual([...starts].sort((a, b) => (a > b ? -1 : 1)))
})

it('orders sessions by the first span of all their traces, not by the newest', async () => {
  const answers = await pages((cursor) => listSessions(test.store, scope, { ...asked, limit: 4, cursor }))
  const rows = answers.flatMap((answer) => answer.sessions)
  expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 25 }, (_, i) => `s${(25 - i) % 25}`))
  expect(rows.reduce((sum, row) => sum + row.traces, 0)).toBe(TRACES)
  expect(rows.reduce((sum, row) => sum + row.spans, 0)).toBe(TRACES + 90)
})

it('finds what lies far back', async () => {
  const filter = { kind: 'term', field: 'model', key: null, op: 'is', values: ['old'] } as const
  const { traces } = await listTraces(test.store, scope, { ...asked, filter })
  expect(traces.map((row) => row.trace_id)).toEqual([traceIdOf(3), traceIdOf(2)])
})

it('joins ranges that touch, and widens them when they are many', () => {
  const range = (first: number, last: number) => ({ firstNs: BigInt(first), lastNs: BigInt(last) })
  expect(joined([range(50, 60), range(0, 10), range(12, 20)], 1n)).toEqual([range(-1, 21), range(49, 61)])
  const many = Array.from({ length: 500 }, (_, i) => range(i * 100, i * 100 + 1))
  const few = joined(many, 1n)
  expect(few.length).toBeLessThanOrEqual(100)
  for (const { firstNs, lastNs } of many) {
    expect(few.some((each) => each.firstNs <= firstNs && each.lastNs >= lastNs)).toBe(true)
  }
})
