/** Which convention wrote the span: for display and for a re-map. Fields resolve by their own lists, not by this. */
import type { SpanView } from '../mapping/span-view.ts'

/** Python packages of OpenLLMetry; other instrumentations share the beginning of their scope's name. */
const OPENLLMETRY =
  /^opentelemetry\.instrumentation\.(?:openai(?:\.v[01])?|anthropic|langchain|llamaindex|llama_index|bedrock|cohere|mistralai|groq|ollama|together|replicate|crewai|haystack|google_generativeai|watsonx|sagemaker|alephalpha|transformers|openai_agents|mcp|agno|writer|chromadb|pinecone|qdrant|weaviate|milvus|lancedb|marqo|voyageai)$/

/** Scope name (whole, or its beginning before `*`, or a pattern) → dialect. First match wins. */
const BY_SCOPE: readonly (readonly [string | RegExp, string])[] = [
  ['@vitrine/sdk', 'vitrine'],
  ['langfuse-sdk', 'langfuse'],
  ['langsmith', 'langsmith'],
  ['@arizeai/openinference*', 'openinference'],
  ['openinference*', 'openinference'],
  ['mlflow*', 'mlflow'],
  ['gen_ai', 'ai-sdk'],
  ['com.anthropic.claude_code*', 'claude-code'],
  ['com.anthropic.sdk*', 'anthropic-sdk'],
  ['gcp.vertex.agent', 'adk'],
  ['strands-agents', 'strands'],
  ['strands.telemetry.tracer', 'strands'],
  ['pydantic-ai', 'pydantic-ai'],
  ['logfire*', 'logfire'],
  ['agent_framework', 'ms-agent-framework'],
  ['Experimental.Microsoft.Agents*', 'ms-agent-framework'],
  ['Experimental.Microsoft.Extensions.AI*', 'ms-agent-framework'],
  ['Microsoft.SemanticKernel*', 'semantic-kernel'],
  ['semantic_kernel*', 'semantic-kernel'],
  ['livekit-agents', 'livekit'],
  ['@mastra/*', 'mastra'],
  ['lmnr*', 'laminar'],
  ['openlit*', 'openlit'],
  ['@openlit/*', 'openlit'],
  ['gemini-cli', 'gemini-cli'],
  ['codex*', 'codex'],
  ['litellm', 'litellm'],
  ['genkit-tracer', 'genkit'],
  ['haystack', 'haystack'],
  ['dify*', 'dify'],
  ['@traceloop/*', 'openllmetry'],
  ['traceloop.tracer', 'openllmetry'],
  [OPENLLMETRY, 'openllmetry'],
]

/** Attribute that gives a convention away, in order; asked only where the scope does not tell. */
const BY_ATTRIBUTE: readonly (readonly [string, string])[] = [
  ['langfuse.observation.type', 'langfuse'],
  ['langsmith.span.kind', 'langsmith'],
  ['openinference.span.kind', 'openinference'],
  ['mlflow.spanType', 'mlflow'],
  ['ai.operationId', 'ai-sdk'],
  ['gcp.vertex.agent.invocation_id', 'adk'],
  ['pydantic_ai.all_messages', 'pydantic-ai'],
  ['mastra.span.type', 'mastra'],
  ['lmnr.span.type', 'laminar'],
  ['lk.speech_id', 'livekit'],
  ['litellm.call_id', 'litellm'],
  ['genkit:type', 'genkit'],
  ['haystack.component.type', 'haystack'],
  ['gen_ai.sdk.version', 'openlit'],
  ['gen_ai.framework', 'dify'],
  ['anthropic.request.id', 'anthropic-sdk'],
  ['logfire.msg', 'logfire'],
  ['llm.request.type', 'openllmetry'],
  ['traceloop.span.kind', 'openllmetry'],
  ['traceloop.workflow.name', 'openllmetry'],
  ['gen_ai.provider.name', 'otel-genai'],
  ['gen_ai.operation.name', 'otel-genai'],
  ['gen_ai.system', 'otel-genai'],
  ['gen_ai.request.model', 'otel-genai'],
]

const scopes = new Map<string, string>()

export function dialectOf(view: SpanView): string {
  const byScope = dialectOfScope(view.scopeName)
  if (byScope !== '') return byScope
  for (const [key, dialect] of BY_ATTRIBUTE) if (view.has(key)) return dialect
  return 'plain'
}

function dialectOfScope(scopeName: string): string {
  let dialect = scopes.get(scopeName)
  if (dialect === undefined) {
    dialect = BY_SCOPE.find(([pattern]) => matches(pattern, scopeName))?.[1] ?? ''
    if (scopes.size < 10_000) scopes.set(scopeName, dialect)
  }
  return dialect
}

function matches(pattern: string | RegExp, scopeName: string): boolean {
  if (pattern instanceof RegExp) return pattern.test(scopeName)
  return pattern.endsWith('*') ? scopeName.startsWith(pattern.slice(0, -1)) : scopeName === pattern
}
