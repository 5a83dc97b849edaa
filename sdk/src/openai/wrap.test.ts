import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Standin, startStandin } from '../../../scripts/demo/standin.mjs'
import { context } from '../context.ts'
import { init, shutdown } from '../runtime.ts'
import { type RecordedSpans, recordSpans } from '../testing/recorded-spans.ts'
import { wrap } from '../wrap.ts'

const TOOLS: OpenAI.ChatCompletionTool[] = [
  {
    type: 'function',
    function: { name: 'get_weather', description: 'Weather now', parameters: { type: 'object', properties: {} } },
  },
]

let standin: Standin
let spans: RecordedSpans
/** Held streams: the server waits before chunk i until the test lets it go. */
let gates: ((index: number) => Promise<void> | void) | undefined

beforeAll(async () => {
  standin = await startStandin({ beforeChunk: (index) => gates?.(index) })
})
afterAll(() => standin.close())
beforeEach(() => {
  spans = recordSpans()
  init()
  gates = undefined
})
afterEach(async () => {
  spans.remove()
  await shutdown()
})

const plainClient = () => new OpenAI({ apiKey: 'k', baseURL: standin.url, maxRetries: 0 })
const client = (options: Parameters<typeof wrap>[1] = {}) => wrap(plainClient(), options)
const user = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }]
const json = (value: unknown) => JSON.parse(String(value)) as unknown

/** Ids and times come from the server's counter; everything else must be the same. */
function withoutIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'id' || key === 'created' ? undefined : inner)))
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

describe('a chat completion', () => {
  it('is answered the same with and without the wrapper', async () => {
    const body = { model: 'gpt-4o', messages: user('سلام') }
    const expected = await plainClient().chat.completions.create(body)
    const actual = await client().chat.completions.create(body)
    expect(withoutIds(actual)).toEqual(withoutIds(expected))
  })

  it('becomes a span in the form of the GenAI conventions', async () => {
    const answer = await client().chat.completions.create({
      model: 'gpt-4o',
      temperature: 0.2,
      max_tokens: 100,
      messages: [{ role: 'developer', content: 'Be short.' }, ...user('سلام دنیا')],
    })
    const { name, kind, attributes } = spans.only()
    expect(name).toBe('chat gpt-4o')
    expect(kind).toBe(2)
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.max_tokens': 100,
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.response.id': answer.id,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': answer.usage?.prompt_tokens,
      'gen_ai.usage.output_tokens': answer.usage?.completion_tokens,
      'server.address': '127.0.0.1',
    })
    expect(json(attributes['gen_ai.input.messages'])).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be short.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'سلام دنیا' }] },
    ])
    expect(json(attributes['gen_ai.output.messages'])).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'You said: سلام دنیا' }], finish_reason: 'stop' },
    ])
  })

  it('tells cached and reasoning tokens as parts of input and output', async () => {
    const system = { role: 'system' as const, content: 'rule '.repeat(200) }
    const answer = await client().chat.completions.create({
      model: 'gpt-5-mini',
      messages: [system, ...user('one'), { role: 'assistant', content: 'two' }, ...user('three')],
    })
    expect(answer.usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(0)
    expect(spans.only().attributes).toMatchObject({
      'gen_ai.usage.cache_read.input_tokens': answer.usage?.prompt_tokens_details?.cached_tokens,
      'gen_ai.usage.reasoning.output_tokens': answer.usage?.completion_tokens_details?.reasoning_tokens,
    })
  })

  it('records tools, the call of one, and its result in the next turn', async () => {
    const openai = client()
    const first = await openai.chat.completions.create({ model: 'gpt-4o', messages: user('Weather?'), tools: TOOLS })
    const message = first.choices[0]?.message
    const call = message?.tool_calls?.[0]
    if (message === undefined || call === undefined) throw new Error('the stand-in called no tool')
    await openai.chat.completions.create({
      model: 'gpt-4o',
      tools: TOOLS,
      messages: [...user('Weather?'), message, { role: 'tool', tool_call_id: call.id, content: '21 °C' }],
    })
    const [calling, answering] = spans.all()
    expect(json(calling?.attributes['gen_ai.tool.definitions'])).toMatchObject([
      { type: 'function', name: 'get_weather' },
    ])
    expect(json(calling?.attributes['gen_ai.output.messages'])).toMatchObject([
      { parts: [{ type: 'tool_call', id: call.id, name: 'get_weather', arguments: { city: 'Tehran' } }] },
    ])
    expect(json(answering?.attributes['gen_ai.input.messages'])).toMatchObject([
      {},
      { role: 'assistant', parts: [{ type: 'tool_call', id: call.id }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: call.id, response: '21 °C' }] },
    ])
  })

  it.each([
    ['fail-401', 401, 'AuthenticationError'],
    ['fail-429', 429, 'RateLimitError'],
    ['fail-500', 500, 'InternalServerError'],
  ])('that fails with %s throws the same error and says so in its span', async (model, status, type) => {
    const body = { model, messages: user('hi') }
    const expected: unknown = await plainClient()
      .chat.completions.create(body)
      .catch((error: unknown) => error)
    const actual: unknown = await client()
      .chat.completions.create(body)
      .catch((error: unknown) => error)
    expect(actual).toBeInstanceOf((expected as Error).constructor)
    expect((actual as Error).message).toBe((expected as Error).message)
    const span = spans.only()
    expect(span.status.code).toBe(2)
    expect(span.attributes).toMatchObject({ 'error.type': type, 'http.response.status_code': status })
    expect(span.events.map((event) => event.name)).toEqual(['exception'])
  })

  it('keeps withResponse and asResponse', async () => {
    const body = { model: 'gpt-4o', messages: user('hi') }
    const { data, response, request_id } = await client().chat.completions.create(body).withResponse()
    expect(data.choices[0]?.message.content).toBe('You said: hi')
    expect(response.status).toBe(200)
    expect(request_id).toBe('req_standin')
    expect(spans.only().attributes['gen_ai.response.id']).toBe(data.id)
    spans.clear()
    const raw = await client().chat.completions.create(body).asResponse()
    expect(await raw.json()).toMatchObject({ object: 'chat.completion' })
    expect(spans.only().attributes).toMatchObject({ 'vitrine.response': 'raw', 'gen_ai.request.model': 'gpt-4o' })
  })

  it('goes through parse as well, once', async () => {
    const answer = await client().chat.completions.parse({ model: 'gpt-4o', messages: user('hi') })
    expect(answer.choices[0]?.message.parsed).toBe(null)
    expect(spans.only().attributes['gen_ai.response.id']).toBe(answer.id)
  })

  it('carries session, user and tags of its context', async () => {
    await context({ session: 's-1', user: 'u-1', tags: ['rag'], metadata: { plan: 'pro' } }, () =>
      client().chat.completions.create({ model: 'gpt-4o', messages: user('hi') }),
    )
    expect(spans.only().attributes).toMatchObject({
      'session.id': 's-1',
      'gen_ai.conversation.id': 's-1',
      'user.id': 'u-1',
      'tag.tags': ['rag'],
      'metadata.plan': 'pro',
    })
  })
})

