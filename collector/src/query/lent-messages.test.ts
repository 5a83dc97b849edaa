import { afterAll, beforeAll, expect, it } from 'vitest'
import { grantScope } from './project-scope.ts'
import { getSpan } from './span-detail.ts'
import { at, openTestStore, PROJECT, spanIdOf, spanRow, type TestStore, traceIdOf, traceRow } from './test-store.ts'

let test: TestStore
const scope = grantScope(PROJECT)
const TALK = { 'gen_ai.prompt': 'question', 'gen_ai.completion': 'answer' }

/** Trace 1: a wrapper around a native call. Trace 2: a root of its own for the answer x. Trace 3: a step of Mastra's. */
const SPANS = [
  { trace: 1, span: 1, facts: { kind: 'llm' }, content: TALK },
  { trace: 1, span: 2, facts: { kind: 'llm', parent_span_id: spanIdOf(1), response_id: 'x' }, content: {} },
  { trace: 2, span: 3, facts: { kind: 'llm', response_id: 'x', input_bytes: 8, output_bytes: 6 }, content: TALK },
  { trace: 2, span: 4, facts: { kind: 'llm', response_id: 'z' }, content: {} },
  { trace: 4, span: 8, facts: { kind: 'llm', response_id: 'x' }, content: { 'gen_ai.completion': 'my own' } },
  {
    trace: 3,
    span: 5,
    facts: { kind: 'chain', dialect: 'mastra' },
    content: { 'mastra.model_step.input': '[{"role":"user","content":"asked"}]', 'mastra.model_step.output': 'called' },
  },
  {
    trace: 3,
    span: 6,
    facts: { kind: 'llm', dialect: 'mastra', parent_span_id: spanIdOf(5) },
    content: { 'mastra.model_inference.output': 'said' },
  },
]

beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows(
    'spans',
    SPANS.map(({ trace, span, facts }) => spanRow(trace, span, facts)),
  )
  await test.store.insertRows(
    'traces',
    [1, 2, 3, 4].map((trace) => traceRow(trace)),
  )
  await test.store.insertRows(
    'span_content',
    SPANS.map(({ trace, span, content }) => ({
      project_id: PROJECT,
      hour: at(0).slice(0, 10),
      trace_id: traceIdOf(trace),
      start_time: at(span),
      span_id: spanIdOf(span),
      attribute_keys: Object.keys(content),
      attribute_types: 's'.repeat(Object.keys(content).length),
      attribute_values: Object.values(content),
      raw_start_ns: '1',
      raw_end_ns: '2',
      version: 1,
    })),
  )
  await test.store.insertRows('span_verdicts', [
    {
      project_id: PROJECT,
      trace_id: traceIdOf(1),
      span_id: spanIdOf(1),
      counts: 0,
      usage: 0,
      merged_into: spanIdOf(2),
      reason: 'wrapper',
      version: 1,
      deleted: 0,
    },
  ])
}, 60_000)
afterAll(() => test.close())

const spoken = async (trace: number, span: number) => {
  const detail = await getSpan(test.store, scope, { traceId: traceIdOf(trace), spanId: spanIdOf(span) })
  const said = detail.messages.map(
    ({ role, parts }) => `${role}: ${parts.map((part) => ('text' in part ? part.text : '')).join()}`,
  )
  return [said, detail.messages_from?.span_id]
}

it('a call without content shows what the span around it heard and said', async () => {
  expect(await spoken(1, 2)).toEqual([['user: question', 'assistant: answer'], spanIdOf(1)])
})

it('a call that lacks one side takes that side from the span of another trace that saw the same answer', async () => {
  expect(await spoken(4, 8)).toEqual([['user: question', 'assistant: my own'], spanIdOf(3)])
})

it('a call of Mastra shows the input of its step and its own answer', async () => {
  expect(await spoken(3, 6)).toEqual([['user: asked', 'assistant: said'], spanIdOf(5)])
})

it('nothing is lent to a call that nobody else saw, or that tells itself', async () => {
  expect(await spoken(2, 4)).toEqual([[], undefined])
  expect(await spoken(2, 3)).toEqual([['user: question', 'assistant: answer'], undefined])
})
