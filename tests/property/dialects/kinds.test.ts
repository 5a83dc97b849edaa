/** What a span is, out of single attributes: a row per source of the reference's table B1 that no capture covers. */
import { type FieldRow, testRows } from '../../support/dialects/rows.ts'

testRows([
  [
    'langfuse span with model is llm',
    {
      scope: 'langfuse-sdk',
      attributes: { 'langfuse.observation.type': 'span', 'langfuse.observation.model.name': 'gpt-4o' },
    },
    { kind: 'llm' },
  ],
  [
    'litellm acompletion',
    {
      scope: 'litellm',
      name: 'litellm_request',
      status: 2,
      attributes: { 'llm.request.type': 'acompletion', 'gen_ai.request.model': 'gpt-4o' },
    },
    { kind: 'llm' },
  ],
  [
    'embedding by model',
    {
      attributes: {
        'embedding.model_name': 'text-embedding-3-small',
        'embedding.embeddings.0.embedding.vector': [0.1, 0.2],
      },
    },
    { kind: 'embedding' },
  ],
  ['mcp', { attributes: { 'mcp.method.name': 'tools/call' } }, { kind: 'tool' }],
  ['mcp prompts', { attributes: { 'mcp.method.name': 'prompts/get' } }, { kind: 'other' }],
  [
    'traceloop tool',
    { scope: '@traceloop/sdk', attributes: { 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 'w' } },
    { kind: 'tool', toolName: 'w' },
  ],
  ['tokens+model', { attributes: { 'gen_ai.usage.input_tokens': 3, 'gen_ai.request.model': 'm' } }, { kind: 'llm' }],
  ['model alone', { attributes: { 'gen_ai.request.model': 'm' } }, { kind: 'other' }],
  [
    'AI SDK v7 agent step',
    { scope: 'gen_ai', attributes: { 'gen_ai.operation.name': 'agent_step' } },
    { kind: 'chain', dialect: 'ai-sdk' },
  ],
  [
    'agent name',
    { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.agent.name': 'A' } },
    { kind: 'llm', agentName: 'A' },
  ],
  [
    'ls retriever',
    { scope: 'langsmith', attributes: { 'langsmith.span.kind': 'retriever', 'gen_ai.operation.name': 'embeddings' } },
    { kind: 'retrieval' },
  ],
  [
    'db retrieval',
    {
      attributes: { 'db.system': 'chroma', 'db.operation': 'query' },
      events: [{ name: 'db.query.result', attributes: { 'db.query.result.id': '1', 'db.query.result.document': 'd' } }],
    },
    { kind: 'retrieval' },
  ],
  // What is around calls carries a model and sums; none of it is a call.
  ...(
    [
      ['framework', 'chain'],
      ['task', 'chain'],
      ['execute_task', 'chain'],
      ['orchestrate_tools', 'chain'],
      ['agent', 'agent'],
      ['run_agent', 'agent'],
      ['invoke_swarm', 'workflow'],
      ['invoke_graph', 'workflow'],
      ['tool', 'tool'],
    ] as const
  ).map(
    ([operation, kind]): FieldRow => [
      `operation ${operation}`,
      {
        attributes: { 'gen_ai.operation.name': operation, 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 3 },
      },
      { kind, ownCounts: 0 },
    ],
  ),
  ...(
    [
      ['chat_client', 'chain'],
      ['advisor', 'chain'],
      ['tool_call', 'tool'],
    ] as const
  ).map(
    ([word, kind]): FieldRow => [
      `Spring AI ${word}`,
      {
        attributes: {
          'gen_ai.operation.name': 'framework',
          'gen_ai.system': 'spring_ai',
          'spring.ai.kind': word,
          'spring.ai.chat.client.conversation.id': 'c1',
          'spring.ai.tool.definition.name': 'weather',
        },
      },
      { kind, provider: '', sessionId: 'c1', toolName: 'weather' },
    ],
  ),
  ['gen_ai.system_instructions', { attributes: { 'gen_ai.operation.name': 'plan' } }, { kind: 'chain' }],
])
