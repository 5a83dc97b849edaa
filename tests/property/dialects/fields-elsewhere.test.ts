/** Scalars that stand in other places than the first of their list: metadata of Langfuse's integrations, answers, names of spans, logs. */
import { describe, expect, test } from 'vitest'
import { readBodies } from '../../support/dialects/captures.ts'
import { type FieldRow, testRows } from '../../support/dialects/rows.ts'
import { bodyOf, type Plain, type SpanFacts } from '../../support/dialects/span-of.ts'

const json = JSON.stringify
const of = (attributes: Readonly<Record<string, Plain>>, more: Partial<SpanFacts> = {}): SpanFacts => ({
  ...more,
  attributes,
})
const answer = json({
  id: 'chatcmpl-123',
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  choices: [{ finish_reason: 'length' }],
})

const ROWS: readonly FieldRow[] = [
  [
    'session, user and tags of Langfuse in the metadata of a call',
    of({ metadata: json({ langfuse_session_id: 's', langfuse_user_id: 'u', langfuse_tags: ['a'] }) }),
    { sessionId: 's', userId: 'u', tags: ['a'] },
  ],
  [
    '… key by key',
    of({
      'langfuse.observation.metadata.langfuse_session_id': 's',
      'langfuse.observation.metadata.langfuse_user_id': 'u',
      'langfuse.tags': ['a'],
    }),
    { sessionId: 's', userId: 'u', tags: ['a'] },
  ],
  [
    'metadata of the AI SDK in snake case',
    of({
      'ai.operationId': 'ai.generateText',
      'ai.telemetry.metadata.session_id': 's',
      'ai.telemetry.metadata.user_id': 'u',
    }),
    { sessionId: 's', userId: 'u' },
  ],
  [
    'model, id and finish reason of a call that only keeps its answer',
    of({ 'openinference.span.kind': 'LLM', 'output.value': answer }),
    {
      model: 'gpt-4o-2024-08-06',
      responseModel: 'gpt-4o-2024-08-06',
      provider: 'openai',
      responseId: 'chatcmpl-123',
      finishReason: 'length',
    },
  ],
  [
    'a chain that hands an answer on has no model',
    of({ 'openinference.span.kind': 'CHAIN', 'output.value': answer }),
    { model: '' },
  ],
  [
    'the finish reason of a structured answer',
    of({
      'gen_ai.operation.name': 'chat',
      'gen_ai.output.messages': [{ role: 'assistant', parts: [], finish_reason: 'length' }],
    }),
    { finishReason: 'length' },
  ],
  [
    'a tool by the name of MCP’s span',
    of({ 'mcp.method.name': 'tools/call' }, { name: 'tools/call weather' }),
    { toolName: 'weather' },
  ],
  [
    'a tool by the name of Traceloop’s span',
    of({ 'traceloop.span.kind': 'tool' }, { name: 'weather.tool' }),
    { toolName: 'weather' },
  ],
  [
    'an agent by the name of its span',
    of({ 'gen_ai.operation.name': 'invoke_agent' }, { name: 'invoke_agent Host' }),
    { agentName: 'Host' },
  ],
  [
    'the cost of both sides',
    of({ 'openinference.span.kind': 'LLM', 'llm.cost.prompt': 0.25, 'llm.cost.completion': 0.5 }),
    { reportedCostPicoUsd: 750_000_000_000n },
  ],
  [
    'the cost among the counts of LangSmith',
    of({
      'langsmith.span.kind': 'llm',
      'langsmith.usage_metadata': json({ input_tokens: 1, output_tokens: 1, total_cost: 0.5 }),
    }),
    { reportedCostPicoUsd: 500_000_000_000n },
  ],
  [
    'seconds to the first token of vLLM',
    of({ 'gen_ai.request.model': 'm', 'gen_ai.latency.time_to_first_token': 0.1 }),
    { ttftNs: 100_000_000n },
  ],
]

testRows(ROWS)

describe('in a log record', () => {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
  const record = (name: string, body: object) => ({
    traceId: '1'.repeat(32),
    spanId: '2'.repeat(16),
    timeUnixNano: '1772000000500000000',
    attributes: [attribute('event.name', name)],
    body,
  })
  const read = (name: string, body: object) => {
    const logs = json({ resourceLogs: [{ scopeLogs: [{ scope: { name: 'x' }, logRecords: [record(name, body)] }] }] })
    const span = of({ 'gen_ai.operation.name': 'chat' })
    return readBodies({
      traces: [{ bytes: bodyOf([span]), type: 'json' }],
      logs: [{ bytes: Buffer.from(logs), type: 'json' }],
    })[0]
  }

  test('whose body is JSON text', () => {
    const span = read('gen_ai.choice', {
      stringValue: json({ message: { content: 'a' }, finish_reason: 'tool_calls' }),
    })
    expect(span?.row.finishReason).toBe('tool_call')
  })

  test('whose body holds what its attributes might', () => {
    const text = json([{ role: 'assistant', parts: [{ type: 'text', content: 'a' }], finish_reason: 'stop' }])
    const span = read('gen_ai.client.inference.operation.details', {
      kvlistValue: { values: [attribute('gen_ai.output.messages', text)] },
    })
    expect(span?.row.finishReason).toBe('stop')
    expect(span?.messages).toMatchObject([{ role: 'assistant', parts: [{ type: 'text', text: 'a' }] }])
  })
})
