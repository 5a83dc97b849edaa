/** Bedrock's `InvokeModel` and its stream, in the protocols of the models behind it. */
import { describe, expect, it } from 'vitest'
import { recordEachTest } from '../../src/testing/record-each-test.ts'
import { drain, expectSame } from '../parity.ts'
import * as scripts from '../scripts.ts'
import { eventStream, loadBedrock } from './bedrock-response.ts'

const spans = recordEachTest()
const ours = () => spans.all().filter((span) => span.instrumentationScope.name === '@vitrine/sdk')

const TEXT = { type: 'text', content: 'سلام 🙂' }
const METRICS = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 21, outputTokenCount: 9 } }
const messages = [{ role: 'user', content: 'سلام' }]
const bodyOf = (script: { readonly body: unknown }) => JSON.parse(String(script.body))
/** The events of a script whose stream is server-sent. */
const dataOf = (script: { readonly body: unknown }) =>
  [...String(script.body).matchAll(/^data: ({.*})$/gm)].map(([, data]) => JSON.parse(data ?? ''))

interface Row {
  readonly model: string
  readonly body: object
  readonly answer: object
  readonly events: readonly object[]
  readonly told: object
  readonly asked?: object
  readonly parts: readonly object[]
}

const counted = { 'gen_ai.usage.input_tokens': 21, 'gen_ai.usage.output_tokens': 9 }
const THOUGHT = { type: 'reasoning', content: 'hmm' }
const call = (id: string) => ({ type: 'tool_call', id, name: 'get_weather', arguments: { city: 'تهران' } })
const asConverse = bodyOf(scripts.bedrockConverse)

const ROWS: readonly Row[] = [
  {
    model: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
    body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 50, messages },
    answer: bodyOf(scripts.anthropicMessage),
    events: dataOf(scripts.anthropicStream),
    told: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.max_tokens': 50,
      'gen_ai.usage.input_tokens': 35,
      'gen_ai.usage.output_tokens': 33,
      'gen_ai.usage.cache_read.input_tokens': 20,
    },
    parts: [THOUGHT, TEXT, call('toolu_1')],
  },
  {
    model: 'eu.amazon.nova-pro-v1:0',
    body: {
      schemaVersion: 'messages-v1',
      messages: [{ role: 'user', content: [{ text: 'سلام' }] }],
      inferenceConfig: { maxTokens: 50 },
    },
    answer: {
      ...asConverse,
      usage: { inputTokens: 13, outputTokens: 9, cacheReadInputTokenCount: 8, totalTokens: 30 },
    },
    events: [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'hmm' } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { text: 'سلام' } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { text: ' 🙂' } } },
      { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't1', name: 'get_weather' } } } },
      { contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: '{"city":"تهران"}' } } } },
      { messageStop: { stopReason: 'tool_use' } },
      { metadata: { usage: { inputTokens: 13, outputTokens: 9, cacheReadInputTokenCount: 8, totalTokens: 30 } } },
    ],
    told: { ...counted, 'gen_ai.request.max_tokens': 50, 'gen_ai.usage.cache_read.input_tokens': 8 },
    parts: [THOUGHT, TEXT, call('t1')],
  },
  {
    model: 'openai.gpt-oss-120b-1:0',
    body: { messages, max_tokens: 50 },
    answer: bodyOf(scripts.openaiTools),
    events: [
      ...dataOf(scripts.openaiChatStream).filter(({ choices }) => choices.length > 0),
      { choices: [], ...METRICS },
    ],
    told: { ...counted, 'gen_ai.request.max_tokens': 50, 'gen_ai.response.finish_reasons': ['tool_calls'] },
    parts: [call('call_1')],
  },
  {
    model: 'meta.llama3-1-70b-instruct-v1:0',
    body: { prompt: 'سلام', max_gen_len: 50 },
    answer: { generation: 'سلام 🙂', prompt_token_count: 21, generation_token_count: 9, stop_reason: 'stop' },
    events: [
      { generation: 'سلام', prompt_token_count: 21, generation_token_count: 1, stop_reason: null },
      { generation: ' 🙂', prompt_token_count: null, generation_token_count: 9, stop_reason: 'stop', ...METRICS },
    ],
    told: { ...counted, 'gen_ai.request.max_tokens': 50, 'gen_ai.response.finish_reasons': ['stop'] },
    parts: [TEXT],
  },
  {
    model: 'amazon.titan-text-express-v1',
    body: { inputText: 'سلام', textGenerationConfig: { maxTokenCount: 50 } },
    answer: {
      inputTextTokenCount: 21,
      results: [{ tokenCount: 9, outputText: 'سلام 🙂', completionReason: 'FINISH' }],
    },
    events: [
      {
        outputText: 'سلام',
        index: 0,
        totalOutputTextTokenCount: null,
        completionReason: null,
        inputTextTokenCount: 21,
      },
      {
        outputText: ' 🙂',
        index: 0,
        totalOutputTextTokenCount: 9,
        completionReason: 'FINISH',
        inputTextTokenCount: 21,
        ...METRICS,
      },
    ],
    told: { ...counted, 'gen_ai.request.max_tokens': 50, 'gen_ai.response.finish_reasons': ['FINISH'] },
    parts: [TEXT],
  },
  {
    model: 'mistral.mistral-7b-instruct-v0:2',
    body: { prompt: 'سلام', max_tokens: 50 },
    // It tells no counts of its own.
    answer: { outputs: [{ text: 'سلام 🙂', stop_reason: 'stop' }] },
    events: [
      { outputs: [{ text: 'سلام', stop_reason: null }] },
      { outputs: [{ text: ' 🙂', stop_reason: 'stop' }], ...METRICS },
    ],
    told: { 'gen_ai.request.max_tokens': 50, 'gen_ai.response.finish_reasons': ['stop'] },
    parts: [TEXT],
  },
]

