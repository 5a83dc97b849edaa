/**
 * What each emitter's counts mean: does input hold the cache, does output hold the reasoning. One row per cell of the
 * reference's tables (B4a, B4b, and E2 for Python), with the numbers that a provider of known bills gives: OpenAI 120
 * in (64 cached), 25 out (8 reasoning); Anthropic 40 fresh, 60 read, 20 written, 30 out; Bedrock 40 fresh, 60 read,
 * 30 out, total 130; Gemini 120 in (64 cached), 17 out and 8 thoughts.
 */
import { describe, expect, test } from 'vitest'
import { type Plain, rowOf } from '../../support/dialects/span-of.ts'

type Attributes = Readonly<Record<string, Plain>>

interface Row {
  readonly emitter: string
  readonly scope: string
  readonly version?: string
  readonly sent: Attributes
}

const OPENAI = { input_uncached: 56, cache_read: 64, output: 17, reasoning: 8 }
const OPENAI_WITHOUT_REASONING = { input_uncached: 56, cache_read: 64, output: 25 }
const OPENAI_WITHOUT_DETAILS = { input_uncached: 120, output: 25 }
const ANTHROPIC = { input_uncached: 40, cache_read: 60, cache_write: 20, output: 30 }
const BEDROCK = { input_uncached: 40, cache_read: 60, output: 30 }
const GEMINI = { input_uncached: 56, cache_read: 64, output: 17, reasoning: 8 }

const chat = (provider: string, model: string): Attributes => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': provider,
  'gen_ai.request.model': model,
})
const otel = (input: number, output: number, details: Attributes = {}): Attributes => ({
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
  ...Object.fromEntries(Object.entries(details).map(([key, value]) => [`gen_ai.usage.${key}`, value])),
})
const openInference = (input: number, output: number, details: Attributes = {}): Attributes => ({
  'openinference.span.kind': 'LLM',
  'llm.token_count.prompt': input,
  'llm.token_count.completion': output,
  'llm.token_count.total': input + output,
  ...Object.fromEntries(Object.entries(details).map(([key, value]) => [`llm.token_count.${key}`, value])),
})
const openAi = { ...chat('openai', 'gpt-4o-mini'), ...otel(120, 25) }
const openAiCached = { 'cache_read.input_tokens': 64, 'reasoning.output_tokens': 8 }
const claude = chat('anthropic', 'claude-sonnet-4-5')
const claudeCached = { 'cache_read.input_tokens': 60, 'cache_creation.input_tokens': 20 }
const bedrock = chat('aws.bedrock', 'anthropic.claude-3-5-sonnet-20240620-v1:0')
const gemini = chat('gcp.gemini', 'gemini-2.5-flash')
const aiSdk = (provider: string, model: string): Attributes => ({
  'ai.operationId': 'ai.generateText.doGenerate',
  'ai.model.provider': provider,
  'ai.model.id': model,
})
const json = (value: unknown): string => JSON.stringify(value)

