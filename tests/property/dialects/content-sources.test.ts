/** Where messages, documents and tools are read from: a row per source of the reference's part B3 that no capture covers. */
import { expect } from 'vitest'
import { testContent } from '../../support/dialects/rows.ts'
import { contentOfSpan, rowOf } from '../../support/dialects/span-of.ts'

const json = JSON.stringify

testContent([
  [
    'OI embedding texts',
    () =>
      contentOfSpan({
        attributes: {
          'openinference.span.kind': 'EMBEDDING',
          'embedding.embeddings.0.embedding.text': 'one',
          'embedding.embeddings.1.embedding.text': 'two',
        },
      }).input,
    ['one', 'two'],
  ],
  [
    'ai sdk embed',
    () =>
      contentOfSpan({
        scope: 'ai',
        attributes: { 'ai.operationId': 'ai.embedMany.doEmbed', 'ai.values': ['"one"', '"two"'] },
      }).input,
    ['one', 'two'],
  ],
  [
    'memory query',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'search_memory',
          'gen_ai.memory.query.text': 'q',
          'gen_ai.memory.records': json([{ id: '1', content: 'c', score: 0.5 }]),
        },
      }),
    expect.objectContaining({ input: 'q', documents: [{ id: '1', content: 'c', score: 0.5 }] }),
  ],
  [
    'retrieval query mlflow',
    () =>
      contentOfSpan({
        scope: 'mlflow',
        attributes: {
          'mlflow.spanType': '"RETRIEVER"',
          'mlflow.spanInputs': json({ query: 'q' }),
          'mlflow.spanOutputs': json([{ page_content: 'c', metadata: { doc_uri: 'u' }, id: null }]),
        },
      }).documents,
    [{ id: 'u', content: 'c', score: null, metadata: { doc_uri: 'u' } }],
  ],
  [
    'ai rerank',
    () =>
      contentOfSpan({
        scope: 'ai',
        attributes: {
          'ai.operationId': 'ai.rerank.doRerank',
          'ai.documents': ['"a"', '"b"'],
          'ai.ranking': [json({ index: 1, relevanceScore: 0.9 }), json({ index: 0, relevanceScore: 0.1 })],
          'ai.ranking.type': 'text',
        },
      }).documents,
    [
      { id: null, content: 'b', score: 0.9 },
      { id: null, content: 'a', score: 0.1 },
    ],
  ],
  [
    'gen_ai.prompt.name is no message',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.prompt.name': 'x',
          'gen_ai.prompt.0.role': 'user',
          'gen_ai.prompt.0.content': 'hi',
        },
      }).messages.length,
    1,
  ],
  [
    'openlit repeated system',
    () =>
      contentOfSpan({
        scope: 'openlit',
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.system_instructions': json([{ type: 'text', content: 'be' }]),
          'gen_ai.input.messages': json([
            { role: 'system', parts: [{ type: 'text', content: 'be' }] },
            { role: 'user', parts: [{ type: 'text', content: 'hi' }] },
          ]),
        },
      }).messages.map((m) => m.role),
    ['system', 'user'],
  ],
  [
    'mastra plain system',
    () =>
      contentOfSpan({
        scope: '@mastra/otel-exporter',
        attributes: {
          'mastra.span.type': 'model_inference',
          'gen_ai.system_instructions': 'be nice',
          'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }]),
        },
      }).messages.map((m) => m.role),
    ['system', 'user'],
  ],
  [
    'tool defs gemini',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.tool.definitions': json([
            { functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] },
          ]),
        },
      }).tools,
    [{ name: 'f', description: null, parameters: { type: 'object' } }],
  ],
  [
    'tool defs bedrock',
    () =>
      contentOfSpan({
        attributes: {
          'llm.invocation_parameters': json({
            toolConfig: { tools: [{ toolSpec: { name: 'f', inputSchema: { json: { type: 'object' } } } }] },
          }),
        },
      }).tools,
    [{ name: 'f', description: null, parameters: { type: 'object' } }],
  ],
  [
    'tool result claude',
    () =>
      contentOfSpan({
        scope: 'com.anthropic.claude_code.tracing',
        attributes: { 'span.type': 'tool', tool_name: 'Bash', full_command: 'ls', tool_use_id: 't' },
        events: [{ name: 'tool.output', attributes: { output: 'a b' } }],
      }).messages.flatMap((m) => m.parts),
    [
      { type: 'tool_call', id: 't', name: 'Bash', arguments: 'ls' },
      { type: 'tool_result', id: 't', name: null, result: 'a b' },
    ],
  ],
  [
    'v3 result',
    () =>
      contentOfSpan({
        scope: 'ai',
        attributes: { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.result.text': 'x' },
      }).messages[0]?.parts,
    [{ type: 'text', text: 'x' }],
  ],
  [
    'strands details',
    () =>
      contentOfSpan({
        scope: 'strands-agents',
        events: [
          {
            name: 'gen_ai.client.inference.operation.details',
            attributes: { 'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'q' }] }]) },
          },
          {
            name: 'gen_ai.client.inference.operation.details',
            attributes: {
              'gen_ai.output.messages': json([{ role: 'assistant', parts: [{ type: 'text', content: 'a' }] }]),
            },
          },
        ],
      }).messages.length,
    2,
  ],
  [
    'sk event content',
    () =>
      contentOfSpan({
        scope: 'Microsoft.SemanticKernel.X',
        events: [
          { name: 'gen_ai.user.message', attributes: { 'gen_ai.event.content': json({ role: 'user', content: 'q' }) } },
          {
            name: 'gen_ai.choice',
            attributes: {
              'gen_ai.event.content': json({
                index: 0,
                message: { role: 'assistant', content: 'a' },
                finish_reason: 'Stop',
              }),
            },
          },
        ],
      }).messages.map((m) => m.role),
    ['user', 'assistant'],
  ],
  [
    'content events',
    () =>
      contentOfSpan({
        events: [
          { name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': json([{ role: 'user', content: 'q' }]) } },
          {
            name: 'gen_ai.content.completion',
            attributes: { 'gen_ai.completion': json([{ role: 'assistant', content: 'a' }]) },
          },
        ],
      }).messages.map((m) => m.role),
    ['user', 'assistant'],
  ],
  [
    'livekit items',
    () =>
      contentOfSpan({
        scope: 'livekit-agents',
        name: 'llm_request',
        attributes: {
          'lk.pii.chat_ctx': json({
            items: [
              { type: 'message', role: 'user', content: ['hi'] },
              { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
              { type: 'function_call_output', call_id: 'c', output: 'r' },
            ],
          }),
          'lk.pii.response.text': 'yo',
        },
      }).messages.map((m) => [m.role, ...m.parts.map((q) => q.type)]),
    [
      ['user', 'text'],
      ['assistant', 'tool_call'],
      ['tool', 'tool_result'],
      ['assistant', 'text'],
    ],
  ],
  [
    'laminar',
    () =>
      contentOfSpan({
        scope: 'lmnr.tracer',
        attributes: {
          'lmnr.span.type': 'TOOL',
          'lmnr.span.input': json({ city: 'x' }),
          'lmnr.span.output': json('ok'),
        },
        name: 'weather',
      }).messages.flatMap((m) => m.parts),
    [
      { type: 'tool_call', id: null, name: 'weather', arguments: { city: 'x' } },
      { type: 'tool_result', id: null, name: null, result: 'ok' },
    ],
  ],
  [
    'preview',
    () => [
      rowOf({
        attributes: {
          'genkit:metadata:subtype': 'model',
          'genkit:input': json({ messages: [{ role: 'user', content: [{ text: 'hi' }] }] }),
        },
      }).inputPreview,
    ],
    ['hi'],
  ],
])
