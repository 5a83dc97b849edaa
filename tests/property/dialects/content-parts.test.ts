/** Parts and roles of messages in every vendor's shape: a row per shape of the reference's part B3. */
import { expect } from 'vitest'
import { testContent } from '../../support/dialects/rows.ts'
import { contentOfSpan } from '../../support/dialects/span-of.ts'

const json = JSON.stringify

testContent([
  [
    'OI audio',
    () =>
      contentOfSpan({
        attributes: {
          'openinference.span.kind': 'LLM',
          'llm.input_messages.0.message.role': 'user',
          'llm.input_messages.0.message.contents.0.message_content.type': 'audio',
          'llm.input_messages.0.message.contents.0.message_content.audio.audio.url': 'https://x/a.wav',
          'llm.input_messages.0.message.contents.1.message_content.type': 'video',
          'llm.input_messages.0.message.contents.1.message_content.video.video.url': 'https://x/a.mp4',
        },
      }).messages[0]?.parts,
    [
      { type: 'audio', media_type: null, uri: 'https://x/a.wav' },
      { type: 'video', media_type: null, uri: 'https://x/a.mp4' },
    ],
  ],
  [
    'OI reasoning',
    () =>
      contentOfSpan({
        attributes: {
          'openinference.span.kind': 'LLM',
          'llm.output_messages.0.message.role': 'assistant',
          'llm.output_messages.0.message.contents.0.message_content.type': 'reasoning',
          'llm.output_messages.0.message.contents.0.message_content.text': 'hm',
          'llm.output_messages.0.message.contents.1.message_content.type': 'output_text',
          'llm.output_messages.0.message.contents.1.message_content.text': 'a',
        },
      }).messages[0]?.parts,
    [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'a' },
    ],
  ],
  [
    'OTel parts',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.input.messages': json([
            {
              role: 'user',
              parts: [
                { type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'https://x' },
                { type: 'file', modality: 'document', mime_type: 'application/pdf', file_id: 'f1' },
                { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'AAAA', transcript: 'hi' },
              ],
            },
            {
              role: 'assistant',
              parts: [
                { type: 'server_tool_call', id: 's', name: 'web', server_tool_call: { type: 'web_search', q: 1 } },
              ],
            },
            { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'r' }] },
          ]),
        },
      }).messages.map((m) => m.parts),
    [
      [
        { type: 'image', media_type: 'image/png', uri: 'https://x' },
        expect.objectContaining({ type: 'file', file_id: 'f1', media_type: 'application/pdf' }),
        { type: 'audio', media_type: 'audio/wav', data: 'AAAA', transcript: 'hi' },
      ],
      [{ type: 'tool_call', id: 's', name: 'web', arguments: { type: 'web_search', q: 1 } }],
      [{ type: 'tool_result', id: 'c', name: null, result: 'r' }],
    ],
  ],
  [
    'video modality',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.input.messages': json([
            { role: 'user', parts: [{ type: 'blob', modality: 'document', mime_type: 'image/png', content: 'AAAA' }] },
          ]),
        },
      }).messages[0]?.parts[0]?.type,
    'image',
  ],
  [
    'tool args double',
    () =>
      contentOfSpan({
        scope: 'ai',
        attributes: {
          'openinference.span.kind': 'LLM',
          'llm.output_messages.0.message.role': 'assistant',
          'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'f',
          'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': json(json({ a: 1 })),
          'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'c',
        },
      }).messages[0]?.parts,
    [{ type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } }],
  ],
  [
    'numeric order',
    () =>
      contentOfSpan({
        attributes: {
          'openinference.span.kind': 'LLM',
          ...Object.fromEntries(
            Array.from({ length: 12 }, (_, i) => [`llm.input_messages.${i}.message.content`, `m${i}`]),
          ),
        },
      }).messages.map((m) => (m.parts[0] as { text: string }).text),
    Array.from({ length: 12 }, (_, i) => `m${i}`),
  ],
  [
    'genkit',
    () =>
      contentOfSpan({
        scope: 'genkit-tracer',
        attributes: {
          'genkit:metadata:subtype': 'model',
          'genkit:input': json({
            messages: [
              { role: 'system', content: [{ text: 'be' }] },
              {
                role: 'user',
                content: [{ text: 'hi' }, { media: { url: 'https://x/i.png', contentType: 'image/png' } }],
              },
              { role: 'model', content: [{ toolRequest: { ref: 'r', name: 'f', input: { a: 1 } } }] },
              { role: 'tool', content: [{ toolResponse: { ref: 'r', name: 'f', output: { b: 2 } } }] },
            ],
          }),
          'genkit:output': json({
            message: { role: 'model', content: [{ reasoning: 'hm' }, { text: 'yo' }] },
            finishReason: 'stop',
          }),
        },
      }).messages.map((m) => [m.role, m.parts]),
    [
      ['system', [{ type: 'text', text: 'be' }]],
      [
        'user',
        [
          { type: 'text', text: 'hi' },
          { type: 'image', media_type: 'image/png', uri: 'https://x/i.png' },
        ],
      ],
      ['assistant', [{ type: 'tool_call', id: 'r', name: 'f', arguments: { a: 1 } }]],
      ['tool', [{ type: 'tool_result', id: 'r', name: 'f', result: { b: 2 } }]],
      [
        'assistant',
        [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'yo' },
        ],
      ],
    ],
  ],
  [
    'anthropic',
    () =>
      contentOfSpan({
        attributes: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.input': json([
            {
              role: 'user',
              content: [
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
                { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'r' }] },
              ],
            },
          ]),
          'langfuse.observation.output': json({
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'hm', signature: 's' },
              { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
            ],
          }),
        },
      }).messages.map((m) => m.parts.map((q) => q.type)),
    [
      ['image', 'tool_result'],
      ['reasoning', 'tool_call'],
    ],
  ],
  [
    'bedrock',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'input.value': json({
            messages: [
              {
                role: 'user',
                content: [
                  { text: 'hi' },
                  { toolResult: { toolUseId: 't', content: [{ json: { a: 1 } }], status: 'error' } },
                ],
              },
            ],
          }),
          'output.value': json({
            output: {
              message: {
                role: 'assistant',
                content: [
                  { toolUse: { toolUseId: 't', name: 'f', input: {} } },
                  { reasoningContent: { reasoningText: { text: 'hm' } } },
                ],
              },
            },
          }),
        },
      }).messages.map((m) => m.parts.map((q) => q.type)),
    [
      ['text', 'tool_result'],
      ['tool_call', 'reasoning'],
    ],
  ],
  [
    'gemini',
    () =>
      contentOfSpan({
        scope: 'gcp.vertex.agent',
        attributes: {
          'gcp.vertex.agent.llm_request': json({
            contents: [
              {
                role: 'user',
                parts: [
                  { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
                  { fileData: { mimeType: 'application/pdf', fileUri: 'gs://x' } },
                  { functionResponse: { name: 'f', response: { a: 1 } } },
                ],
              },
            ],
            config: { system_instruction: 'be' },
          }),
          'gcp.vertex.agent.llm_response': json({
            content: {
              role: 'model',
              parts: [{ text: 't', thought: true }, { functionCall: { name: 'f', args: {} } }],
            },
          }),
        },
      }).messages.map((m) => [m.role, ...m.parts.map((q) => q.type)]),
    [
      ['system', 'text'],
      ['user', 'image', 'file', 'tool_result'],
      ['assistant', 'reasoning', 'tool_call'],
    ],
  ],
  [
    'langchain lc',
    () =>
      contentOfSpan({
        attributes: {
          'openinference.span.kind': 'LLM',
          'input.value': json({
            messages: [
              [
                { lc: 1, type: 'constructor', id: ['langchain', 'schema', 'SystemMessage'], kwargs: { content: 'be' } },
                { lc: 1, type: 'constructor', id: ['x', 'HumanMessage'], kwargs: { content: 'hi' } },
              ],
            ],
          }),
        },
      }).messages.map((m) => m.role),
    ['system', 'user'],
  ],
  [
    'refusal openai',
    () =>
      contentOfSpan({
        attributes: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.output': json({ role: 'assistant', content: null, refusal: 'no' }),
        },
      }).messages[0]?.parts,
    [{ type: 'refusal', text: 'no' }],
  ],
  [
    'responses output',
    () =>
      contentOfSpan({
        attributes: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.output': json([
            { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
            { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
            { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' },
          ]),
        },
      }).messages.flatMap((m) => m.parts.map((q) => q.type)),
    ['reasoning', 'text', 'tool_call'],
  ],
  [
    'unicode once',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'input.value': '{"messages":[{"role":"user","content":"\\u0633\\u0644\\u0627\\u0645"}]}',
        },
      }).messages[0]?.parts,
    [{ type: 'text', text: 'سلام' }],
  ],
  [
    'truncated',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"te',
        },
      }).messages[0]?.parts,
    [{ type: 'text', text: '[{"role":"user","parts":[{"type":"te', truncated: true }],
  ],
  [
    'compaction',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.input.messages': json([
            { role: 'assistant', parts: [{ type: 'compaction', id: '1', content: 'summary' }] },
          ]),
        },
      }).messages[0]?.parts[0]?.type,
    'other',
  ],
  [
    'customer bot',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.input.messages': json([
            { role: 'customer', content: 'a' },
            { role: 'bot', content: 'b' },
            { role: 'developer', content: 'c' },
            { role: 'function', name: 'f', content: 'd' },
          ]),
        },
      }).messages.map((m) => m.role),
    ['user', 'assistant', 'system', 'tool'],
  ],
])
