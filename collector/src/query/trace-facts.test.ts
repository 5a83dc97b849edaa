import { SPAN_KINDS, TOKEN_BUCKETS } from '@vitrine/schemas'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { SPAN_TABLE_COLUMNS } from './judged-columns.ts'
import { listTraces } from './lists.ts'
import { grantScope } from './project-scope.ts'
import { getTrace } from './skeleton.ts'
import { streamSkeleton } from './skeleton-stream.ts'
import { getSpan } from './span-detail.ts'
import { listSpans } from './spans.ts'
import { at, openTestStore, PROJECT, spanIdOf, spanRow, type TestStore, traceIdOf, traceRow } from './test-store.ts'

vi.setConfig({ testTimeout: 120_000 })

let test: TestStore
const scope = grantScope(PROJECT)
beforeAll(async () => {
  test = await openTestStore()
}, 60_000)
afterAll(() => test.close())

const maybe = <T>(value: fc.Arbitrary<T>, otherwise: T) => fc.oneof(value, fc.constant(otherwise))
const word = fc.constantFrom('a', 'b', 'é', 'علی', '😀', 'Z')
const span = fc.record({
  parent_span_id: fc.constantFrom('', spanIdOf(1), spanIdOf(2)),
  start: fc.integer({ min: 0, max: 3 }),
  lasts: fc.integer({ min: -1, max: 3 }),
  is_running: fc.constantFrom(0, 0, 1),
  name: word,
  trace_name: maybe(word, ''),
  kind: fc.constantFrom(...SPAN_KINDS),
  status: fc.constantFrom('unset', 'ok', 'error'),
  service: maybe(word, ''),
  environment: maybe(word, ''),
  release: maybe(word, ''),
  user_id: maybe(word, ''),
  session_id: maybe(word, ''),
  model: maybe(word, ''),
  client_trace_id: maybe(word, ''),
  input_preview: maybe(word, ''),
  output_preview: maybe(word, ''),
  tags: fc.array(word, { maxLength: 3 }),
  ttft_ns: maybe<number | null>(fc.integer({ min: 0, max: 5 }), null),
  cost_total: maybe<string | null>(fc.constantFrom('0', '0.000000000001', '123.45', '0.1'), null),
  cost_reported: maybe<string | null>(fc.constantFrom('0', '7', '0.333333333333'), null),
  tokens: fc.dictionary(fc.constantFrom(...TOKEN_BUCKETS), fc.constantFrom(0, 1, 9_007_199_254), { maxKeys: 3 }),
  verdict: maybe<{ counts: number; usage: number; merged_into: string; reason: string } | null>(
    fc.record({
      counts: fc.constantFrom(0, 1),
      usage: fc.constantFrom(0, 1),
      merged_into: maybe(word, ''),
      reason: fc.constantFrom('step', 'wrapper'),
    }),
    null,
  ),
})

it('says of one trace what the list says of it, and of its spans what the list of spans says', async () => {
  let trace = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(span, { minLength: 1, maxLength: 7 }),
      fc.boolean(),
      fc.record({ user_id: maybe(word, ''), session_id: maybe(word, '') }),
      async (spans, isEntered, owner) => {
        trace += 1
        const id = traceIdOf(trace)
        await test.store.insertRows(
          'spans',
          spans.map(({ start, lasts, tokens, verdict: _verdict, ...row }, index) =>
            spanRow(trace, index + 1, {
              ...row,
              ...Object.fromEntries(Object.entries(tokens).map(([bucket, count]) => [`tokens_${bucket}`, count])),
              start_time: at(start),
              end_time: at(start + lasts),
            }),
          ),
        )
        const verdicts = spans.flatMap(({ verdict }, index) =>
          verdict === null
            ? []
            : [{ project_id: PROJECT, trace_id: id, span_id: spanIdOf(index + 1), ...verdict, version: 1 }],
        )
        await test.store.insertRows('span_verdicts', verdicts)
        await test.store.insertRows('scores', [
          {
            project_id: PROJECT,
            score_id: `t${trace}`,
            name: 'good',
            value: 1,
            target: 'trace',
            trace_id: id,
            version: 1,
          },
        ])
        if (isEntered) await test.store.insertRows('traces', [traceRow(trace, owner)])

        const filter = { kind: 'term', field: 'trace', key: null, op: 'is', values: [id] } as const
        const asked = { window: { fromNs: undefined, toNs: undefined }, filter, cursor: undefined, limit: 100 } as const
        const [listed] = (await listTraces(test.store, scope, { ...asked, sort: '-start' })).traces
        const { matched: _matched, ...facts } = listed ?? { matched: null }
        const {
          spans: rows,
          span_count,
          next_cursor: _none,
          ...opened
        } = await getTrace(test.store, scope, { id, limit: 100, cursor: undefined })
        const { input_preview: _input, output_preview: _output, ...shared } = facts as typeof listed & object
        expect({ ...opened, spans: span_count }).toEqual(shared)
        const header = (await streamSkeleton(test.store, scope, id)[Symbol.asyncIterator]().next()).value
        expect(header).toMatchObject({ type: 'header', trace: facts })

        const list = await listSpans(test.store, scope, { ...asked, sort: 'start' })
        const known = list.spans.map(
          ({
            trace_id: _1,
            duration: _2,
            environment: _3,
            release: _4,
            tags: _5,
            input_preview: _6,
            output_preview: _7,
            ...row
          }) => row,
        )
        expect(rows).toEqual(known)
        const [first] = list.spans
        expect(await getSpan(test.store, scope, { traceId: id, spanId: first?.span_id ?? '' })).toMatchObject(
          first ?? {},
        )
      },
    ),
    { numRuns: 25 },
  )
})

it('reads a trace of many pages as it reads one of one page', async () => {
  const trace = 5000
  const spans = Array.from({ length: 23 }, (_, i) =>
    spanRow(trace, i + 1, {
      start_time: at(i % 5),
      end_time: at(30 + (i % 3)),
      kind: 'llm',
      tokens_output: i,
      cost_total: '0.1',
    }),
  )
  await test.store.insertRows('spans', spans)
  const read = (limit: number, cursor?: string) => getTrace(test.store, scope, { id: traceIdOf(trace), limit, cursor })
  const whole = await read(100)
  const pages = []
  for (let cursor: string | undefined; ; ) {
    const page = await read(4, cursor)
    pages.push(page)
    if (page.next_cursor === null) break
    cursor = page.next_cursor
  }
  expect(pages.flatMap((page) => page.spans)).toEqual(whole.spans)
  for (const page of pages) expect({ ...page, spans: [], next_cursor: null }).toEqual({ ...whole, spans: [] })
})

it('knows every column of the table', async () => {
  const rows = await test.store.query<{ name: string }>(
    "select name from system.columns where database = currentDatabase() and table = 'spans'",
  )
  expect([...SPAN_TABLE_COLUMNS].sort()).toEqual(rows.map((row) => row.name).sort())
})