const any = (value: unknown) => value as never
const output = () => JSON.parse(String(ours().at(-1)?.attributes['gen_ai.output.messages']))[0].parts
const input = () => JSON.parse(String(ours().at(-1)?.attributes['gen_ai.input.messages']))

describe.each(ROWS)('$model behind InvokeModel', ({ model, body, answer, events, told, parts }) => {
  const asked = { modelId: model, contentType: 'application/json', body: JSON.stringify(body) }

  it('answers the same, told to the token', async () => {
    const { sdk, client } = loadBedrock()
    const use = async (c: object) => {
      const { body: said } = await any(c).send(new sdk.InvokeModelCommand(asked))
      return Buffer.from(said).toString('utf8')
    }
    await expectSame({ client, script: scripts.json(answer), use })
    expect(ours()).toHaveLength(2)
    expect(ours()[0]?.attributes).toMatchObject({
      'gen_ai.provider.name': 'aws.bedrock',
      'gen_ai.request.model': model,
    })
    expect(ours()[0]?.attributes).toMatchObject(told)
    expect(input()).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'سلام' }] }])
    expect(output()).toEqual(parts)
  })

  it('streams the same, told to the token', async () => {
    const { sdk, client } = loadBedrock()
    const script = eventStream(
      events.map((event) => ['chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64') }]),
    )
    const use = async (c: object) =>
      drain(any(any(await any(c).send(new sdk.InvokeModelWithResponseStreamCommand(asked))).body))
    await expectSame({ client, script, use })
    expect(ours()).toHaveLength(2)
    expect(ours()[0]?.attributes).toMatchObject({ ...counted, ...told, 'gen_ai.request.stream': true })
    expect(output()).toEqual(expect.arrayContaining([...parts]))
  })
})

it('an embedding behind InvokeModel is one, with its tokens', async () => {
  const { sdk, client } = loadBedrock()
  const asked = { modelId: 'amazon.titan-embed-text-v2:0', body: JSON.stringify({ inputText: 'سلام' }) }
  const use = async (c: object) => Object.keys(await any(c).send(new sdk.InvokeModelCommand(asked)))
  await expectSame({ client, script: scripts.json({ embedding: [0.5, 1, 2], inputTextTokenCount: 3 }), use })
  expect(ours()[0]?.attributes).toMatchObject({
    'gen_ai.operation.name': 'embeddings',
    'gen_ai.usage.input_tokens': 3,
    'gen_ai.embeddings.dimension.count': 3,
  })
})

it('a stream that a fault ends is told as failed', async () => {
  const { sdk, client } = loadBedrock()
  const asked = { modelId: 'meta.llama3-1-70b-instruct-v1:0', body: JSON.stringify({ prompt: 'x' }) }
  const script = eventStream([
    ['chunk', { bytes: Buffer.from('{"generation":"سلا"}').toString('base64') }],
    ['throttlingException', { message: 'slow down' }],
  ])
  const use = async (c: object) =>
    drain(any(any(await any(c).send(new sdk.InvokeModelWithResponseStreamCommand(asked))).body))
  await expectSame({ client, script, use })
  expect(ours()[0]?.status).toMatchObject({ code: 2 })
})
