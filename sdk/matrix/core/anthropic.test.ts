/** Anthropic's client of three major versions: the same results with and without the wrapper, and the right span. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recordEachTest } from '../../src/testing/record-each-test.ts'
import { drain, expectSame, expectSameBroken } from '../parity.ts'
import type { Fetch, Script } from '../scripted-fetch.ts'
import * as scripts from '../scripts.ts'

type Method = (...args: unknown[]) => never
type Client = { messages: Record<string, Method>; beta: { messages: Record<string, Method> } }

const INSTALLED = existsSync(new URL('./node_modules/anthropic-1', import.meta.url))
if (!INSTALLED)
  console.warn(
    'SKIPPED: three versions of @anthropic-ai/sdk, because sdk/matrix/core is not installed (npm test does it).',
  )

const spans = recordEachTest()

const any = (value: unknown) => value as never
const body = {
  model: 'claude-of-the-test',
  max_tokens: 100,
  system: 'Be short.',
  messages: [
    { role: 'user', content: 'سلام' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_0', name: 'get_weather', input: { city: 'x' } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_0', content: '21 °C' }] },
  ],
  tools: [{ name: 'get_weather', description: 'Weather now', input_schema: { type: 'object' } }],
}
const streamed = { ...body, stream: true }
/** The newest version has spans of its own where the application has a provider; ours are meant here. */
const ours = () => spans.all().filter((span) => span.instrumentationScope.name === '@vitrine/sdk')

describe.skipIf(!INSTALLED).each(['anthropic-0.60', 'anthropic-0.137', 'anthropic-1'])('%s', (name) => {
  const load = async () => {
    const { Anthropic } = await import(`./node_modules/${name}/index.mjs`)
    return (fetch: Fetch) => new Anthropic({ apiKey: 'k', maxRetries: 0, fetch }) as Client
  }

  it.each<[string, Script, (client: Client) => unknown]>([
    ['a message', scripts.anthropicMessage, (c) => c.messages.create?.(body)],
    ['a message of the beta', scripts.anthropicMessage, (c) => c.beta.messages.create?.(body)],
    ['a stream', scripts.anthropicStream, async (c) => drain(any(await c.messages.create?.(streamed)))],
    ['a stream helper', scripts.anthropicStream, async (c) => any(c.messages.stream?.(body)).finalMessage()],
    [
      'the events of a stream helper',
      scripts.anthropicStream,
      async (c) => {
        const texts: string[] = []
        const stream = any(c.messages.stream?.(body)) as {
          on(event: string, heard: (text: string) => void): unknown
          done(): Promise<void>
        }
        stream.on('text', (text) => texts.push(text))
        await stream.done()
        return texts
      },
    ],
    [
      'a stream that reports an error',
      scripts.anthropicStreamError,
      async (c) => drain(any(await c.messages.create?.(streamed))),
    ],
    ['an error', scripts.anthropicError, (c) => c.messages.create?.(body)],
    [
      'a batch',
      scripts.anthropicBatch,
      (c) => c.messages.batches.create?.({ requests: [{ custom_id: 'one', params: body }] }),
    ],
    [
      'a message with its headers',
      scripts.anthropicMessage,
      async (c) => any(await any(c.messages.create?.(body)).withResponse()).data,
    ],
    [
      'a raw response',
      scripts.anthropicMessage,
      async (c) => any(await any(c.messages.create?.(body)).asResponse()).text(),
    ],
    [
      'a split stream',
      scripts.anthropicStream,
      async (c) => {
        const [left, right] = any(await c.messages.create?.(streamed)).tee()
        return [await drain(left), await drain(right)]
      },
    ],
  ])('%s: the same with and without the wrapper, cut at every byte', async (_what, script, use) => {
    await expectSame({ client: await load(), script, use })
    expect(ours().length).toBeGreaterThan(0)
  })

  it('streams that break at any byte break the same', async () => {
    const use = async (c: Client) => drain(any(await c.messages.create?.(streamed)))
    expect(await expectSameBroken({ client: await load(), script: scripts.anthropicStream, use })).toBeGreaterThan(5)
  })

  it('retries make one span that counts them, and the same answer', async () => {
    const { Anthropic } = await import(`./node_modules/${name}/index.mjs`)
    const retrying = (fetch: Fetch) => new Anthropic({ apiKey: 'k', maxRetries: 2, fetch }) as Client
    const again = { ...scripts.anthropicError, status: 529, headers: { 'retry-after-ms': '1' } }
    const script = [again, again, scripts.anthropicStream]
    const use = async (c: Client) => drain(any(await c.messages.create?.(streamed)))
    await expectSame({ client: retrying, script, use })
    expect(ours()).toHaveLength(2)
    expect(ours()[0]?.attributes['http.request.resend_count']).toBe(2)
  })

  it.each([
    ['a message', scripts.anthropicMessage, (c: Client) => c.messages.create?.(body)],
    ['a stream', scripts.anthropicStream, async (c: Client) => drain(any(await c.messages.create?.(streamed)))],
  ])('%s is told to the token, with its thoughts and its calls', async (_what, script, use) => {
    await expectSame({ client: await load(), script, use })
    const { name, attributes } = ours()[0] ?? expect.fail('no span')
    expect(name).toBe('chat claude-of-the-test')
    expect(attributes).toMatchObject({
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.max_tokens': 100,
      'gen_ai.response.id': 'msg_1',
      'gen_ai.response.finish_reasons': ['tool_use'],
      'gen_ai.usage.input_tokens': 35,
      'gen_ai.usage.output_tokens': 33,
      'gen_ai.usage.cache_read.input_tokens': 20,
      'gen_ai.usage.cache_write.input_tokens': 5,
      'gen_ai.usage.cache_creation.ephemeral_1h_input_tokens': 3,
    })
    const json = (key: string) => JSON.parse(String(attributes[key]))
    expect(json('gen_ai.system_instructions')).toEqual([{ type: 'text', content: 'Be short.' }])
    expect(json('gen_ai.input.messages')).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'سلام' }] },
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'toolu_0', name: 'get_weather', arguments: { city: 'x' } }],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'toolu_0', response: '21 °C' }] },
    ])
    expect(json('gen_ai.output.messages')).toEqual([
      {
        role: 'assistant',
        finish_reason: 'tool_use',
        parts: [
          { type: 'reasoning', content: 'hmm' },
          { type: 'text', content: 'سلام 🙂' },
          { type: 'tool_call', id: 'toolu_1', name: 'get_weather', arguments: { city: 'تهران' } },
        ],
      },
    ])
  })
})
