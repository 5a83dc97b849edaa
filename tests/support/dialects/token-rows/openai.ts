import { aiSdk, chat, json, openAi, openAiCached, openInference, otel, type Row } from './sent.ts'

export const OPENAI_ROWS: readonly Row[] = [
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
  ...['litellm', 'llama_index', 'openai_agents', 'pydantic_ai'].map(
    (library): Row => ({
      emitter: `OpenInference ${library}, Python`,
      scope: `openinference.instrumentation.${library}`,
      sent: openInference(120, 25, { 'prompt_details.cache_read': 64, 'completion_details.reasoning': 8 }),
    }),
  ),
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
    emitter: 'Langfuse by hand: totals, and parts of them beside (the sum tells)',
    scope: 'langfuse-sdk',
    sent: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.usage_details': json({
        inputTokens: 120,
        outputTokens: 25,
        totalTokens: 145,
        cachedInputTokens: 64,
        reasoningTokens: 8,
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

export const PLAIN_OPENAI_ROWS: readonly Row[] = [
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

export const WITHOUT_REASONING_ROWS: readonly Row[] = [
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
