/** OpenAI's client of three major versions: the same results with and without the wrapper, and the right span. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recordEachTest } from '../../src/testing/record-each-test.ts'
import { drain, expectSame, expectSameBroken } from '../parity.ts'
import type { Fetch, Script } from '../scripted-fetch.ts'
import * as scripts from '../scripts.ts'

/** The parts of the client that are used here; each version has types of its own, checked in types.test.ts. */
type Client = {
  chat: { completions: Methods & { parse?: Method } }
  beta: { chat?: { completions: Methods } }
  responses: Methods
  embeddings: Methods
  images: Methods
  completions: Methods
  batches: Methods
  audio: { transcriptions: Methods; speech: Methods }
}
type Method = (...args: unknown[]) => never
type Methods = Record<string, Method>
type Emitter = { on(event: string, heard: (...told: unknown[]) => void): unknown; done(): Promise<void> }
type Abortable = AsyncIterable<unknown> & { readonly controller: AbortController }

const INSTALLED = existsSync(new URL('./node_modules/openai-4', import.meta.url))
if (!INSTALLED)
  console.warn('SKIPPED: three versions of openai, because sdk/matrix/core is not installed (npm test does it).')

const spans = recordEachTest()

const messages = [{ role: 'user', content: 'سلام' }]
const body = { model: 'gpt-4o', messages }
const any = (value: unknown) => value as never
const parts = (key: string) => JSON.parse(String(spans.all().at(-1)?.attributes[key]))[0].parts

