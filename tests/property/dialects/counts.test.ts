/** Tokens, cost and times out of single attributes: a row per source of the reference's tables B2 and B4 that no capture covers. */
import { testRows } from '../../support/dialects/rows.ts'

const json = JSON.stringify

testRows([
  [
    'langfuse error zero costs',
    {
      scope: 'langfuse-sdk',
      status: 2,
      attributes: {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.level': 'ERROR',
        'langfuse.observation.cost_details': json({ input: 0, output: 0, total: 0 }),
      },
    },
    { reportedCostPicoUsd: null, status: 'error' },
  ],
  [
    'langfuse order of costs',
    {
      scope: 'langfuse-sdk',
      attributes: {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.cost_details': json({ input: 0.1, output: 0.2 }),
      },
    },
    { reportedCostPicoUsd: 300_000_000_000n },
  ],
  [
    'litellm hidden params',
    {
      scope: 'litellm',
      name: 'litellm_request',
      attributes: {
        'gen_ai.usage.input_tokens': 1,
        'gen_ai.request.model': 'gpt-4o',
        hidden_params: json({ response_cost: 0.5 }),
      },
    },
    { reportedCostPicoUsd: 500_000_000_000n },
  ],
  [
    'genkit model',
    {
      scope: 'genkit-tracer',
      name: 'googleai/gemini-2.5-flash',
      attributes: {
        'genkit:type': 'action',
        'genkit:metadata:subtype': 'model',
        'genkit:name': 'googleai/gemini-2.5-flash',
        'genkit:input': json({ messages: [{ role: 'user', content: [{ text: 'hi' }] }], config: { temperature: 0.5 } }),
        'genkit:output': json({
          message: { role: 'model', content: [{ text: 'yo' }] },
          finishReason: 'stop',
          usage: { inputTokens: 120, outputTokens: 25, totalTokens: 145, cachedContentTokens: 64 },
        }),
        'genkit:state': 'success',
      },
    },
    {
      kind: 'llm',
      model: 'gemini-2.5-flash',
      provider: 'gcp.gemini',
      tokens: { input_uncached: 56, cache_read: 64, output: 25 },
    },
  ],
  [
    'langfuse camel usage',
    {
      scope: 'langfuse-sdk',
      attributes: {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.usage_details': json({ promptTokens: 120, completionTokens: 25, totalTokens: 145 }),
      },
    },
    { tokens: { input_uncached: 120, output: 25 } },
  ],
  [
    'SK old tokens',
    {
      scope: 'Microsoft.SemanticKernel.Diagnostics',
      attributes: {
        'gen_ai.operation.name': 'chat.completions',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.prompt_tokens': 12,
        'gen_ai.response.completion_tokens': 3,
        'gen_ai.response.finish_reason': 'FinishReason.STOP',
      },
    },
    { tokens: { input_uncached: 12, output: 3 }, finishReason: 'stop', kind: 'llm' },
  ],
  [
    'ai v4 stream NaN',
    { scope: 'ai', attributes: { 'ai.operationId': 'ai.streamText.doStream', 'ai.usage.promptTokens': 'NaN' } },
    { tokens: {}, isStream: true, kind: 'llm' },
  ],
  [
    'strands ttft',
    {
      scope: 'strands-agents',
      name: 'chat',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.server.time_to_first_token': 300,
        'gen_ai.provider.name': 'strands-agents',
        'gen_ai.request.model': 'claude-sonnet-4-5',
      },
    },
    { ttftNs: 300_000_000n, provider: 'anthropic' },
  ],
  [
    'anthropic TTL',
    {
      scope: 'com.anthropic.sdk.python',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 30,
        'gen_ai.usage.cache_read.input_tokens': 60,
        'anthropic.usage.cache_creation.ephemeral_5m_input_tokens': 12,
        'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': 8,
      },
    },
    { tokens: { input_uncached: 40, cache_read: 60, cache_write: 20, output: 30 } },
  ],
  [
    'langsmith ephemeral',
    {
      scope: 'langsmith',
      attributes: {
        'langsmith.span.kind': 'llm',
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 30,
        'gen_ai.usage.input_token_details': "{'cache_read': 60, 'cache_creation': 0, 'ephemeral_5m_input_tokens': 20}",
      },
    },
    { tokens: { input_uncached: 40, cache_read: 60, cache_write: 20, output: 30 } },
  ],
  [
    'openlit ttft',
    {
      scope: 'openlit.instrumentation.openai',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.server.time_to_first_token': 0.25,
        'gen_ai.request.is_stream': true,
      },
    },
    { ttftNs: 250_000_000n, isStream: true, dialect: 'openlit' },
  ],
  [
    'langfuse cst quoted',
    {
      scope: 'langfuse-sdk',
      startMs: 1772000000000,
      attributes: {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.completion_start_time': json(new Date(1772000000250).toISOString()),
      },
    },
    { ttftNs: 250_000_000n, isStream: true },
  ],
  [
    'mlflow user',
    {
      scope: 'mlflow.tracing.provider',
      attributes: {
        'mlflow.spanType': '"CHAT_MODEL"',
        'mlflow.trace.user': '"u"',
        'mlflow.llm.model': '"gpt-4o"',
        'mlflow.llm.provider': '"openai"',
        'mlflow.llm.cost': json({ input_cost: 0.1, output_cost: 0.2, total_cost: 0.3 }),
      },
    },
    { userId: 'u', model: 'gpt-4o', provider: 'openai', reportedCostPicoUsd: 300_000_000_000n },
  ],
  [
    'json null float',
    {
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.input_tokens': '12',
        'gen_ai.usage.output_tokens': '3',
      },
    },
    { tokens: { input_uncached: 12, output: 3 } },
  ],
  [
    'image tokens',
    {
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 30,
        'gen_ai.usage.image.input_tokens': 40,
        'gen_ai.usage.audio.output_tokens': 10,
        'gen_ai.usage.text.input_tokens': 60,
      },
    },
    { tokens: { input_uncached: 60, input_image: 40, output: 20, output_audio: 10 } },
  ],
  [
    'only total',
    { attributes: { 'gen_ai.operation.name': 'embeddings', 'gen_ai.usage.total_tokens': 8 } },
    { tokens: { input_uncached: 8 } },
  ],
  [
    'embedding OI total',
    { attributes: { 'openinference.span.kind': 'EMBEDDING', 'llm.token_count.prompt': 8, 'llm.token_count.total': 8 } },
    { tokens: { input_uncached: 8 }, kind: 'embedding' },
  ],
])