describe('a streamed chat completion', () => {
  const body = { model: 'gpt-4o', messages: user('one two three'), stream: true } as const

  it('gives the same chunks with and without the wrapper, and with usage asked for by us', async () => {
    const expected = await collect(await plainClient().chat.completions.create(body))
    const silent = await collect(await client().chat.completions.create(body))
    const asking = await collect(await client({ streamUsage: true }).chat.completions.create(body))
    expect(withoutIds(silent)).toEqual(withoutIds(expected))
    expect(withoutIds(asking)).toEqual(withoutIds(expected))
    const [first, second] = spans.all()
    expect(first?.attributes['gen_ai.usage.input_tokens']).toBeUndefined()
    expect(second?.attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0)
  })

  it('shows the usage to an application that asks for it itself', async () => {
    const asked = { ...body, stream_options: { include_usage: true } }
    const expected = await collect(await plainClient().chat.completions.create(asked))
    const actual = await collect(await client({ streamUsage: true }).chat.completions.create(asked))
    expect(withoutIds(actual)).toEqual(withoutIds(expected))
    expect(actual.at(-1)?.usage?.prompt_tokens).toBeGreaterThan(0)
  })

  it('does not ask an unknown server, nor against the word of the application', async () => {
    await collect(await client().chat.completions.create(body))
    await collect(
      await client({ streamUsage: true }).chat.completions.create({
        ...body,
        stream_options: { include_usage: false },
      }),
    )
    const asked = standin.requests.slice(-2).map((request) => request.body.stream_options)
    expect(asked).toEqual([undefined, { include_usage: false }])
  })

  it('leaves the request of the application as it was', async () => {
    const own = { ...body, messages: user('hi') }
    const before = structuredClone(own)
    await collect(await client({ streamUsage: true }).chat.completions.create(own))
    expect(own).toEqual(before)
  })

  it('is told like one that is not streamed', async () => {
    const answer = await client().chat.completions.create({ ...body, stream: false })
    await collect(await client({ streamUsage: true }).chat.completions.create(body))
    const [whole, streamed] = spans.all()
    const keys = ['gen_ai.output.messages', 'gen_ai.response.finish_reasons', 'gen_ai.usage.output_tokens']
    for (const key of keys) expect(streamed?.attributes[key]).toEqual(whole?.attributes[key])
    expect(answer.choices[0]?.message.content).toBe('You said: one two three')
    expect(streamed?.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0)
  })

  it('adds tool calls up from their pieces', async () => {
    await collect(await client().chat.completions.create({ ...body, tools: TOOLS }))
    expect(json(spans.only().attributes['gen_ai.output.messages'])).toMatchObject([
      {
        parts: [{ type: 'tool_call', name: 'get_weather', arguments: { city: 'Tehran' } }],
        finish_reason: 'tool_calls',
      },
    ])
  })

  it('passes each chunk on before the next one exists', async () => {
    const held = new Map<number, () => void>()
    gates = (index) => new Promise<void>((resolve) => held.set(index, resolve))
    const letGo = async (index: number) => {
      while (!held.has(index)) await new Promise((resolve) => setImmediate(resolve))
      held.get(index)?.()
    }
    const opening = client().chat.completions.create(body)
    await letGo(0)
    const iterator = (await opening)[Symbol.asyncIterator]()
    expect((await iterator.next()).value?.choices[0]?.delta.role).toBe('assistant')
    for (const [index, word] of [
      [1, 'You'],
      [2, ' said:'],
    ] as const) {
      const next = iterator.next()
      await letGo(index)
      expect((await next).value?.choices[0]?.delta.content).toBe(word)
    }
    await iterator.return?.()
    expect(spans.only().attributes['vitrine.stream.end']).toMatch(/closed_early|aborted/)
  })

  it('that is left early ends its request and its span, with what came', async () => {
    const stream = await client().chat.completions.create(body)
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
    expect(stream.controller.signal.aborted).toBe(true)
    const { attributes, status } = spans.only()
    expect(attributes['vitrine.stream.end']).toBe('closed_early')
    expect(json(attributes['gen_ai.output.messages'])).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'You' }] },
    ])
    expect(status.code).toBe(0)
  })

  it('that is aborted ends without an error, like without the wrapper', async () => {
    gates = (index) => (index === 3 ? new Promise(() => undefined) : undefined)
    const stream = await client().chat.completions.create(body)
    const seen: unknown[] = []
    for await (const chunk of stream) {
      seen.push(chunk)
      if (seen.length === 3) stream.controller.abort()
    }
    expect(seen).toHaveLength(3)
    expect(spans.only().attributes['vitrine.stream.end']).toBe('aborted')
  })

  it('splits with tee', async () => {
    const expected = await collect(await plainClient().chat.completions.create(body))
    const [left, right] = (await client().chat.completions.create(body)).tee()
    const [first, second] = await Promise.all([collect(left), collect(right)])
    expect(withoutIds(first)).toEqual(withoutIds(expected))
    expect(withoutIds(second)).toEqual(withoutIds(expected))
    expect(spans.only().attributes['gen_ai.response.finish_reasons']).toEqual(['stop'])
  })

  it('that breaks throws what it throws without the wrapper', async () => {
    const failing = { ...body, model: 'fail-stream' }
    const outcome = async (openai: OpenAI) =>
      collect(await openai.chat.completions.create(failing)).catch((error: unknown) => error)
    const expected = await outcome(plainClient())
    const actual = await outcome(client())
    expect(actual).toBeInstanceOf((expected as Error).constructor)
    expect((actual as Error).message).toBe((expected as Error).message)
    const span = spans.only()
    expect(span.status.code).toBe(2)
    expect(json(span.attributes['gen_ai.output.messages'])).toMatchObject([{ parts: [{ content: 'You' }] }])
  })

  it('works through the stream helper', async () => {
    const runner = client({ streamUsage: true }).chat.completions.stream({ model: 'gpt-4o', messages: user('hi') })
    expect(await runner.finalContent()).toBe('You said: hi')
    expect(spans.only().attributes['gen_ai.response.finish_reasons']).toEqual(['stop'])
  })

  it('runs tools through the runTools helper, a span for each call', async () => {
    const runner = client().chat.completions.runTools({
      model: 'gpt-4o',
      messages: user('Weather?'),
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Weather now',
            parameters: { type: 'object', properties: {} },
            parse: JSON.parse,
            function: ({ city }: { city: string }) => `21 °C in ${city}`,
          },
        },
      ],
    })
    expect(await runner.finalContent()).toBe('You said: Weather?')
    expect(spans.all().map((span) => span.name)).toEqual(['chat gpt-4o', 'chat gpt-4o'])
  })
})