const OPENAI_ROWS: readonly Row[] = [
  { emitter: 'the specification', scope: 'any', sent: { ...chat('openai', 'gpt-4o'), ...otel(120, 25, openAiCached) } },
  {
    emitter: 'OpenInference openai',
    scope: '@arizeai/openinference-instrumentation-openai',
    sent: openInference(120, 25, { 'prompt_details.cache_read': 64, 'completion_details.reasoning': 8 }),
  },
  {
    emitter: 'OpenInference langchain, Python',
    scope: 'openinference.instrumentation.langchain',
    sent: openInference(120, 25, { 'prompt_details.cache_read': 64, 'completion_details.reasoning': 8 }),
  },
  {
    emitter: 'OpenLLMetry openai, Python',
    scope: 'opentelemetry.instrumentation.openai.v1',
    sent: {
      ...chat('openai', 'gpt-4o'),
      ...otel(120, 25, { total_tokens: 145, 'cache_read.input_tokens': 64, reasoning_tokens: 8 }),
    },
  },
  {
    emitter: 'AI SDK v4',
    scope: 'ai',
    sent: {
      ...aiSdk('openai.chat', 'gpt-4o'),
      'ai.usage.promptTokens': 120,
      'ai.usage.completionTokens': 25,
      'ai.response.providerMetadata': json({ openai: { cachedPromptTokens: 64, reasoningTokens: 8 } }),
    },
  },
  {
    emitter: 'AI SDK v5, stream',
    scope: 'ai',
    sent: {
      ...aiSdk('openai.chat', 'gpt-4o'),
      'ai.usage.inputTokens': 120,
      'ai.usage.outputTokens': 25,
      'ai.usage.totalTokens': 145,
      'ai.usage.cachedInputTokens': 64,
      'ai.usage.reasoningTokens': 8,
    },
  },
  {
    emitter: 'AI SDK v6',
    scope: 'ai',
    sent: {
      ...aiSdk('openai.chat', 'gpt-4o'),
      'ai.usage.inputTokens': 120,
      'ai.usage.outputTokens': 25,
      'ai.usage.inputTokenDetails.noCacheTokens': 56,
      'ai.usage.inputTokenDetails.cacheReadTokens': 64,
      'ai.usage.outputTokenDetails.reasoningTokens': 8,
    },
  },
  { emitter: 'AI SDK v7', scope: 'gen_ai', sent: { ...chat('openai', 'gpt-4o'), ...otel(120, 25, openAiCached) } },
  {
    emitter: 'Langfuse OpenAI wrapper, JavaScript (disjoint)',
    scope: 'langfuse-sdk',
    version: '5.11.1',
    sent: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.usage_details': json({
        input: 56,
        output: 17,
        total: 145,
        input_cached_tokens: 64,
        output_reasoning_tokens: 8,
      }),
    },
  },
  {
    emitter: 'Langfuse OpenAI wrapper, Python (the raw usage)',
    scope: 'langfuse-sdk',
    version: '4.18.0',
    sent: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.usage_details': json({
        prompt_tokens: 120,
        completion_tokens: 25,
        total_tokens: 145,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 8 },
      }),
    },
  },
  {
    emitter: 'Langfuse OpenAI wrapper, Python, responses',
    scope: 'langfuse-sdk',
    version: '5.0.0',
    sent: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.usage_details': json({
        input_tokens: 120,
        output_tokens: 25,
        total_tokens: 145,
        input_tokens_details: { cached_tokens: 64, audio_tokens: null },
        output_tokens_details: { reasoning_tokens: 8 },
      }),
    },
  },
  {
    emitter: 'Langfuse LangChain handler (disjoint)',
    scope: 'langfuse-sdk',
    version: '3.15.0',
    sent: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.usage_details': json({
        input: 56,
        input_cache_read: 64,
        output: 17,
        output_reasoning: 8,
        input_audio: 0,
        output_audio: 0,
        total: 145,
      }),
    },
  },
  {
    emitter: 'LangSmith, JavaScript',
    scope: 'langsmith',
    sent: {
      'langsmith.span.kind': 'llm',
      'langsmith.usage_metadata': json({
        input_tokens: 120,
        output_tokens: 25,
        total_tokens: 145,
        input_token_details: { cache_read: 64 },
        output_token_details: { reasoning: 8 },
      }),
    },
  },
  {
    emitter: 'LangSmith, Python (details in single quotes)',
    scope: 'langsmith',
    sent: {
      'langsmith.span.kind': 'llm',
      ...otel(120, 25, { total_tokens: 145 }),
      'gen_ai.usage.input_token_details': "{'audio': 0, 'cache_read': 64}",
      'gen_ai.usage.output_token_details': "{'audio': 0, 'reasoning': 8}",
    },
  },
  {
    emitter: 'LangSmith, Python (details in the metadata)',
    scope: 'langsmith',
    sent: {
      'langsmith.span.kind': 'llm',
      ...otel(120, 25, { total_tokens: 145 }),
      'langsmith.metadata.usage_metadata': json({
        input_tokens: 120,
        output_tokens: 25,
        input_token_details: { cache_read: 64 },
        output_token_details: { reasoning: 8 },
      }),
    },
  },
  {
    emitter: 'pydantic-ai',
    scope: 'pydantic-ai',
    sent: {
      ...chat('openai', 'gpt-4o'),
      ...otel(120, 25, { 'details.cache_read_tokens': 64, 'details.reasoning_tokens': 8 }),
    },
  },
  {
    emitter: 'agent_framework',
    scope: 'agent_framework',
    sent: { ...chat('openai', 'gpt-4o'), ...otel(120, 25, openAiCached) },
  },
  {
    emitter: 'Mastra',
    scope: '@mastra/otel-exporter',
    sent: {
      'mastra.span.type': 'model_inference',
      ...chat('openai.chat', 'gpt-4o'),
      ...otel(120, 25, { 'cache_read.input_tokens': 64, reasoning_tokens: 8 }),
    },
  },
  {
    emitter: 'Logfire OpenAI',
    scope: 'logfire.openai',
    sent: {
      ...openAi,
      'gen_ai.usage.raw': json({
        prompt_tokens: 120,
        completion_tokens: 25,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 8 },
      }),
    },
  },
  {
    emitter: 'LiteLLM callback',
    scope: 'litellm',
    sent: {
      ...openAi,
      'metadata.usage_object':
        "{'completion_tokens': 25, 'prompt_tokens': 120, 'completion_tokens_details': {'reasoning_tokens': 8}, 'prompt_tokens_details': {'cached_tokens': 64, 'text_tokens': None}}",
    },
  },
  {
    emitter: 'LiteLLM raw child',
    scope: 'litellm',
    sent: {
      'llm.openai.id': 'chatcmpl-1',
      'llm.openai.usage':
        "{'completion_tokens': 25, 'prompt_tokens': 120, 'completion_tokens_details': {'reasoning_tokens': 8}, 'prompt_tokens_details': {'cached_tokens': 64}}",
    },
  },
  {
    emitter: 'MLflow, with the provider’s answer',
    scope: 'mlflow.tracing.provider',
    sent: {
      'mlflow.spanType': '"CHAT_MODEL"',
      'mlflow.chat.tokenUsage': json({ input_tokens: 120, output_tokens: 25, cache_read_input_tokens: 64 }),
      'mlflow.spanOutputs': json({ id: 'x', usage: { completion_tokens_details: { reasoning_tokens: 8 } } }),
    },
  },
  {
    emitter: 'Codex',
    scope: 'codex_exec',
    sent: {
      ...otel(120, 25, { 'cache_read.input_tokens': 64 }),
      'codex.usage.reasoning_output_tokens': 8,
    },
  },
]