describe.skipIf(!INSTALLED).each(['openai-4', 'openai-5', 'openai-7'])('%s', (name) => {
  const client = (OpenAI: new (options: object) => unknown) => (fetch: Fetch) =>
    new OpenAI({ apiKey: 'k', baseURL: 'https://api.openai.com/v1', maxRetries: 0, fetch }) as Client
  const load = async () => client((await import(`./node_modules/${name}/index.mjs`)).OpenAI)

  it.each<[string, Script, (client: Client) => unknown]>([
    ['chat', scripts.openaiChat, (c) => c.chat.completions.create?.(body)],
    ['tool calls', scripts.openaiTools, (c) => c.chat.completions.create?.(body)],
    [
      'a chat stream',
      scripts.openaiChatStream,
      async (c) => drain(any(await c.chat.completions.create?.({ ...body, stream: true }))),
    ],
    ['responses', scripts.openaiResponse, (c) => c.responses.create?.({ model: 'gpt-5-mini', input: 'سلام' })],
    [
      'a response stream',
      scripts.openaiResponseStream,
      async (c) => drain(any(await c.responses.create?.({ model: 'gpt-5-mini', input: 'سلام', stream: true }))),
    ],
    [
      'a response helper',
      scripts.openaiResponseStream,
      (c) => any(c.responses.stream?.({ model: 'gpt-5-mini', input: 'x' })).finalResponse(),
    ],
    [
      'embeddings',
      scripts.openaiEmbeddings,
      (c) => c.embeddings.create?.({ model: 'e', input: 'x', encoding_format: 'float' }),
    ],
    ['images', scripts.openaiImages, (c) => c.images.generate?.({ model: 'gpt-image-1', prompt: 'a cat' })],
    ['a completion', scripts.openaiCompletion, (c) => c.completions.create?.({ model: 'i', prompt: 'hello' })],
    [
      'a batch',
      scripts.openaiBatch,
      (c) =>
        c.batches.create?.({ input_file_id: 'file_1', endpoint: '/v1/chat/completions', completion_window: '24h' }),
    ],
    [
      'speech',
      scripts.openaiSpeech,
      async (c) => any(await c.audio.speech.create?.({ model: 'tts-1', voice: 'alloy', input: 'hi' })).text(),
    ],
    ['an error', scripts.openaiError, (c) => c.chat.completions.create?.(body)],
    [
      'a response with its headers',
      scripts.openaiChat,
      async (c) => any(await any(c.chat.completions.create?.(body)).withResponse()).data,
    ],
    [
      'a raw response',
      scripts.openaiChat,
      async (c) => any(await any(c.chat.completions.create?.(body)).asResponse()).text(),
    ],
    [
      'a parsed answer',
      scripts.openaiChat,
      (c) => {
        const owner = c.chat.completions.parse === undefined ? c.beta.chat?.completions : c.chat.completions
        return owner?.parse?.({
          ...body,
          response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: {} } },
        })
      },
    ],
    [
      'a stream helper',
      scripts.openaiChatStream,
      (c) => {
        const owner = c.chat.completions.stream === undefined ? c.beta.chat?.completions : c.chat.completions
        return any(owner?.stream?.(body)).finalChatCompletion()
      },
    ],
    [
      'the events of a stream helper',
      scripts.openaiChatStream,
      async (c) => {
        const owner = c.chat.completions.stream === undefined ? c.beta.chat?.completions : c.chat.completions
        const stream = any(owner?.stream?.(body)) as Emitter
        const heard: unknown[] = []
        for (const event of ['chunk', 'content', 'message', 'finalContent', 'end'])
          stream.on(event, (...told) => heard.push([event, ...told]))
        await stream.done()
        return heard
      },
    ],
    [
      'a response that is parsed',
      scripts.openaiResponse,
      (c) => c.responses.parse?.({ model: 'gpt-5-mini', input: 'سلام' }),
    ],
    [
      'a transcription',
      scripts.openaiTranscription,
      (c) => c.audio.transcriptions.create?.({ model: 'gpt-4o-transcribe', file: new File(['sound'], 'a.wav') }),
    ],
    [
      'a stream that is aborted on its way',
      scripts.openaiChatStream,
      async (c) => {
        const stream = any(await c.chat.completions.create?.({ ...body, stream: true })) as Abortable
        let chunks = 0
        for await (const _chunk of stream) {
          chunks += 1
          if (chunks === 2) stream.controller.abort()
        }
        return chunks <= 8
      },
    ],
    [
      'a split stream',
      scripts.openaiChatStream,
      async (c) => {
        const [left, right] = any(await c.chat.completions.create?.({ ...body, stream: true })).tee()
        return [await drain(left), await drain(right)]
      },
    ],
    [
      'a stream turned to bytes',
      scripts.openaiChatStream,
      async (c) =>
        new Response(any(await c.chat.completions.create?.({ ...body, stream: true })).toReadableStream()).text(),
    ],
    [
      'a stream left early',
      scripts.openaiChatStream,
      async (c) => {
        for await (const chunk of any(
          await c.chat.completions.create?.({ ...body, stream: true }),
        ) as AsyncIterable<unknown>)
          return chunk
      },
    ],
  ])('%s: the same with and without the wrapper, cut at every byte', async (_what, script, use) => {
    await expectSame({ client: await load(), script, use })
    expect(spans.all().length).toBeGreaterThan(0)
  })

  it('streams that break at any byte break the same', async () => {
    const use = async (c: Client) => drain(any(await c.chat.completions.create?.({ ...body, stream: true })))
    expect(await expectSameBroken({ client: await load(), script: scripts.openaiChatStream, use })).toBeGreaterThan(5)
  }, 60_000)

  it('retries make one span that counts them, and the same answer', async () => {
    const { OpenAI } = await import(`./node_modules/${name}/index.mjs`)
    const retrying = (fetch: Fetch) => new OpenAI({ apiKey: 'k', maxRetries: 1, fetch }) as Client
    const again = { ...scripts.openaiError, headers: { 'retry-after-ms': '1' } }
    const script = [again, scripts.openaiChat]
    await expectSame({ client: retrying, script, use: (c) => c.chat.completions.create?.(body) })
    expect(spans.all()).toHaveLength(2)
    expect(spans.all()[0]?.status.code).toBe(0)
    expect(spans.all()[0]?.attributes['http.request.resend_count']).toBe(1)
  })

  it('a stream is told to the token, with its calls and its times', async () => {
    const use = async (c: Client) => drain(any(await c.chat.completions.create?.({ ...body, stream: true })))
    await expectSame({ client: await load(), script: scripts.openaiChatStream, use })
    expect(spans.all()[0]?.attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.usage.input_tokens': 21,
      'gen_ai.usage.output_tokens': 9,
      'gen_ai.usage.cache_read.input_tokens': 8,
      'gen_ai.usage.reasoning.output_tokens': 4,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    })
    expect(parts('gen_ai.output.messages')).toEqual([
      { type: 'text', content: 'سلام 🙂' },
      { type: 'tool_call', id: 'call_1', name: 'get_weather', arguments: { city: 'تهران' } },
    ])
  })

  it('pictures are counted and named, and not kept as text', async () => {
    await expectSame({
      client: await load(),
      script: scripts.openaiImages,
      use: (c) => c.images.generate?.({ model: 'gpt-image-1', prompt: 'a cat' }),
    })
    expect(spans.all()[0]?.attributes).toMatchObject({
      'gen_ai.output.type': 'image',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 272,
    })
    expect(parts('gen_ai.output.messages')).toEqual([
      {
        type: 'blob',
        modality: 'image',
        mime_type: 'image/png',
        content: '',
        left_out: '67500 bytes are not kept in the span',
      },
      { type: 'uri', modality: 'image', uri: 'https://images.example/2.png' },
    ])
  })
})
