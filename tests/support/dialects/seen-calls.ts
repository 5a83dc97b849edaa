/** Spans of one call as each instrumentation sends them, for the table of same-call.test.ts. */
import type { Placed } from './counted.ts'
import { claude, claudeCached, json, openAi, openInference, otel } from './token-rows/sent.ts'

export type Made = Omit<Placed, 'at' | 'fromMs' | 'durationMs'>

/** Outer spans begin before and end after what is inside them. */
export const place = (made: Made, at: string, depth = 0, fromMs = 0): Placed => ({
  ...made,
  at,
  fromMs: fromMs + depth * 10,
  durationMs: 1000 - depth * 20,
})

export const native = (id: string): Made => ({
  name: 'anthropic.messages.create',
  scope: 'com.anthropic.sdk.python',
  attributes: { ...claude, ...otel(120, 30, claudeCached), 'gen_ai.response.id': id },
})
export const anthropicClient = (id: string): Made => ({
  name: 'Messages',
  scope: 'openinference.instrumentation.anthropic',
  attributes: {
    ...openInference(120, 30, { 'prompt_details.cache_read': 60, 'prompt_details.cache_write': 20 }),
    'output.value': json({ id, type: 'message', content: [] }),
  },
})
export const chatAnthropic = (id: string): Made => ({
  name: 'ChatAnthropic',
  scope: 'openinference.instrumentation.langchain',
  attributes: {
    ...openInference(120, 30, { 'prompt_details.cache_read': 60, 'prompt_details.cache_write': 20 }),
    'output.value': json({ generations: [[{ text: 'x', message: { kwargs: { response_metadata: { id } } } }]] }),
  },
})
export const openAiClient = (id: string): Made => ({
  name: 'ChatCompletion',
  scope: 'openinference.instrumentation.openai',
  attributes: {
    ...openInference(120, 25, { 'prompt_details.cache_read': 64, 'completion_details.reasoning': 8 }),
    'output.value': json({ id, object: 'chat.completion', choices: [] }),
  },
})
export const chatOpenAi = (id: string): Made => ({
  name: 'ChatOpenAI',
  scope: 'openinference.instrumentation.langchain',
  attributes: {
    ...openInference(120, 25, { 'prompt_details.cache_read': 64, 'completion_details.reasoning': 8 }),
    'output.value': json({ generations: [[{ message: { kwargs: { id: 'run--1', response_metadata: { id } } } }]] }),
  },
})
export const chain = (scope: string, kind = 'CHAIN'): Made => ({
  name: 'step',
  scope,
  attributes: { 'openinference.span.kind': kind },
})
export const pydanticChat: Made = {
  name: 'chat claude',
  scope: 'pydantic-ai',
  attributes: { ...claude, ...otel(120, 30, { 'details.cache_read_tokens': 60, 'details.cache_write_tokens': 20 }) },
}
export const langfuse = (usage: object): Made => ({
  name: 'generation',
  scope: 'langfuse-sdk',
  attributes: {
    'langfuse.observation.type': 'generation',
    'langfuse.observation.model.name': 'gpt-4o',
    'langfuse.observation.usage_details': json(usage),
  },
})
export const langfuseRaw = langfuse({
  prompt_tokens: 120,
  completion_tokens: 25,
  total_tokens: 145,
  prompt_tokens_details: { cached_tokens: 64 },
})
export const langfuseBuckets = langfuse({
  input: 56,
  input_cache_read: 64,
  output: 17,
  output_reasoning: 8,
  total: 145,
})
export const traceloopClaude = (output: number, id?: string): Made => ({
  name: 'anthropic.chat',
  scope: 'opentelemetry.instrumentation.anthropic',
  attributes: {
    ...claude,
    ...otel(120, output, { total_tokens: 120 + output, ...claudeCached }),
    ...(id === undefined ? {} : { 'gen_ai.response.id': id }),
  },
})
export const failed = (made: Made): Made => {
  const kept = Object.entries(made.attributes ?? {}).filter(
    ([key]) => !/usage|token_count|output|response\.id/.test(key),
  )
  return { ...made, status: 2, attributes: Object.fromEntries(kept) }
}
export const uncounted = (made: Made): Made => ({
  ...made,
  attributes: Object.fromEntries(
    Object.entries(made.attributes ?? {}).filter(([key]) => !/usage|token_count/.test(key)),
  ),
})
export const langSmith = (id: string): Made => ({
  name: 'ChatAnthropic',
  scope: 'langsmith',
  attributes: {
    'langsmith.span.kind': 'llm',
    ...claude,
    'gen_ai.completion': json({ generations: [[{ message: { kwargs: { id } } }]] }),
    'langsmith.metadata.usage_metadata': json({
      input_tokens: 120,
      output_tokens: 30,
      input_token_details: { cache_read: 60, ephemeral_5m_input_tokens: 20 },
    }),
  },
})
export const liteLlm: Made = {
  name: 'litellm_request',
  scope: 'litellm',
  attributes: { ...openAi, 'gen_ai.response.id': 'chatcmpl-own', 'llm.request.type': 'completion' },
}
export const rawLiteLlm = (id: string): Made => ({
  name: 'raw_gen_ai_request',
  scope: 'litellm',
  attributes: {
    'llm.openai.id': id,
    'llm.openai.model': 'gpt-4o',
    'llm.openai.usage': "{'completion_tokens': 25, 'prompt_tokens': 120, 'total_tokens': 145}",
  },
})
export const mlflow = (name: string): Made => ({
  name,
  scope: 'mlflow.tracing.provider',
  attributes: {
    'mlflow.spanType': '"CHAT_MODEL"',
    'mlflow.chat.tokenUsage': json({ input_tokens: 120, output_tokens: 25, total_tokens: 145 }),
  },
})
export const agent = (scope: string, input: number, output: number): Made => ({
  name: 'invoke_agent x',
  scope,
  attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'gpt-4o', ...otel(input, output) },
})
export const call = (scope: string): Made => ({ name: 'chat', scope, attributes: openAi })
export const named = (name: string, kind = 'LLM'): Made => ({
  name,
  scope: 'openinference.instrumentation.llama_index',
  attributes: { 'openinference.span.kind': kind },
})
const GOOGLE_GENAI = 'opentelemetry.instrumentation.google_genai'
export const googleGenAi: Made = { name: 'generate_content', scope: GOOGLE_GENAI, attributes: openAi }
export const googleGenAiTool: Made = {
  name: 'execute_tool t',
  scope: GOOGLE_GENAI,
  attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 't' },
}
export const openInferenceGenAi = (history: readonly object[]): Made => ({
  name: 'GenerateContent',
  scope: 'openinference.instrumentation.google_genai',
  attributes: {
    ...openInference(120, 25),
    'output.value': json({ response_id: 'gem_1', automatic_function_calling_history: history }),
  },
})