const PLAIN_OPENAI_ROWS: readonly Row[] = [
  { emitter: 'OTel JS openai', scope: '@opentelemetry/instrumentation-openai', sent: openAi },
  { emitter: 'Elastic', scope: '@elastic/opentelemetry-instrumentation-openai', sent: openAi },
  { emitter: 'OTel openai-v2, Python', scope: 'opentelemetry.instrumentation.openai_v2', sent: openAi },
  { emitter: 'OpenLLMetry JS openai', scope: '@traceloop/instrumentation-openai', sent: openAi },
  { emitter: 'Semantic Kernel', scope: 'semantic_kernel.utils.telemetry', sent: openAi },
  { emitter: 'AI SDK v5, without streaming', scope: 'ai', sent: { ...aiSdk('openai.chat', 'x'), ...otel(120, 25) } },
  {
    emitter: 'OpenInference openai-agents, chat completions',
    scope: 'openinference.instrumentation.openai_agents',
    sent: openInference(120, 25),
  },
]

const WITHOUT_REASONING_ROWS: readonly Row[] = [
  {
    emitter: 'OpenLLMetry langchain, Python',
    scope: 'opentelemetry.instrumentation.langchain',
    sent: { ...openAi, 'gen_ai.usage.cache_read.input_tokens': 64 },
  },
  {
    emitter: 'LiveKit',
    scope: 'livekit-agents',
    sent: { ...openAi, 'gen_ai.usage.input_cached_tokens': 64 },
  },
  {
    emitter: 'OpenLIT',
    scope: '@openlit/instrumentation-openai',
    sent: { ...openAi, 'gen_ai.usage.cache_read.input_tokens': 64 },
  },
  {
    emitter: 'Strands',
    scope: 'strands.telemetry.tracer',
    sent: { ...openAi, 'gen_ai.system': 'strands-agents', 'gen_ai.usage.cache_read.input_tokens': 64 },
  },
  {
    emitter: 'MLflow autolog',
    scope: 'mlflow.tracing.provider',
    sent: {
      'mlflow.spanType': '"CHAT_MODEL"',
      'mlflow.chat.tokenUsage': json({ input_tokens: 120, output_tokens: 25, cache_read_input_tokens: 64 }),
    },
  },
]

