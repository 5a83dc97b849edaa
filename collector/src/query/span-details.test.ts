import type { SpanDetail } from '@vitrine/schemas/api'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Store } from '../store/store.ts'
import { grantScope } from './project-scope.ts'
import { getSpan } from './span-detail.ts'
import { boundedBatches, getSpans, type SpanRef } from './span-details.ts'
import { at, openTestStore, PROJECT, spanIdOf, spanRow, type TestStore, traceIdOf, traceRow } from './test-store.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const SPANS = 230
let test: TestStore
let queries = 0
const scope = grantScope(PROJECT)

beforeAll(async () => {
  test = await openTestStore()
  const ids = Array.from({ length: SPANS }, (_, i) => ({ trace: 1 + (i % 40), span: i + 1 }))
  const about = (i: number) => ({ kind: 'llm', model: `m${i % 3}`, client_id: `client-${i}`, input_bytes: 200_000 })
  await test.store.insertRows(
    'spans',
    ids.map(({ trace, span }) => spanRow(trace, span, about(span))),
  )
  await test.store.insertRows(
    'traces',
    ids.slice(0, 40).map(({ trace }) => traceRow(trace)),
  )
  // Some content is gone, some spans came twice, some have records of their own.
  await test.store.insertRows(
    'span_content',
    ids.filter(({ span }) => span % 7 !== 0).map(({ trace, span }) => contentRow(trace, span, 1)),
  )
  await test.store.insertRows(
    'span_content',
    ids.filter(({ span }) => span % 11 === 0).map(({ trace, span }) => contentRow(trace, span, 2)),
  )
  await test.store.insertRows('scores', [
    { ...scoreOf(1, 1), score_id: 's1', value: 0.5 },
    { ...scoreOf(2, 2), score_id: 's2', value: 1 },
  ])
}, 60_000)
afterAll(() => test.close())

function contentRow(trace: number, span: number, version: number) {
  return {
    project_id: PROJECT,
    hour: at(0).slice(0, 10),
    trace_id: traceIdOf(trace),
    start_time: at(span),
    span_id: spanIdOf(span),
    attribute_keys: ['gen_ai.prompt', 'gen_ai.completion'],
    attribute_types: 'ss',
    attribute_values: [`question ${span}`, `answer ${span} of version ${version}`],
    raw_start_ns: '1',
    raw_end_ns: '2',
    version,
  }
}

const scoreOf = (trace: number, span: number) => ({
  project_id: PROJECT,
  name: 'good',
  data_type: 'numeric',
  target: 'span',
  trace_id: traceIdOf(trace),
  span_id: spanIdOf(span),
  time: at(1),
  version: 1,
})

const refOf = (span: number): SpanRef => ({ traceId: traceIdOf(1 + ((span - 1) % 40)), spanId: spanIdOf(span) })

async function readAll(refs: readonly SpanRef[]): Promise<(SpanDetail | undefined)[]> {
  const counted: Store = Object.create(test.store, {
    query: {
      value: (...args: Parameters<Store['query']>) => {
        queries += 1
        return test.store.query(...args)
      },
    },
  })
  const found: (SpanDetail | undefined)[] = []
  for await (const batch of getSpans(counted, scope, refs)) found.push(...batch)
  return found
}

it('answers each span as it is answered alone, in the order asked for, in few queries', async () => {
  const refs = Array.from({ length: SPANS }, (_, i) => refOf(SPANS - i))
  queries = 0
  const found = await readAll(refs)
  expect(queries).toBeLessThan(30)
  expect(found.map((span) => span?.span_id)).toEqual(refs.map((ref) => ref.spanId))
  for (const span of [1, 2, 7, 11, 22, 77, 229]) {
    expect(found[SPANS - span], `span ${span}`).toEqual(await getSpan(test.store, scope, refOf(span)))
  }
  expect(found[SPANS - 7]?.content).toBe('missing')
  expect(JSON.stringify(found[SPANS - 11])).toContain('answer 11 of version 2')
  expect(found[SPANS - 1]?.scores).toHaveLength(1)
})

it('finds spans by the ids of a client, leaves a place for what is not there, and answers repeats', async () => {
  const byClient = { traceId: traceIdOf(3), spanId: 'client-3' }
  const found = await readAll([byClient, refOf(9999), refOf(5), refOf(5), { traceId: 'nobody', spanId: 'x' }])
  expect(found.map((span) => span?.span_id)).toEqual([spanIdOf(3), undefined, spanIdOf(5), spanIdOf(5), undefined])
})

it.each([
  [[1, 1, 1], [[1, 1, 1]]],
  [
    [2, 2, 2],
    [[2], [2], [2]],
  ],
  [
    [1, 2, 3, 9, 1],
    [[1, 2], [3], [9], [1]],
  ],
  [[], []],
])('parts %j by size into %j', (sizes, parts) => {
  expect(boundedBatches(sizes, (size) => size, 3)).toEqual(parts)
})
