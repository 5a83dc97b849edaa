/** Counts in objects of the vendors' own shapes, and parts of a count that stand in an object beside it. */
import { testRows } from '../../support/dialects/rows.ts'
import type { Plain, SpanFacts } from '../../support/dialects/span-of.ts'

const json = JSON.stringify
const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' }
const of = (attributes: Readonly<Record<string, Plain>>, scope = 'x'): SpanFacts => ({
  scope,
  attributes: { ...chat, ...attributes },
})
const langfuse = (details: object): SpanFacts =>
  of({ 'langfuse.observation.type': 'generation', 'langfuse.observation.usage_details': json(details) }, 'langfuse-sdk')
const langSmith = (usage: object): SpanFacts =>
  of({ 'langsmith.span.kind': 'llm', 'langsmith.usage_metadata': json(usage) }, 'langsmith')

const ofAnswer = (answer: string): SpanFacts =>
  of({
    'openinference.span.kind': 'LLM',
    'llm.token_count.prompt': 120,
    'llm.token_count.completion': 30,
    'output.value': answer,
  })

const BEDROCK = {
  inputTokens: 40,
  outputTokens: 30,
  totalTokens: 150,
  cacheReadInputTokens: 60,
  cacheWriteInputTokens: 20,
}
const COHERE = {
  billed_units: { input_tokens: 40, output_tokens: 30 },
  tokens: { input_tokens: 90, output_tokens: 33 },
}
const CLAUDE = { tokens: { input_uncached: 40, cache_read: 60, cache_write: 20, output: 30 } }

testRows([
  ['Bedrock’s', of({ 'gen_ai.usage': json(BEDROCK) }), CLAUDE],
  ['… as a structure', of({ 'gen_ai.usage': BEDROCK }), CLAUDE],
  ['… handed on by Langfuse', langfuse(BEDROCK), CLAUDE],
  ['what Cohere bills', of({ 'gen_ai.usage': json(COHERE) }), { tokens: { input_uncached: 40, output: 30 } }],
  ['… handed on by Langfuse', langfuse(COHERE), { tokens: { input_uncached: 40, output: 30 } }],
  [
    'the AI SDK’s, whose input holds the cache',
    of({
      'gen_ai.usage': json({
        inputTokens: 120,
        outputTokens: 25,
        totalTokens: 145,
        cachedInputTokens: 64,
        reasoningTokens: 8,
      }),
    }),
    { tokens: { input_uncached: 56, cache_read: 64, output: 17, reasoning: 8 } },
  ],
  [
    'of one cache write the whole and its parts',
    langfuse({
      input: 40,
      output: 30,
      cache_read_input_tokens: 60,
      input_cache_creation: 20,
      input_cache_creation_5m: 5,
      input_cache_creation_1h: 15,
    }),
    { ...CLAUDE, billing: { cacheWrite1h: 15 } },
  ],
  [
    'what each modality had, taken out of the input and the output',
    langfuse({ input: 10, output: 2, input_modality_TEXT: 60, input_modality_IMAGE: 30, output_modality_AUDIO: 8 }),
    { tokens: { input_uncached: 70, input_image: 30, output: 2, output_audio: 8 } },
  ],
  [
    'sound among LangSmith’s counts',
    langSmith({
      input_tokens: 120,
      output_tokens: 30,
      total_tokens: 150,
      input_token_details: { audio: 50, cache_read: 10 },
      output_token_details: { audio: 20 },
    }),
    { tokens: { input_uncached: 60, cache_read: 10, input_audio: 50, output: 10, output_audio: 20 } },
  ],
  [
    '… and in details of their own',
    of(
      {
        'langsmith.span.kind': 'llm',
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 30,
        'gen_ai.usage.input_token_details': "{'audio': 50}",
        'gen_ai.usage.output_token_details': "{'audio': 20}",
      },
      'langsmith',
    ),
    { tokens: { input_uncached: 70, input_audio: 50, output: 10, output_audio: 20 } },
  ],
  [
    'the parts of a sum in the answer beside it, as OpenInference has Haystack’s',
    ofAnswer(
      "{\"replies\": [\"ChatMessage(_meta={'usage': {'completion_tokens': 30, 'prompt_tokens': 120, 'completion_tokens_details': {'reasoning_tokens': 8}, 'prompt_tokens_details': {'cached_tokens': 64}}})\"]}",
    ),
    { tokens: { input_uncached: 56, cache_read: 64, output: 22, reasoning: 8 } },
  ],
  [
    '… and Mistral’s',
    ofAnswer('{"usage":{"prompt_tokens":120,"prompt_tokens_details":{"cached_tokens":64}}}'),
    { tokens: { input_uncached: 56, cache_read: 64, output: 30 } },
  ],
  [
    '… but not those of another count',
    ofAnswer('{"usage":{"prompt_tokens":110,"prompt_tokens_details":{"cached_tokens":64}}}'),
    { tokens: { input_uncached: 120, output: 30 } },
  ],
  [
    'embeddings, counted in their answer alone',
    {
      scope: 'openinference.instrumentation.haystack',
      attributes: {
        'openinference.span.kind': 'EMBEDDING',
        'embedding.model_name': 'text-embedding-3-small',
        'output.value': '{"embedding": "<3>", "meta": {"usage": {"prompt_tokens": 6, "total_tokens": 6}}}',
      },
    },
    { kind: 'embedding', tokens: { input_uncached: 6 } },
  ],
  [
    'what OpenInference tells of BeeAI’s cache',
    of({
      'openinference.span.kind': 'LLM',
      'llm.token_count.prompt': 120,
      'llm.token_count.completion': 30,
      'metadata.usage.cached_prompt_tokens': '64',
      'metadata.usage.cached_creation_tokens': '0',
    }),
    { tokens: { input_uncached: 56, cache_read: 64, cache_write: 0, output: 30 } },
  ],
  [
    'LiteLLM’s zeros of a stream that was not asked for usage are unknown',
    of({ 'gen_ai.usage.input_tokens': 0, 'gen_ai.usage.output_tokens': 0 }, 'litellm'),
    { tokens: {} },
  ],
  [
    'the AI SDK 6, whose input holds the cache also where the fresh part is not told',
    of(
      {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.model.provider': 'anthropic.messages',
        'ai.usage.inputTokens': 220,
        'ai.usage.outputTokens': 30,
        'ai.usage.inputTokenDetails.cacheReadTokens': 60,
        'ai.usage.inputTokenDetails.cacheWriteTokens': 20,
      },
      'ai',
    ),
    { tokens: { input_uncached: 140, cache_read: 60, cache_write: 20, output: 30 } },
  ],
  [
    'a total alone tells no side of a conversation',
    of({ 'gen_ai.usage.total_tokens': 145 }),
    { kind: 'llm', tokens: {} },
  ],
  ['… nor does Langfuse’s', langfuse({ total: 145 }), { kind: 'llm', tokens: {} }],
  [
    'of an embedding it is the input',
    of({ 'gen_ai.operation.name': 'embeddings', 'gen_ai.usage.total_tokens': 9 }),
    { kind: 'embedding', tokens: { input_uncached: 9 } },
  ],
])
