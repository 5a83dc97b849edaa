/** Session, user, names, tags and errors out of single attributes: a row per source of the reference's table B2. */
import { testRows } from '../../support/dialects/rows.ts'

const json = JSON.stringify

testRows([
  [
    'mlflow linked prompts',
    {
      scope: 'mlflow.tracing.provider',
      attributes: { 'mlflow.spanType': '"LLM"', 'mlflow.linkedPrompts': json([{ name: 'qa', version: '3' }]) },
    },
    { promptName: 'qa', promptVersion: '3' },
  ],
  [
    'ai sdk langfusePrompt',
    {
      scope: 'ai',
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.telemetry.metadata.langfusePrompt': json({ name: 'qa', version: 4 }),
      },
    },
    { promptName: 'qa', promptVersion: '4' },
  ],
  [
    'what langfuse calls the trace',
    {
      scope: 'langfuse-sdk',
      name: 'answer',
      attributes: { 'langfuse.observation.type': 'span', 'langfuse.trace.name': 'support chat' },
    },
    { traceName: 'support chat', name: 'answer' },
  ],
  [
    'a stream, by the method that agno and smolagents were asked by',
    {
      scope: 'openinference.instrumentation.agno',
      name: 'OpenAIChat.invoke_stream',
      attributes: { 'openinference.span.kind': 'LLM' },
    },
    { isStream: true },
  ],
  [
    'mastra release',
    {
      scope: '@mastra/otel-exporter',
      resource: { 'service.version': '1.4.0', 'telemetry.sdk.name': '@mastra/otel-exporter' },
      attributes: { 'mastra.span.type': 'model_inference' },
    },
    { release: '', kind: 'llm' },
  ],
  [
    'plain release',
    { resource: { 'service.version': '1.4.0' }, attributes: { 'gen_ai.operation.name': 'chat' } },
    { release: '1.4.0' },
  ],
  ['user email', { attributes: { 'gen_ai.operation.name': 'chat', 'user.email': 'a@b.c' } }, { userId: 'a@b.c' }],
  [
    'langsmith stop string',
    {
      scope: 'langsmith',
      attributes: { 'langsmith.span.kind': 'llm', 'gen_ai.response.finish_reasons': 'tool_calls' },
    },
    { finishReason: 'tool_call' },
  ],
  [
    'agent framework J',
    {
      scope: 'agent_framework',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.response.finish_reasons': '["stop"]',
        'gen_ai.conversation.id': 'resp_1',
      },
    },
    { finishReason: 'stop', sessionId: '' },
  ],
  [
    'pydantic conv',
    { scope: 'pydantic-ai', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.conversation.id': 'u' } },
    { sessionId: '' },
  ],
  [
    'lmnr assoc',
    {
      scope: 'lmnr.tracer',
      attributes: {
        'lmnr.span.type': 'LLM',
        'lmnr.association.properties.session_id': 's',
        'lmnr.association.properties.user_id': 'u',
        'lmnr.association.properties.tags': ['a'],
      },
    },
    { sessionId: 's', userId: 'u', tags: ['a'] },
  ],
  [
    'session order',
    { attributes: { 'gen_ai.conversation.id': 'c', 'ai.telemetry.metadata.sessionId': 't' } },
    { sessionId: 'c' },
  ],
  [
    'session meta',
    { attributes: { metadata: json({ thread_id: 't9' }), 'openinference.span.kind': 'CHAIN' } },
    { sessionId: 't9' },
  ],
  [
    'livekit speech',
    { scope: 'livekit-agents', name: 'llm_node', attributes: { 'gen_ai.request.model': 'm', 'lk.speech_id': 'x' } },
    { sessionId: '', kind: 'other' },
  ],
  ['success false', { attributes: { 'span.type': 'tool', success: false } }, { status: 'error' }],
  [
    'exception OK status',
    {
      status: 1,
      events: [{ name: 'exception', attributes: { 'exception.type': 'X', 'exception.message': 'm' } }],
      attributes: { 'gen_ai.operation.name': 'chat' },
    },
    { status: 'ok' },
  ],
  [
    'exception unset',
    {
      events: [{ name: 'exception', attributes: { 'exception.type': 'X', 'exception.message': 'm' } }],
      attributes: { 'gen_ai.operation.name': 'chat' },
    },
    { status: 'error', errorType: 'X', errorMessage: 'm' },
  ],
  [
    'op exception event',
    {
      events: [
        { name: 'gen_ai.client.operation.exception', attributes: { 'exception.type': 'X', 'exception.message': 'm' } },
      ],
      attributes: { 'gen_ai.operation.name': 'chat' },
    },
    { status: 'error', errorType: 'X', errorMessage: 'm' },
  ],
  [
    'tags comma',
    { scope: 'langsmith', attributes: { 'langsmith.span.kind': 'llm', 'langsmith.span.tags': 'a, b' } },
    { tags: ['a', 'b'] },
  ],
  [
    'name of langsmith',
    {
      scope: 'langsmith',
      name: 'x',
      attributes: { 'langsmith.span.kind': 'chain', 'langsmith.trace.name': 'RunnableSequence' },
    },
    { name: 'RunnableSequence' },
  ],
  [
    'name of traceloop',
    {
      scope: 'traceloop.tracer',
      name: 'joke.workflow',
      attributes: { 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'joke' },
    },
    { name: 'joke' },
  ],
  [
    'name of vercel OI',
    {
      scope: 'ai',
      name: 'ai.generateText my-fn',
      attributes: {
        'openinference.span.kind': 'AGENT',
        'ai.operationId': 'ai.generateText',
        'ai.telemetry.functionId': 'my-fn',
      },
    },
    { name: 'ai.generateText' },
  ],
  [
    'mastra session',
    {
      scope: '@mastra/otel-exporter',
      attributes: {
        'mastra.span.type': 'agent_run',
        'mastra.metadata.threadId': 't',
        'mastra.metadata.userId': 'u',
        'mastra.tags': '["x"]',
      },
    },
    { sessionId: 't', userId: 'u', tags: ['x'], kind: 'agent' },
  ],
  [
    'llm.invocation user',
    {
      attributes: { 'openinference.span.kind': 'LLM', 'llm.invocation_parameters': json({ user: 'u7', stream: true }) },
    },
    { userId: 'u7', isStream: true },
  ],
  [
    'http 500',
    { attributes: { 'gen_ai.operation.name': 'chat', 'http.response.status_code': 500 } },
    { status: 'error' },
  ],
  [
    'words of loggers for an error',
    {
      scope: 'langfuse-sdk',
      attributes: { 'langfuse.observation.type': 'tool', 'langfuse.observation.level': 'CRITICAL' },
    },
    { status: 'error' },
  ],
  [
    'a failure as Python writes it',
    { attributes: { 'gen_ai.operation.name': 'chat', success: 'False' } },
    { status: 'error' },
  ],
  [
    'ids that are numbers in metadata',
    { attributes: { 'openinference.span.kind': 'CHAIN', metadata: json({ session_id: 42, user_id: 7 }) } },
    { sessionId: '42', userId: '7' },
  ],
  [
    'a list as Python prints it',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.response.finish_reasons': "('tool_calls',)" } },
    { finishReason: 'tool_call' },
  ],
  [
    'a fine-tuned model',
    { attributes: { 'gen_ai.request.model': 'ft:gpt-4o-mini-2024-07-18:acme::x' } },
    { provider: 'openai' },
  ],
  [
    'an inference profile of Bedrock',
    {
      attributes: {
        'gen_ai.request.model':
          'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0',
      },
    },
    { provider: 'aws.bedrock' },
  ],
  [
    'a publisher of Vertex',
    { attributes: { 'gen_ai.request.model': 'publishers/anthropic/models/claude-sonnet-4@20250514' } },
    { provider: 'gcp.vertex_ai' },
  ],
  [
    'a search of a vector database without its hits',
    { name: 'pinecone.query', attributes: { 'db.system': 'pinecone', 'db.operation': 'query' } },
    { kind: 'retrieval' },
  ],
  [
    'a write to a vector database',
    { name: 'pinecone.upsert', attributes: { 'db.system': 'pinecone', 'db.operation': 'upsert' } },
    { kind: 'other' },
  ],
  [
    'a call that tells of itself in the event of its details, field by field',
    {
      attributes: { 'gen_ai.operation.name': 'chat' },
      events: [
        {
          name: 'gen_ai.client.inference.operation.details',
          attributes: { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.response.id': 'chatcmpl-123' },
        },
        {
          name: 'gen_ai.client.inference.operation.details',
          attributes: { 'gen_ai.usage.input_tokens': 120, 'gen_ai.usage.output_tokens': 25 },
        },
      ],
    },
    { model: 'gpt-4o', responseId: 'chatcmpl-123', tokens: { input_uncached: 120, output: 25 } },
  ],
])
