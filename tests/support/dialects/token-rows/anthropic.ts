import { aiSdk, bedrock, chat, claude, claudeCached, json, openInference, otel, type Row } from './sent.ts'

export const ANTHROPIC_ROWS: readonly Row[] = [
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

/** Rows of the tables in which the cache's counts are lost: what is left is the fresh part. */
export const FRESH_ROWS: readonly Row[] = [
  {
    emitter: 'Strands 0.2, Python',
    scope: 'strands-agents',
    sent: { ...chat('strands-agents', 'claude-sonnet-4-5'), ...otel(40, 30, { total_tokens: 70 }) },
  },
  {
    emitter: 'OTel JS aws-sdk (Bedrock)',
    scope: '@opentelemetry/instrumentation-aws-sdk',
    sent: { ...bedrock, ...otel(40, 30) },
  },
  {
    emitter: 'OpenLLMetry anthropic 0.20, JavaScript',
    scope: '@traceloop/instrumentation-anthropic',
    sent: {
      'llm.request.type': 'chat',
      'gen_ai.system': 'Anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.usage.prompt_tokens': 40,
      'gen_ai.usage.completion_tokens': 30,
      'llm.usage.total_tokens': 70,
    },
  },
]

export const BEDROCK_ROWS: readonly Row[] = [
  {
    emitter: 'the specification (sums)',
    scope: 'any',
    sent: { ...bedrock, ...otel(100, 30, { 'cache_read.input_tokens': 60 }) },
  },
  {
    emitter: 'OpenLLMetry bedrock, JavaScript',
    scope: '@traceloop/instrumentation-bedrock',
    sent: { ...bedrock, ...otel(40, 30, { 'cache_read.input_tokens': 60 }) },
  },
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
