/**
 * Which spans are the calls: a row per row and rule of the reference's tables B4c and E3. One call is one call on every
 * screen, whoever saw it, wherever its spans lie, and whichever came first; two calls with equal numbers stay two.
 */
import { expect, test } from 'vitest'
import { type Counted, countedOf, type Placed } from '../../support/dialects/counted.ts'
import {
  agent,
  anthropicClient,
  call,
  chain,
  chatAnthropic,
  chatOpenAi,
  failed,
  googleGenAi,
  googleGenAiTool,
  langfuse,
  langfuseBuckets,
  langfuseRaw,
  langSmith,
  liteLlm,
  mlflow,
  named,
  native,
  openAiClient,
  openInferenceGenAi,
  place,
  pydanticChat,
  rawLiteLlm,
  traceloopClaude,
  uncounted,
} from '../../support/dialects/seen-calls.ts'
import { openAi, openInference, otel } from '../../support/dialects/token-rows/sent.ts'

const OPENAI_CALL: Counted = [1, 120, 25]
const CLAUDE_CALL: Counted = [1, 120, 30]
const twice = ([calls, input, output]: Counted): Counted => [calls * 2, input * 2, output * 2]

const ROWS: readonly (readonly [string, readonly Placed[], Counted])[] = [
  // The Anthropic SDK traces itself.
  [
    'native in OpenInference’s client',
    [place(anthropicClient('msg_1111'), 'a/1'), place(native('msg_1111'), 'a/2<1', 1)],
    CLAUDE_CALL,
  ],
  ['native in pydantic-ai’s chat', [place(pydanticChat, 'a/1'), place(native('msg_1111'), 'a/2<1', 1)], CLAUDE_CALL],
  [
    'native in a Langfuse generation that counts the fresh part only',
    [place(langfuse({ input: 40, output: 30 }), 'a/1'), place(native('msg_1111'), 'a/2<1', 1)],
    CLAUDE_CALL,
  ],
  [
    'native beside OpenLLMetry’s client',
    [
      place(chain('app'), 'a/9'),
      place(traceloopClaude(30, 'msg_1111'), 'a/1<9', 1),
      place(native('msg_1111'), 'a/2<9', 2),
    ],
    CLAUDE_CALL,
  ],
  [
    'native beside OpenLLMetry’s stream, which is one too high',
    [
      place(chain('app'), 'a/9'),
      place(traceloopClaude(31, 'msg_1111'), 'a/1<9', 1),
      place(native('msg_1111'), 'a/2<9', 2),
    ],
    CLAUDE_CALL,
  ],
  [
    'native beside OpenLLMetry’s client, both failed',
    [place(chain('app'), 'a/9'), place(failed(traceloopClaude(30)), 'a/1<9', 1), place(failed(native('')), 'a/2<9', 2)],
    [1, 0, 0],
  ],
  [
    'native beside ChatAnthropic of OpenLLMetry',
    [
      place(chain('app'), 'a/9'),
      place({ ...traceloopClaude(30, 'msg_1111'), scope: 'opentelemetry.instrumentation.langchain' }, 'a/1<9', 1),
      place(native('msg_1111'), 'a/2<9', 2),
    ],
    CLAUDE_CALL,
  ],
  [
    'native as a trace of its own, beside OpenInference langchain',
    [place(chatAnthropic('msg_1111'), 'a/1'), place(native('msg_1111'), 'b/2', 1)],
    CLAUDE_CALL,
  ],
  ['… beside LangSmith', [place(langSmith('msg_1111'), 'a/1'), place(native('msg_1111'), 'b/2', 1)], CLAUDE_CALL],
  [
    '… beside OpenLLMetry without a parent',
    [place(traceloopClaude(30, 'msg_1111'), 'a/1'), place(native('msg_1111'), 'b/2', 1)],
    CLAUDE_CALL,
  ],
  [
    'LangChain, client and native: three traces',
    [
      place(chatAnthropic('msg_1111'), 'a/1'),
      place(anthropicClient('msg_1111'), 'b/2', 1),
      place(native('msg_1111'), 'c/3', 2),
    ],
    CLAUDE_CALL,
  ],
  [
    'LangChain, client and native: nested',
    [
      place(chatAnthropic('msg_1111'), 'a/1'),
      place(anthropicClient('msg_1111'), 'a/2<1', 1),
      place(native('msg_1111'), 'a/3<2', 2),
    ],
    CLAUDE_CALL,
  ],
  // Two instrumentations of other vendors.
  [
    'OpenInference langchain, and its client as a trace of its own',
    [
      place(chain('openinference.instrumentation.langchain'), 'a/9'),
      place(chatOpenAi('chatcmpl-1111'), 'a/1<9', 1),
      place(openAiClient('chatcmpl-1111'), 'b/2', 2),
    ],
    OPENAI_CALL,
  ],
  [
    'OpenInference llama-index without an id, and its client inside',
    [
      place({ ...named('OpenAI.chat'), attributes: openInference(120, 25) }, 'a/1'),
      place(openAiClient('chatcmpl-1111'), 'a/2<1', 1),
    ],
    OPENAI_CALL,
  ],
  [
    'OpenInference openai-agents, and its client inside',
    [
      place(
        { ...openAiClient('resp_1111'), name: 'response', scope: 'openinference.instrumentation.openai_agents' },
        'a/1',
      ),
      place(openAiClient('resp_1111'), 'a/2<1', 1),
    ],
    OPENAI_CALL,
  ],
  [
    'Logfire’s client in pydantic-ai’s chat',
    [
      place(call('pydantic-ai'), 'a/1'),
      place({ ...call('logfire.openai'), name: 'Chat Completion with {request_data[model]!r}' }, 'a/2<1', 1),
    ],
    OPENAI_CALL,
  ],
  [
    'LiteLLM, and its dump inside',
    [place(liteLlm, 'a/1'), place(rawLiteLlm('chatcmpl-other'), 'a/2<1', 1)],
    OPENAI_CALL,
  ],
  [
    'LiteLLM’s callback on the application’s span: the second call has its dump only',
    [
      place(
        { ...call('app'), name: 'handle_request', attributes: { ...openAi, 'gen_ai.response.id': 'chatcmpl-1111' } },
        'a/1',
      ),
      place(rawLiteLlm('chatcmpl-1111'), 'a/2<1', 1),
      place(rawLiteLlm('chatcmpl-2222'), 'a/3<1', 1, 500),
    ],
    twice(OPENAI_CALL),
  ],
  [
    'Langfuse’s handler around its wrapper',
    [place(langfuseBuckets, 'a/1'), place(langfuseRaw, 'a/2<1', 1)],
    OPENAI_CALL,
  ],
  [
    'MLflow’s langchain around its openai',
    [place(mlflow('ChatOpenAI'), 'a/1'), place(mlflow('Completions'), 'a/2<1', 1)],
    OPENAI_CALL,
  ],
  ['OpenLLMetry suppresses its client', [place(call('opentelemetry.instrumentation.langchain'), 'a/1')], OPENAI_CALL],
  // Sums above calls.
  ...['pydantic-ai', 'agent_framework', 'strands.telemetry.tracer', 'gen_ai'].map((scope): (typeof ROWS)[number] => [
    `an agent of ${scope} has the sum of its calls, or a running total`,
    [place(agent(scope, 313, 66), 'a/9'), place(call(scope), 'a/1<9', 1), place(call(scope), 'a/2<9', 1, 1000)],
    twice(OPENAI_CALL),
  ]),
  [
    'no call says anything: the topmost total stands for them',
    [
      place(agent('x', 240, 50), 'a/8'),
      place(agent('x', 240, 50), 'a/9<8', 1),
      place(uncounted(call('x')), 'a/1<9', 2),
    ],
    [1, 240, 50],
  ],
  // Rules 3 to 6 of E3.
  [
    'equal numbers, other ids: two calls',
    [place(native('msg_1111'), 'a/1'), place(native('msg_2222'), 'b/1', 0, 20)],
    twice(CLAUDE_CALL),
  ],
  [
    'equal numbers, one after the other, no ids: two calls',
    [place(call('app'), 'a/1<9'), place(call('app'), 'a/2<9', 0, 2000)],
    twice(OPENAI_CALL),
  ],
  [
    'names only, with a call inside: wrappers',
    [
      place(named('OpenAI.predict'), 'a/1'),
      place(named('OpenAI._prepare_chat_with_tools'), 'a/2<1', 1),
      place(named('OpenAI.chat'), 'a/3<1', 1),
      place(openAiClient('chatcmpl-1111'), 'a/4<3', 2),
    ],
    OPENAI_CALL,
  ],
  [
    'DSPy’s LM over LiteLLM: a wrapper',
    [
      place({ ...named('LM.__call__'), scope: 'openinference.instrumentation.dspy' }, 'a/1'),
      place({ ...openAiClient('chatcmpl-1111'), scope: 'openinference.instrumentation.litellm' }, 'a/2<1', 1),
    ],
    OPENAI_CALL,
  ],
  ['a name only, and no call inside: a call with unknown tokens', [place(named('OpenAI.chat'), 'a/1')], [1, 0, 0]],
  [
    'one embedding, seen at two depths',
    [
      place({ ...named('OpenAIEmbedding.get_query_embedding', 'EMBEDDING') }, 'a/1'),
      place({ ...named('OpenAIEmbedding._get_query_embedding', 'EMBEDDING') }, 'a/2<1', 1),
    ],
    [1, 0, 0],
  ],
  [
    'an embedding of the AI SDK v7, twice with one operation',
    [
      place({ scope: 'gen_ai', attributes: { 'gen_ai.operation.name': 'embeddings' } }, 'a/1'),
      place({ scope: 'gen_ai', attributes: { 'gen_ai.operation.name': 'embeddings', ...otel(7, 0) } }, 'a/2<1', 1),
    ],
    [1, 7, 0],
  ],
  [
    'an agent in a tool of a call is calls of its own',
    [
      place(call('app'), 'a/1'),
      place(
        { scope: 'app', attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 't' } },
        'a/2<1',
        1,
      ),
      place(call('app'), 'a/3<2', 2),
    ],
    twice(OPENAI_CALL),
  ],
  [
    'google-genai that ran a tool by itself: the counts of the last request are no sum',
    [place(googleGenAi, 'a/1'), place(googleGenAiTool, 'a/2<1', 1)],
    [1, 0, 0],
  ],
  [
    'google-genai, and a tool of the program beside it',
    [place(chain('app'), 'a/9'), place(googleGenAi, 'a/1<9', 1), place(googleGenAiTool, 'a/2<9', 2)],
    OPENAI_CALL,
  ],
  [
    'google-genai that says in its answer that it ran a tool',
    [place(openInferenceGenAi([{ parts: [{ text: 'x' }] }]), 'a/1')],
    [1, 0, 0],
  ],
  ['… or that it ran none', [place(openInferenceGenAi([]), 'a/1')], OPENAI_CALL],
  // B4c.
  [
    'LiveKit’s request around its run',
    [
      place({ ...call('livekit-agents'), name: 'llm_request' }, 'a/1'),
      place({ scope: 'livekit-agents', name: 'llm_request_run', attributes: {} }, 'a/2<1', 1),
    ],
    OPENAI_CALL,
  ],
  ...['strands-agents', 'agent_framework', '@mastra/otel-exporter'].map((scope): (typeof ROWS)[number] => [
    `${scope}’s chat around the client’s`,
    [
      place({ ...call(scope), attributes: { ...openAi, 'mastra.span.type': 'model_inference' } }, 'a/1'),
      place(
        {
          ...call('opentelemetry.instrumentation.openai.v1'),
          attributes: { ...openAi, 'gen_ai.response.id': 'chatcmpl-1' },
        },
        'a/2<1',
        1,
      ),
    ],
    OPENAI_CALL,
  ]),
]

test.each(ROWS)('%s', (_, spans, expected) => {
  expect(countedOf(spans)).toEqual(expected)
  expect(countedOf([...spans].reverse())).toEqual(expected)
})
