import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { context } from '../context.ts'
import { collect, json, openaiHome, TOOLS, user, withoutIds } from '../testing/openai-home.ts'
import { recordEachTest } from '../testing/record-each-test.ts'
import { wrap } from '../wrap.ts'

const { client, plainClient, standin } = openaiHome()
const spans = recordEachTest()

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
    expect(openai.buildURL('/x', {})).toBe(`${standin().url}/x`)
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
