import { chat, gemini, json, openAiCached, openInference, otel, type Row } from './sent.ts'

export const GEMINI_ROWS: readonly Row[] = [
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
  {
    emitter: 'Langfuse, the answer’s own usage handed on (thoughts beside the candidates)',
    scope: 'langfuse-sdk',
    sent: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.usage_details': json({
        prompt_token_count: 120,
        candidates_token_count: 17,
        thoughts_token_count: 8,
        cached_content_token_count: 64,
        total_token_count: 145,
      }),
    },
  },
  {
    emitter: 'AI SDK v4 and v5',
    scope: 'ai',
    sent: {
      'ai.operationId': 'ai.generateText.doGenerate',
      'ai.model.provider': 'google.generative-ai',
      'ai.model.id': 'gemini-2.5-flash',
      'ai.usage.inputTokens': 120,
      'ai.usage.outputTokens': 25,
      'ai.usage.cachedInputTokens': 64,
      'ai.usage.reasoningTokens': 8,
    },
  },
]