const ANTHROPIC_ROWS: readonly Row[] = [
  { emitter: 'the specification', scope: 'any', sent: { ...claude, ...otel(120, 30, claudeCached) } },
  {
    emitter: 'Anthropic SDK, TypeScript',
    scope: 'com.anthropic.sdk.typescript',
    sent: { ...claude, ...otel(120, 30, { 'cache_read.input_tokens': 60, 'cache_write.input_tokens': 20 }) },
  },
  {
    emitter: 'Anthropic SDK, Python',
    scope: 'com.anthropic.sdk.python',
    sent: { ...claude, ...otel(120, 30, { 'cache_read.input_tokens': 60, 'cache_write.input_tokens': 20 }) },
  },
  {
    emitter: 'OpenInference anthropic, JavaScript',
    scope: '@arizeai/openinference-instrumentation-anthropic',
    sent: openInference(120, 30, { 'prompt_details.cache_read': 60, 'prompt_details.cache_write': 20 }),
  },
  {
    emitter: 'OpenInference anthropic, Python',
    scope: 'openinference.instrumentation.anthropic',
    sent: openInference(120, 30, { 'prompt_details.cache_read': 60, 'prompt_details.cache_write': 20 }),
  },
  {
    emitter: 'OpenInference langchain, Python',
    scope: 'openinference.instrumentation.langchain',
    sent: openInference(120, 30, { 'prompt_details.cache_read': 60, 'prompt_details.cache_write': 20 }),
  },
  {
    emitter: 'OpenLLMetry anthropic, JavaScript (leaves the cache out)',
    scope: '@traceloop/instrumentation-anthropic',
    sent: { ...claude, ...otel(40, 30, { total_tokens: 70, ...claudeCached }) },
  },
  {
    emitter: 'OpenLLMetry anthropic, Python',
    scope: 'opentelemetry.instrumentation.anthropic',
    sent: { ...claude, ...otel(120, 30, { total_tokens: 150, ...claudeCached }) },
  },
  {
    emitter: 'AI SDK v4 and v5 (leave the cache out)',
    scope: 'ai',
    sent: {
      ...aiSdk('anthropic.messages', 'claude-sonnet-4-5'),
      'ai.usage.promptTokens': 40,
      'ai.usage.completionTokens': 30,
      'ai.response.providerMetadata': json({
        anthropic: { cacheReadInputTokens: 60, cacheCreationInputTokens: 20, usage: { input_tokens: 40 } },
      }),
    },
  },
  {
    emitter: 'AI SDK v6',
    scope: 'ai',
    sent: {
      ...aiSdk('anthropic.messages', 'claude-sonnet-4-5'),
      'ai.usage.inputTokens': 120,
      'ai.usage.outputTokens': 30,
      'ai.usage.inputTokenDetails.noCacheTokens': 40,
      'ai.usage.inputTokenDetails.cacheReadTokens': 60,
      'ai.usage.inputTokenDetails.cacheWriteTokens': 20,
    },
  },
  { emitter: 'AI SDK v7', scope: 'gen_ai', sent: { ...claude, ...otel(120, 30, claudeCached) } },
  {
    emitter: 'Strands, TypeScript (leaves the cache out)',
    scope: 'strands-agents',
    sent: { ...chat('strands-agents', 'claude-sonnet-4-5'), ...otel(40, 30, claudeCached) },
  },
  {
    emitter: 'Strands 1.62, Python',
    scope: 'strands.telemetry.tracer',
    sent: { ...chat('strands-agents', 'claude-sonnet-4-5'), ...otel(120, 30, claudeCached) },
  },
  {
    emitter: 'Langfuse LangChain handler (disjoint)',
    scope: 'langfuse-sdk',
    version: '5.0.0',
    sent: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.usage_details': json({
        input: 40,
        cache_read_input_tokens: 60,
        cache_creation_input_tokens: 20,
        output: 30,
      }),
    },
  },
  {
    emitter: 'LangSmith with LangChain (writes under their lifetime)',
    scope: 'langsmith',
    sent: {
      'langsmith.span.kind': 'llm',
      'langsmith.metadata.usage_metadata': json({
        input_tokens: 120,
        output_tokens: 30,
        total_tokens: 150,
        input_token_details: { cache_read: 60, cache_creation: 0, ephemeral_5m_input_tokens: 20 },
      }),
    },
  },
  { emitter: 'pydantic-ai', scope: 'pydantic-ai', sent: { ...claude, ...otel(120, 30, claudeCached) } },
  {
    emitter: 'MLflow',
    scope: 'mlflow.tracing.provider',
    sent: {
      'mlflow.spanType': '"CHAT_MODEL"',
      'mlflow.chat.tokenUsage': json({
        input_tokens: 120,
        output_tokens: 30,
        total_tokens: 150,
        cache_read_input_tokens: 60,
        cache_creation_input_tokens: 20,
      }),
    },
  },
  {
    emitter: 'LiteLLM through OpenInference',
    scope: 'openinference.instrumentation.litellm',
    sent: openInference(120, 30, { 'prompt_details.cache_read': 60, 'prompt_details.cache_write': 20 }),
  },
  {
    emitter: 'OpenLIT (leaves the cache out)',
    scope: 'openlit.instrumentation.anthropic',
    sent: { ...claude, ...otel(40, 30, claudeCached) },
  },
  {
    emitter: 'Claude Code (disjoint)',
    scope: 'com.anthropic.claude_code.tracing',
    sent: {
      'span.type': 'llm_request',
      input_tokens: 40,
      output_tokens: 30,
      cache_read_tokens: 60,
      cache_creation_tokens: 20,
    },
  },
]