describe('a response', () => {
  it('is the same with and without the wrapper, and becomes a span', async () => {
    const body = { model: 'gpt-4o', instructions: 'Be short.', input: 'hello' }
    const expected = await plainClient().responses.create(body)
    const actual = await client().responses.create(body)
    const strip = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, inner) => (/^(id|created_at|call_id)$/.test(key) ? undefined : inner)))
    expect(strip(actual)).toEqual(strip(expected))
    expect(actual.output_text).toBe('You said: hello')
    const { attributes } = spans.only()
    expect(attributes).toMatchObject({
      'openai.api.type': 'responses',
      'gen_ai.response.id': actual.id,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': actual.usage?.input_tokens,
    })
    expect(json(attributes['gen_ai.system_instructions'])).toEqual([{ type: 'text', content: 'Be short.' }])
    expect(json(attributes['gen_ai.output.messages'])).toMatchObject([
      { parts: [{ type: 'text', content: 'You said: hello' }] },
    ])
  })

  it('streams its events untouched', async () => {
    const body = { model: 'gpt-4o', input: 'hello', stream: true } as const
    const expected = await collect(await plainClient().responses.create(body))
    const actual = await collect(await client().responses.create(body))
    expect(actual.map((event) => event.type)).toEqual(expected.map((event) => event.type))
    expect(spans.only().attributes).toMatchObject({
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.request.stream': true,
    })
    expect(spans.only().attributes['gen_ai.usage.output_tokens']).toBeGreaterThan(0)
  })
})

