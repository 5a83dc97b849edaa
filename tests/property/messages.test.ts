import { message as messageSchema } from '@vitrine/schemas/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DecodedSpan } from '../../collector/src/decode/decoded-span.ts'
import { decodeTraces } from '../../collector/src/decode/spans.ts'
import { contentOf } from '../../collector/src/mapping/messages.ts'
import { scoresOf } from '../../collector/src/mapping/scores.ts'
import { normalise } from '../../collector/src/normalise/normalise.ts'
import { CONTEXT } from './shared-data.ts'

function spanOf(
  attributes: Record<string, string>,
  events: { name: string; attributes: Record<string, string> }[] = [],
): DecodedSpan {
  const list = (facts: Record<string, string>): object[] =>
    Object.entries(facts).map(([key, value]) => ({ key, value: { stringValue: value } }))
  const span = {
    traceId: '1'.repeat(32),
    spanId: '2'.repeat(16),
    startTimeUnixNano: '1772000000000000000',
    endTimeUnixNano: '1772000001000000000',
    attributes: list(attributes),
    events: events.map((event) => ({ name: event.name, attributes: list(event.attributes) })),
  }
  const decoded = decodeTraces(
    Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })),
    'json',
  )
  return decoded.spans[0] as DecodedSpan
}

const KEYS = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.retrieval.documents',
  'gen_ai.prompt',
  'gen_ai.completion',
  'llm.input_messages.0.message.content',
  'llm.input_messages.0.message.tool_calls.0.tool_call.function.arguments',
  'llm.output_messages.3.message.contents.1.message_content',
  'ai.prompt.messages',
  'ai.response.toolCalls',
  'langfuse.observation.input',
  'langfuse.observation.usage_details',
  'mlflow.spanOutputs',
  'mlflow.chat.tokenUsage',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.llm_response',
  'lk.chat_ctx',
  'events',
  'metadata',
  'evaluations.0.evaluation.name',
]

const words = fc.constantFrom(
  'role',
  'parts',
  'content',
  'type',
  'text',
  'tool_calls',
  'function',
  'kwargs',
  'id',
  'messages',
  'choices',
  'image',
)
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, 'user', 'tool', 'tool_use', '{"a":', '[[[', '\ud800'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(words, tie('value'), { maxKeys: 4 }),
  ),
})).value
const hostile = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(
    json.map((value) => JSON.stringify(value)),
    fc.string(),
  ),
  { maxKeys: 8 },
)

describe('messages', () => {
  test('any content gives messages of the contract, and a row', () => {
    fc.assert(
      fc.property(hostile, (attributes) => {
        const span = spanOf(attributes)
        for (const each of contentOf(span.view).messages) expect(messageSchema.safeParse(each).error).toBeUndefined()
        expect(scoresOf(span.view, true)).toBeInstanceOf(Array)
        expect(normalise(span, CONTEXT).inputPreview.length).toBeLessThanOrEqual(200)
      }),
      { numRuns: 1000 },
    )
  })

  test('nesting without end is cut, not followed', () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    expect(() =>
      contentOf(spanOf({ 'gen_ai.input.messages': deep, 'gen_ai.prompt': `{"messages":${deep}}` }).view),
    ).not.toThrow()
  })

  test.each([
    [
      'OpenAI',
      [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAA' } }] }],
      { type: 'image', media_type: 'image/png', data: 'AAA' },
    ],
    [
      'Anthropic',
      [{ role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: { a: 1 } }] }],
      { type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } },
    ],
    [
      'Bedrock',
      [{ role: 'user', content: [{ toolResult: { toolUseId: 'c', content: [{ text: 'ok' }] } }] }],
      { type: 'tool_result', id: 'c', name: null, result: 'ok' },
    ],
    [
      'Gemini',
      [{ role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } } }] }],
      { type: 'tool_call', id: null, name: 'f', arguments: { a: 1 } },
    ],
    [
      'LangChain',
      [[{ lc: 1, type: 'constructor', id: ['x', 'AIMessage'], kwargs: { content: 'hi' } }]],
      { type: 'text', text: 'hi' },
    ],
    [
      'AI SDK',
      [
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'json', value: 1 } }],
        },
      ],
      { type: 'tool_result', id: 'c', name: 'f', result: 1 },
    ],
    [
      'arguments in a string in a string',
      [{ role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '"{\\"a\\":1}"' } }] }],
      { type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } },
    ],
  ])('%s', (_name, value, part) => {
    const parts = contentOf(spanOf({ 'langfuse.observation.input': JSON.stringify(value) }).view).messages.flatMap(
      (each) => each.parts,
    )
    expect(parts).toEqual([part])
  })

  test('fields that came in events of their own are put together', () => {
    const name = 'gen_ai.client.inference.operation.details'
    const events = [
      { name, attributes: { 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"q"}]}]' } },
      {
        name,
        attributes: { 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"a"}]}]' },
      },
    ]
    expect(contentOf(spanOf({}, events).view).messages.map((each) => [each.role, each.parts])).toEqual([
      ['user', [{ type: 'text', text: 'q' }]],
      ['assistant', [{ type: 'text', text: 'a' }]],
    ])
  })
})