const BEDROCK_ROWS: readonly Row[] = [
  {
    emitter: 'AI SDK v4 and v5',
    scope: 'ai',
    sent: {
      ...aiSdk('amazon-bedrock', 'anthropic.claude-3-5-sonnet-20240620-v1:0'),
      'ai.usage.promptTokens': 40,
      'ai.usage.completionTokens': 30,
      'ai.response.providerMetadata': json({ bedrock: { usage: { cacheReadInputTokens: 60 } } }),
    },
  },
  {
    emitter: 'AI SDK v6 and v7',
    scope: 'gen_ai',
    sent: { ...bedrock, ...otel(100, 30, { 'cache_read.input_tokens': 60 }) },
  },
  {
    emitter: 'OpenLLMetry bedrock, Python',
    scope: 'opentelemetry.instrumentation.bedrock',
    sent: { ...bedrock, ...otel(40, 30, { 'cache_read.input_tokens': 60 }) },
  },
  {
    emitter: 'OpenInference bedrock, Python (the total tells)',
    scope: 'openinference.instrumentation.bedrock',
    sent: {
      ...openInference(40, 30, { 'prompt_details.cache_read': 60 }),
      'llm.token_count.total': 130,
    },
  },
  {
    emitter: 'Strands, TypeScript',
    scope: 'strands-agents',
    sent: {
      ...chat('strands-agents', 'anthropic.claude-3-5-sonnet-20240620-v1:0'),
      ...otel(40, 30, { 'cache_read.input_tokens': 60 }),
    },
  },
]

