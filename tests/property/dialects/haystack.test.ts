/** Haystack's own tracer (haystack-ai 3.4 with opentelemetry-haystack 2.0, and the forms of 2.x), as it was captured. */
import { expect, test } from 'vitest'
import { testContent, testRows } from '../../support/dialects/rows.ts'
import { contentOfSpan, type Plain, type SpanFacts } from '../../support/dialects/span-of.ts'

const json = JSON.stringify
const haystack = (name: string, attributes: Readonly<Record<string, Plain>>): SpanFacts => ({
  name: `haystack.${name}`,
  scope: 'haystack',
  attributes,
})
const component = (type: string, output: unknown, input: unknown = {}): SpanFacts =>
  haystack('component.run', {
    'haystack.component.name': 'mine',
    'haystack.component.type': type,
    'haystack.component.input': json(input),
    'haystack.component.output': json(output),
  })

const USAGE = {
  completion_tokens: 30,
  prompt_tokens: 130,
  total_tokens: 160,
  completion_tokens_details: { audio_tokens: 0, reasoning_tokens: 8 },
  prompt_tokens_details: { audio_tokens: 0, cached_tokens: 64 },
}
const META = { model: 'gpt-5-mini-2026-01-01', index: 0, finish_reason: 'stop', usage: USAGE }
const TOKENS = { input_uncached: 66, cache_read: 64, output: 22, reasoning: 8 }
const reply = (content: readonly unknown[], meta: object = META) => ({ role: 'assistant', meta, name: null, content })
const CALL = { tool_name: 'get_weather', arguments: { city: 'Tehran' }, id: 'call_1', extra: null }

testRows([
  [
    'a generator is a call, with what its answer’s meta says',
    component('OpenAIChatGenerator', { replies: [reply([{ text: 'Rain.' }])] }),
    {
      kind: 'llm',
      name: 'mine',
      dialect: 'haystack',
      model: 'gpt-5-mini-2026-01-01',
      provider: 'openai',
      tokens: TOKENS,
      finishReason: 'stop',
      isStream: false,
    },
  ],
  [
    '… that repeats its counts in each of several replies',
    component('AzureOpenAIChatGenerator', { replies: [reply([{ text: 'a' }]), reply([{ text: 'b' }])] }),
    { provider: 'azure.ai.openai', tokens: TOKENS },
  ],
  [
    '… of texts, with the metas beside',
    component('OpenAIGenerator', { replies: ['Rain.'], meta: [META] }),
    { kind: 'llm', tokens: TOKENS },
  ],
  [
    '… of Anthropic, whose input leaves out the cache',
    component('AnthropicChatGenerator', {
      replies: [
        reply([{ text: 'Rain.' }], {
          model: 'claude-sonnet-4-5',
          usage: {
            prompt_tokens: 40,
            completion_tokens: 30,
            cache_read_input_tokens: 60,
            cache_creation_input_tokens: 20,
          },
        }),
      ],
    }),
    { provider: 'anthropic', tokens: { input_uncached: 40, cache_read: 60, cache_write: 20, output: 30 } },
  ],
  [
    'a stream that was not asked for usage has no counts',
    component('OpenAIChatGenerator', {
      replies: [reply([{ text: 'Rain.' }], { model: 'gpt-5-mini', usage: {}, completion_start_time: '2026-02-25' })],
    }),
    { kind: 'llm', isStream: true, tokens: {} },
  ],
  [
    'an embedder, whose counts stand behind its vectors',
    component('OpenAIDocumentEmbedder', {
      documents: [{ content: 'a', embedding: Array.from({ length: 60_000 }, () => 0.125) }],
      meta: { model: 'text-embedding-3-small', usage: { prompt_tokens: 12, total_tokens: 12 } },
    }),
    { kind: 'embedding', model: 'text-embedding-3-small', tokens: { input_uncached: 12 } },
  ],
  [
    'a retriever, with the documents that it found',
    component('InMemoryEmbeddingRetriever', { documents: [{ id: 'a', content: 'Rain.', score: 0.5 }] }),
    { kind: 'retrieval', documents: 1, model: '', tokens: {} },
  ],
  [
    'a builder of prompts is a step',
    component('ChatPromptBuilder', { prompt: [] }),
    { kind: 'chain', provider: '', tokens: {} },
  ],
  ['a pipeline', haystack('pipeline.run', { 'haystack.pipeline.metadata': '{}' }), { kind: 'workflow', tokens: {} }],
  [
    'an agent, whose messages hold its calls’ counts, is none',
    haystack('agent.run', { 'haystack.agent.output': json({ messages: [reply([{ text: 'Rain.' }])] }) }),
    { kind: 'agent', tokens: {} },
  ],
  [
    'a call of an agent',
    haystack('agent.step.llm', {
      'haystack.agent.step.llm.output': json({ replies: [reply([{ tool_call: CALL }])] }),
    }),
    { kind: 'llm', model: 'gpt-5-mini-2026-01-01', provider: 'openai', tokens: TOKENS },
  ],
  [
    '… whose step is told in one span',
    haystack('agent.step', { 'haystack.agent.step': 0, 'haystack.agent.step.llm_output': json([reply([])]) }),
    { kind: 'llm', tokens: TOKENS },
  ],
  ['a step around both', haystack('agent.step', { 'haystack.agent.step': 0 }), { kind: 'chain', tokens: {} }],
  [
    'a tool that failed',
    haystack('agent.step.tool', { 'haystack.tool.name': 'get_weather', 'haystack.tool.error': true }),
    { kind: 'tool', toolName: 'get_weather', name: 'get_weather', status: 'error' },
  ],
])

const text = (role: string, words: string) => ({ role, parts: [{ type: 'text', text: words }] })

testContent([
  [
    'messages in, replies out',
    () =>
      contentOfSpan(
        component(
          'OpenAIChatGenerator',
          { replies: [reply([{ reasoning: { reasoning_text: 'Hm.' } }, { text: 'Rain.' }])] },
          {
            messages: [
              { role: 'system', meta: {}, name: null, content: [{ text: 'Be brief.' }] },
              { _role: 'user', _meta: {}, _name: null, _content: [{ text: 'Weather?' }] },
            ],
            tools: null,
          },
        ),
      ).messages,
    [
      text('system', 'Be brief.'),
      text('user', 'Weather?'),
      {
        role: 'assistant',
        isOutput: true,
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Rain.' },
        ],
      },
    ],
  ],
  [
    'a call of a tool and its result',
    () =>
      contentOfSpan(
        haystack('agent.run', {
          'haystack.agent.input': json({
            messages: [
              { role: 'assistant', content: [{ tool_call: CALL }] },
              { role: 'tool', content: [{ tool_call_result: { result: 'rain 9', origin: CALL, error: false } }] },
            ],
          }),
        }),
      ).messages,
    [
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'call_1', name: 'get_weather', arguments: { city: 'Tehran' } }],
      },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_1', name: 'get_weather', result: 'rain 9' }] },
    ],
  ],
])

test('what a tool was given and gave is told of the tool', () => {
  const span = contentOfSpan(
    haystack('agent.step.tool', {
      'haystack.tool.name': 'get_weather',
      'haystack.agent.step.tool.input': '{"city": "Tehran"}',
      'haystack.agent.step.tool.output': 'rain 9',
    }),
  )
  expect([span.input, span.output]).toEqual([{ city: 'Tehran' }, 'rain 9'])
})
