import { describe, expect, test } from 'vitest'
import { type Plain, rowOf } from '../../support/dialects/span-of.ts'

const SCOPES: readonly (readonly [string, string])[] = [
  ['langfuse-sdk', 'langfuse'],
  ['langsmith', 'langsmith'],
  ['@arizeai/openinference-instrumentation-openai', 'openinference'],
  ['openinference.instrumentation.langchain', 'openinference'],
  ['openinference-core', 'openinference'],
  ['mlflow.tracing.provider', 'mlflow'],
  ['gen_ai', 'ai-sdk'],
  ['com.anthropic.sdk.typescript', 'anthropic-sdk'],
  ['com.anthropic.sdk.python', 'anthropic-sdk'],
  ['com.anthropic.claude_code.tracing', 'claude-code'],
  ['gcp.vertex.agent', 'adk'],
  ['strands-agents', 'strands'],
  ['strands.telemetry.tracer', 'strands'],
  ['pydantic-ai', 'pydantic-ai'],
  ['logfire.openai', 'logfire'],
  ['agent_framework', 'ms-agent-framework'],
  ['Experimental.Microsoft.Agents.AI', 'ms-agent-framework'],
  ['Experimental.Microsoft.Extensions.AI', 'ms-agent-framework'],
  ['Microsoft.SemanticKernel.Diagnostics', 'semantic-kernel'],
  ['semantic_kernel.functions.kernel_function', 'semantic-kernel'],
  ['livekit-agents', 'livekit'],
  ['@mastra/otel-exporter', 'mastra'],
  ['lmnr.tracer', 'laminar'],
  ['@openlit/instrumentation-openai', 'openlit'],
  ['openlit.instrumentation.anthropic', 'openlit'],
  ['codex_exec', 'codex'],
  ['gemini-cli', 'gemini-cli'],
  ['litellm', 'litellm'],
  ['genkit-tracer', 'genkit'],
  ['@traceloop/instrumentation-openai', 'openllmetry'],
  ['opentelemetry.instrumentation.openai.v1', 'openllmetry'],
  ['opentelemetry.instrumentation.anthropic', 'openllmetry'],
  ['dify-sdk', 'dify'],
]

const ATTRIBUTES: readonly (readonly [Record<string, Plain>, string])[] = [
  [{ 'langfuse.observation.type': 'generation', 'gen_ai.system': 'openai' }, 'langfuse'],
  [{ 'langsmith.span.kind': 'llm', 'gen_ai.system': 'openai' }, 'langsmith'],
  [{ 'openinference.span.kind': 'LLM', 'ai.operationId': 'ai.generateText' }, 'openinference'],
  [{ 'mlflow.spanType': '"LLM"' }, 'mlflow'],
  [{ 'ai.operationId': 'ai.generateText.doGenerate', 'gen_ai.system': 'openai.chat' }, 'ai-sdk'],
  [{ 'mastra.span.type': 'model_inference' }, 'mastra'],
  [{ 'lmnr.span.type': 'LLM', 'gen_ai.system': 'OpenAI' }, 'laminar'],
  [{ 'gen_ai.sdk.version': '1', 'gen_ai.system': 'openai' }, 'openlit'],
  [{ 'llm.request.type': 'chat', 'gen_ai.system': 'OpenAI' }, 'openllmetry'],
  [{ 'traceloop.span.kind': 'workflow' }, 'openllmetry'],
  [{ 'gen_ai.framework': 'dify', 'gen_ai.provider.name': 'openai' }, 'dify'],
  [{ 'genkit:type': 'action' }, 'genkit'],
  [{ 'gen_ai.system': 'openai' }, 'otel-genai'],
  [{ 'gen_ai.provider.name': 'openai' }, 'otel-genai'],
  [{ 'http.route': '/users' }, 'plain'],
]

describe('which convention wrote a span', () => {
  test.each(SCOPES)('scope %s is %s', (scope, dialect) => {
    expect(rowOf({ scope }).dialect).toBe(dialect)
  })

  test.each(ATTRIBUTES)('%j is %s', (attributes, dialect) => {
    expect(rowOf({ scope: 'my-app', attributes }).dialect).toBe(dialect)
  })

  test("other instrumentations under OpenTelemetry's own names are told by their attributes", () => {
    expect(rowOf({ scope: 'opentelemetry.instrumentation.flask' }).dialect).toBe('plain')
    const attributes = { 'gen_ai.system': 'openai' }
    expect(rowOf({ scope: 'opentelemetry.instrumentation.openai_v2', attributes }).dialect).toBe('otel-genai')
  })
})
