/** Model, provider and the answer's id out of single attributes: a row per source of the reference's table B2. */
import { describe, expect, test } from 'vitest'
import { testRows } from '../../support/dialects/rows.ts'
import { rowOf } from '../../support/dialects/span-of.ts'

const json = JSON.stringify

testRows([
  [
    'request_id of app',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', request_id: 'web-1' } },
    { responseId: '' },
  ],
  [
    'request_id of claude code',
    {
      scope: 'com.anthropic.claude_code.tracing',
      attributes: { 'span.type': 'llm_request', request_id: 'req_1', model: 'claude-sonnet-4-5' },
    },
    { responseId: 'req_1', kind: 'llm', model: 'claude-sonnet-4-5' },
  ],
  [
    'prompt.id of claude code',
    {
      scope: 'com.anthropic.claude_code.tracing',
      attributes: { 'span.type': 'llm_request', 'prompt.id': 'uuid', model: 'claude-sonnet-4-5' },
    },
    { promptName: '' },
  ],
  [
    'genkit error',
    {
      scope: 'genkit-tracer',
      attributes: { 'genkit:metadata:subtype': 'model', 'genkit:name': 'openai/gpt-4o', 'genkit:state': 'error' },
    },
    { status: 'error', provider: 'openai', model: 'gpt-4o' },
  ],
  [
    'provider azure',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'az.ai.openai' } },
    { provider: 'azure.ai.openai' },
  ],
  [
    'provider OpenAI',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'OpenAI' } },
    { provider: 'openai' },
  ],
  [
    'provider google.generative-ai',
    { attributes: { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.provider': 'google.generative-ai' } },
    { provider: 'gcp.gemini' },
  ],
  [
    'provider google.vertex.chat',
    { attributes: { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.provider': 'google.vertex.chat' } },
    { provider: 'gcp.vertex_ai' },
  ],
  [
    'provider azure-openai.chat',
    { attributes: { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.provider': 'azure-openai.chat' } },
    { provider: 'azure.ai.openai' },
  ],
  [
    'provider vertex.anthropic',
    {
      attributes: { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.provider': 'vertex.anthropic.messages' },
    },
    { provider: 'gcp.vertex_ai' },
  ],
  [
    'provider Bedrock',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'AWS' } },
    { provider: 'aws.bedrock' },
  ],
  [
    'provider _OTHER',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': '_OTHER', 'gen_ai.request.model': 'claude-3' } },
    { provider: 'anthropic' },
  ],
  [
    'provider Langchain',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'Langchain', 'gen_ai.request.model': 'gpt-4o' } },
    { provider: 'openai' },
  ],
  [
    'wrong first provider, llm.provider',
    {
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'langchain',
        'llm.provider': 'groq',
        'gen_ai.request.model': 'llama-3',
      },
    },
    { provider: 'groq' },
  ],
  [
    'llm.system',
    { attributes: { 'openinference.span.kind': 'LLM', 'llm.system': 'vertexai', 'llm.model_name': 'gemini-2.5-pro' } },
    { provider: 'gcp.vertex_ai' },
  ],
  [
    'requested of OI',
    {
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'gpt-4o-2024-08-06',
        'llm.invocation_parameters': json({ model: 'gpt-4o' }),
      },
    },
    { model: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06' },
  ],
  [
    'reranker OI',
    { attributes: { 'openinference.span.kind': 'RERANKER', 'reranker.model_name': 'rerank-v3' } },
    { kind: 'reranker', model: 'rerank-v3' },
  ],
  [
    'codex ttft',
    {
      scope: 'codex_exec',
      name: 'session_task.turn',
      attributes: {
        model: 'gpt-5',
        'codex.turn.token_usage.input_tokens': 120,
        'codex.turn.token_usage.output_tokens': 25,
      },
    },
    { kind: 'agent' },
  ],
  [
    'openrouter',
    {
      resource: { 'service.name': 'openrouter' },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'openai/gpt-4o',
        'gen_ai.provider.name': 'openrouter',
      },
    },
    { provider: 'openrouter' },
  ],
  [
    'thread id response',
    {
      attributes: { 'lk.provider_request_ids': ['chatcmpl-9'], 'gen_ai.operation.name': 'chat' },
      scope: 'livekit-agents',
      name: 'llm_request',
    },
    { responseId: 'chatcmpl-9' },
  ],
])

describe('providers by the name that an emitter gives them', () => {
  test.each([
    ['azure.chat', 'azure.ai.openai'],
    ['azure.ai.inference', 'azure.ai.inference'],
    ['Azure OpenAI', 'azure.ai.openai'],
    ['azure_ai', 'azure.ai.inference'],
    ['google-gla', 'gcp.gemini'],
    ['google.vertex.chat', 'gcp.vertex_ai'],
    ['grok', 'x_ai'],
    ['Amazon Bedrock', 'aws.bedrock'],
    ['cohere_chat', 'cohere'],
    ['gateway', 'vercel'],
    // Hosts, as LiveKit sends them; one that nobody knows says nothing, and the model's name is asked.
    ['api.openai.com', 'openai'],
    ['res.openai.azure.com', 'azure.ai.openai'],
    ['api.groq.com:443', 'groq'],
    ['bedrock-runtime.us-east-1.amazonaws.com', 'aws.bedrock'],
    ['us-central1-aiplatform.googleapis.com', 'gcp.vertex_ai'],
    ['localhost:8080', 'anthropic'],
    ['llm.example.com', 'anthropic'],
    // Frameworks.
    ['spring_ai', 'anthropic'],
    ['openai-compatible.chat', 'anthropic'],
  ])('%s is %s', (sent, provider) => {
    const attributes = { 'gen_ai.provider.name': sent, 'gen_ai.request.model': 'claude-sonnet-4-5' }
    expect(rowOf({ attributes }).provider).toBe(provider)
  })

  test('what OpenRouter sends itself was bought from OpenRouter, whoever answered', () => {
    const attributes = { 'gen_ai.provider.name': 'OpenAI', 'gen_ai.request.model': 'openai/gpt-4o' }
    expect(rowOf({ resource: { 'service.name': 'openrouter' }, attributes }).provider).toBe('openrouter')
  })
})