describe('embeddings', () => {
  it('are the same, decoded as the client does, and counted', async () => {
    const body = { model: 'text-embedding-3-small', input: ['سلام', 'hello'] }
    const expected = await plainClient().embeddings.create(body)
    const actual = await client().embeddings.create(body)
    expect(actual).toEqual(expected)
    const { name, attributes } = spans.only()
    expect(name).toBe('embeddings text-embedding-3-small')
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.embeddings.dimension.count': 256,
      'gen_ai.usage.input_tokens': actual.usage.prompt_tokens,
    })
  })
})

describe('the client', () => {
  it('stays the same object, with its private fields, its helpers and its other methods', async () => {
    const openai = plainClient()
    const list = openai.models.list
    expect(wrap(openai)).toBe(openai)
    expect(openai).toBeInstanceOf(OpenAI)
    expect(openai.models.list).toBe(list)
    expect(Object.keys(openai.chat.completions)).toEqual(Object.keys(plainClient().chat.completions))
    expect(openai.chat.completions.create.name).toBe('create')
    expect(openai.buildURL('/x', {})).toBe(`${standin.url}/x`)
  })

  it('is observed once however often it is wrapped, and so is a copy with other options', async () => {
    const openai = wrap(wrap(plainClient()))
    await openai.chat.completions.create({ model: 'gpt-4o', messages: user('hi') })
    await openai.withOptions({ timeout: 1000 }).chat.completions.create({ model: 'gpt-4o', messages: user('hi') })
    expect(spans.all()).toHaveLength(2)
  })

  it('may be frozen, or no client at all', async () => {
    const openai = plainClient()
    Object.freeze(openai.chat.completions)
    const answer = await wrap(openai).chat.completions.create({ model: 'gpt-4o', messages: user('hi') })
    expect(answer.choices[0]?.message.content).toBe('You said: hi')
    expect(wrap({ chat: null })).toEqual({ chat: null })
  })

  it('rejects unhandled where it did before: fire-and-forget errors are not swallowed', async () => {
    const seen: unknown[] = []
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    const arrived = new Promise<void>((resolve) => {
      process.on('unhandledRejection', (reason) => {
        seen.push(reason)
        resolve()
      })
    })
    void client().chat.completions.create({ model: 'fail-500', messages: user('hi') })
    await arrived
    process.removeAllListeners('unhandledRejection')
    for (const listener of listeners) process.on('unhandledRejection', listener)
    expect(seen).toHaveLength(1)
    expect(seen[0]).toBeInstanceOf(OpenAI.InternalServerError)
  })
})
