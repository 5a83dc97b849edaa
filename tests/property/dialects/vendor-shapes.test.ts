/** Shapes of requests and answers that no capture has: other vendors', older APIs', and those of SDKs with words of their own. */
import { testContent } from '../../support/dialects/rows.ts'
import { contentOfSpan, type Plain } from '../../support/dialects/span-of.ts'

const json = JSON.stringify

/** Who said what, and by which kind of part. */
function spoken(attributes: Readonly<Record<string, Plain>>, scope = 'test'): unknown[] {
  return contentOfSpan({ scope, attributes }).messages.map(({ role, parts }) => [role, ...parts.map(brief)])
}

function brief(part: { readonly type: string }): unknown {
  if ('text' in part) return part.type === 'text' ? part.text : `${part.type}: ${String(part.text)}`
  if (part.type === 'tool_call' && 'name' in part && 'arguments' in part) return [part.name, part.arguments]
  return part.type
}

const asked = (input: unknown, output?: unknown): Readonly<Record<string, Plain>> => ({
  'openinference.span.kind': 'LLM',
  'input.value': json(input),
  ...(output === undefined ? {} : { 'output.value': json(output) }),
})

testContent([
  [
    "OpenAI's custom tools",
    () =>
      spoken(
        asked('q', {
          choices: [
            {
              message: {
                role: 'assistant',
                tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'sql', input: 'select 1' } }],
              },
            },
          ],
        }),
      ),
    [
      ['user', 'q'],
      ['assistant', ['sql', 'select 1']],
    ],
  ],
  [
    'an image that a model drew is media, not the result of a tool',
    () =>
      spoken(asked('q', { object: 'response', output: [{ type: 'image_generation_call', id: 'i', result: 'QUJD' }] })),
    [
      ['user', 'q'],
      ['assistant', 'image'],
    ],
  ],
  [
    'a command of LangGraph',
    () =>
      spoken({
        'openinference.span.kind': 'CHAIN',
        'input.value': 'q',
        'output.value': json([
          { graph: null, update: { messages: [{ type: 'ai', data: { content: 'It rains.' } }] }, goto: [] },
        ]),
      }),
    [
      ['user', 'q'],
      ['assistant', 'It rains.'],
    ],
  ],
  [
    'a role that nobody knows is that of its side',
    () => spoken({ 'gen_ai.completion.0.role': 'unknown', 'gen_ai.completion.0.content': 'It rains.' }),
    [['assistant', 'It rains.']],
  ],
  [
    'what smolagents calls the turns of a tool',
    () =>
      spoken({
        'openinference.span.kind': 'LLM',
        'llm.input_messages.0.message.role': 'tool-call',
        'llm.input_messages.0.message.content': 'Calling tools',
        'llm.input_messages.1.message.role': 'tool-response',
        'llm.input_messages.1.message.contents.0.message_content.type': 'text',
        'llm.input_messages.1.message.contents.0.message_content.text': 'rain',
      }),
    [
      ['assistant', 'Calling tools'],
      ['tool', 'tool_result'],
    ],
  ],
  [
    "Cohere's first chat",
    () =>
      spoken(
        asked(
          {
            preamble: 's',
            chat_history: [
              { role: 'USER', message: 'a' },
              { role: 'CHATBOT', message: 'b' },
            ],
            message: 'c',
          },
          { text: 'd' },
        ),
      ),
    [
      ['system', 's'],
      ['user', 'a'],
      ['assistant', 'b'],
      ['user', 'c'],
      ['assistant', 'd'],
    ],
  ],
  [
    "Ollama's images and thoughts",
    () =>
      spoken(
        asked(
          { messages: [{ role: 'user', content: 'q', images: ['QUJD'] }] },
          { message: { role: 'assistant', content: 'a', thinking: 't' } },
        ),
      ),
    [
      ['user', 'q', 'image'],
      ['assistant', 'reasoning: t', 'a'],
    ],
  ],
  [
    'parameters beside messages are no message of LangChain',
    () => spoken(asked({ prompt: null, messages: [{ role: 'user', content: 'q' }], kwargs: {} }, ['a'])),
    [
      ['user', 'q'],
      ['assistant', 'a'],
    ],
  ],
  [
    'completion models on Bedrock',
    () => spoken(asked({ inputText: 'q' }, { results: [{ outputText: 'a', completionReason: 'FINISH' }] })),
    [
      ['user', 'q'],
      ['assistant', 'a'],
    ],
  ],
  [
    "Llama's on Bedrock",
    () => spoken(asked({ prompt: 'q' }, { generation: 'a' })),
    [
      ['user', 'q'],
      ['assistant', 'a'],
    ],
  ],
  [
    "Logfire's stream",
    () =>
      spoken(
        {
          request_data: json({ messages: [{ role: 'user', content: 'q' }] }),
          response_data: json({ combined_chunk_content: 'a', chunk_count: 3 }),
        },
        'logfire.openai',
      ),
    [
      ['user', 'q'],
      ['assistant', 'a'],
    ],
  ],
  [
    "OpenRouter's broadcast",
    () =>
      spoken({
        'gen_ai.prompt': json({ messages: [{ role: 'user', content: 'q' }] }),
        'gen_ai.completion': json({ completion: 'a', reasoning: 'r' }),
      }),
    [
      ['user', 'q'],
      ['assistant', 'reasoning: r', 'a'],
    ],
  ],
  [
    "Mastra's chunks of calls",
    () =>
      spoken(
        {
          'mastra.span.type': 'model_step',
          'mastra.model_step.output': json({
            text: 'a',
            toolCalls: [{ type: 'tool-call', payload: { toolCallId: 'c', toolName: 'f', args: { x: 1 } } }],
          }),
        },
        '@mastra/otel-exporter',
      ),
    [['assistant', 'a', ['f', { x: 1 }]]],
  ],
  [
    "Sentry's conversation, answer and tools",
    () => {
      const attributes = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.messages': json([{ role: 'user', content: 'q' }]),
        'gen_ai.response.text': json(['a']),
        'gen_ai.response.tool_calls': json([{ id: 'c', name: 'f', type: 'function_call', arguments: '{"x":1}' }]),
        'gen_ai.request.available_tools': json([{ name: 'f', type: 'function' }]),
      }
      return [spoken(attributes), contentOfSpan({ attributes }).tools.map((tool) => tool.name)]
    },
    [
      [
        ['user', 'q'],
        ['assistant', 'a', ['f', { x: 1 }]],
      ],
      ['f'],
    ],
  ],
  [
    "Sentry's tool",
    () =>
      spoken({
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'f',
        'gen_ai.tool.input': '{"x":1}',
        'gen_ai.tool.output': '2',
      }),
    [
      ['assistant', ['f', { x: 1 }]],
      ['tool', 'tool_result'],
    ],
  ],
  [
    "LangSmith's arguments in the text of a text",
    () =>
      spoken(
        {
          'langsmith.span.kind': 'tool',
          'gen_ai.tool.name': 'f',
          'gen_ai.prompt': json({ input: "{'city': 'Paris'}" }),
        },
        'langsmith',
      ),
    [['assistant', ['f', { city: 'Paris' }]]],
  ],
  [
    'whatever else a document of OpenTelemetry says',
    () =>
      contentOfSpan({
        attributes: {
          'gen_ai.operation.name': 'retrieval',
          'gen_ai.retrieval.documents': [{ id: 'a', score: 0.5, title: 'T' }],
        },
      }).documents,
    [{ id: 'a', content: null, score: 0.5, metadata: { title: 'T' } }],
  ],
])