const GEMINI_ROWS: readonly Row[] = [
  {
    emitter: 'OTel google-genai',
    scope: 'opentelemetry.instrumentation.google_genai',
    sent: { ...gemini, ...otel(120, 25, openAiCached) },
  },
  {
    emitter: 'OpenInference google-genai (thoughts in the output)',
    scope: 'openinference.instrumentation.google_genai',
    sent: openInference(120, 25, { 'prompt_details.cache_read': 64, 'completion_details.reasoning': 8 }),
  },
  {
    emitter: 'AI SDK v6 and v7',
    scope: 'gen_ai',
    sent: { ...gemini, ...otel(120, 25, openAiCached) },
  },
  {
    emitter: 'ADK 2 (thoughts in the output)',
    scope: 'gcp.vertex.agent',
    version: '2.13.0',
    sent: { ...chat('gcp.gemini', 'gemini-2.5-flash'), ...otel(120, 25, openAiCached) },
  },
  {
    emitter: 'ADK 1 (thoughts beside the output, and in the answer only)',
    scope: 'gcp.vertex.agent',
    version: '1.14.0',
    sent: {
      'gen_ai.system': 'gcp.vertex.agent',
      'gen_ai.request.model': 'gemini-2.5-flash',
      ...otel(120, 17),
      'gcp.vertex.agent.llm_response':
        '{"content":{},"usage_metadata":{"cached_content_token_count":64,"thoughts_token_count":8}}',
    },
  },
  {
    emitter: 'Gemini CLI (thoughts beside the output)',
    scope: 'gemini-cli',
    sent: { ...gemini, ...otel(120, 17, openAiCached) },
  },
  {
    emitter: 'OpenLLMetry google-generativeai, Python (thoughts beside the output)',
    scope: 'opentelemetry.instrumentation.google_generativeai',
    sent: { ...gemini, ...otel(120, 17, openAiCached) },
  },
]

function tokensOf({ emitter, scope, version, sent }: Row): unknown {
  const name = emitter.startsWith('ADK 1') ? 'call_llm' : emitter.startsWith('Codex') ? 'handle_responses' : 'call'
  const row = rowOf({ name, scope, ...(version === undefined ? {} : { scopeVersion: version }), attributes: sent })
  return row.tokens
}

describe.each([
  ['OpenAI', OPENAI, OPENAI_ROWS],
  ['OpenAI, details not sent', OPENAI_WITHOUT_DETAILS, PLAIN_OPENAI_ROWS],
  ['OpenAI, reasoning not sent', OPENAI_WITHOUT_REASONING, WITHOUT_REASONING_ROWS],
  ['Anthropic', ANTHROPIC, ANTHROPIC_ROWS],
  ['Bedrock Converse', BEDROCK, BEDROCK_ROWS],
  ['Gemini', GEMINI, GEMINI_ROWS],
] as const)('%s', (_, buckets, rows) => {
  test.each(rows)('$emitter', (row) => {
    expect(tokensOf(row)).toEqual(buckets)
  })
})

describe('where the numbers themselves tell', () => {
  const unknownScope = (sent: Attributes): unknown => tokensOf({ emitter: 'unknown', scope: 'somebody', sent })

  test('a total that holds the cache beside the input: the input is the fresh part', () => {
    const sent = { ...claude, ...otel(40, 30, { total_tokens: 150, ...claudeCached }) }
    expect(unknownScope(sent)).toEqual(ANTHROPIC)
  })

  test('more cache than input: the input is the fresh part', () => {
    expect(unknownScope({ ...claude, ...otel(40, 30, claudeCached) })).toEqual(ANTHROPIC)
  })

  test('otherwise the specification holds: the input holds the cache', () => {
    expect(unknownScope({ ...claude, ...otel(120, 30, claudeCached) })).toEqual(ANTHROPIC)
  })

  test('a total that holds the reasoning beside the output: the output is the visible part', () => {
    const sent = { ...gemini, ...otel(120, 17, { total_tokens: 145, ...openAiCached }) }
    expect(unknownScope(sent)).toEqual(GEMINI)
  })

  test('zeros of a call that failed are unknown, those of one that did not are zero', () => {
    const attributes = { ...chat('openai', 'gpt-4o'), ...otel(0, 0) }
    expect(rowOf({ attributes, status: 2 }).tokens).toEqual({})
    expect(rowOf({ attributes }).tokens).toEqual({ input_uncached: 0, output: 0 })
  })

  test('NaN and no counts at all are unknown', () => {
    expect(rowOf({ attributes: { ...chat('openai', 'gpt-4o'), 'gen_ai.usage.input_tokens': 'NaN' } }).tokens).toEqual(
      {},
    )
    expect(rowOf({ attributes: chat('openai', 'gpt-4o') }).tokens).toEqual({})
  })
})
