import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { trace } from '@opentelemetry/api'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { activeContext } from './active-context.ts'
import { context } from './context.ts'
import { observe, withSpan } from './observe.ts'
import { recordEachTest } from './testing/record-each-test.ts'

const spans = recordEachTest()

const json = (value: unknown) => JSON.parse(String(value)) as unknown
const parentOf = (name: string) => spans.named(name).parentSpanContext?.spanId
const idOf = (name: string) => spans.named(name).spanContext().spanId

describe('an observed function', () => {
  it('keeps its result, this, name and length', () => {
    const tax = {
      rate: 2,
      of(amount: number) {
        return amount * this.rate
      },
    }
    const original = tax.of
    tax.of = observe('tax', tax.of)
    expect(tax.of(21)).toBe(42)
    expect([tax.of.name, tax.of.length]).toEqual([original.name, original.length])
    expect(spans.only().attributes).toMatchObject({
      'openinference.span.kind': 'CHAIN',
      'input.value': '21',
      'output.value': '42',
    })
  })

  it('throws its own error, synchronously or not, and marks its span', async () => {
    const error = new RangeError('no such city')
    const sync = observe('sync', () => {
      throw error
    })
    const late = observe('late', () => Promise.reject(error))
    expect(sync).toThrow(error)
    await expect(late()).rejects.toBe(error)
    for (const span of spans.all()) {
      expect(span.status).toEqual({ code: 2, message: 'no such city' })
      expect(span.attributes['error.type']).toBe('RangeError')
    }
  })

  it('becomes the parent of what runs inside, through async code', async () => {
    const inner = observe('inner', async () => 1)
    const outer = observe('outer', async () => {
      await Promise.resolve()
      return await inner()
    })
    await outer()
    expect(parentOf('inner')).toBe(idOf('outer'))
  })

  it('is a tool, with arguments and result', async () => {
    const weather = observe('get_weather', async ({ city }: { city: string }) => ({ city, celsius: 21 }), {
      kind: 'tool',
    })
    await weather({ city: 'تهران' })
    const { name, attributes } = spans.only()
    expect(name).toBe('execute_tool get_weather')
    expect(attributes).toMatchObject({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'get_weather' })
    expect(json(attributes['gen_ai.tool.call.arguments'])).toEqual({ city: 'تهران' })
    expect(json(attributes['gen_ai.tool.call.result'])).toEqual({ city: 'تهران', celsius: 21 })
  })

  it('is a retrieval, with query and documents', async () => {
    const search = observe('handbook', async (_query: string) => [{ id: 'd1', score: 0.9, content: 'text' }], {
      kind: 'retrieval',
    })
    await search('refund')
    const { name, attributes } = spans.only()
    expect(name).toBe('retrieval handbook')
    expect(attributes).toMatchObject({ 'gen_ai.retrieval.query.text': 'refund', 'gen_ai.data_source.id': 'handbook' })
    expect(json(attributes['gen_ai.retrieval.documents'])).toEqual([{ id: 'd1', score: 0.9, content: 'text' }])
  })

  it('passes a generator through, step by step, with its inner spans as children', async () => {
    const inner = observe('inner', async () => 1)
    const letters = observe('letters', async function* () {
      await inner()
      yield 'a'
      yield 'b'
    })
    const stream = letters()
    expect((await stream.next()).value).toBe('a')
    expect(spans.all().map((span) => span.name)).toEqual(['inner'])
    expect([(await stream.next()).value, (await stream.next()).done]).toEqual(['b', true])
    expect(spans.named('letters').attributes).toMatchObject({ 'output.value': 'ab', 'vitrine.stream.items': 2 })
    expect(parentOf('inner')).toBe(idOf('letters'))
  })

  it('passes a generator that is not async through, with its inner spans as children', () => {
    const inner = observe('inner', () => 1)
    const letters = observe('letters', function* (): Generator<string, string> {
      inner()
      yield 'a'
      yield 'b'
      return 'not an item'
    })
    const given = letters()
    expect(spans.all()).toEqual([])
    expect([...given]).toEqual(['a', 'b'])
    expect(spans.named('letters').attributes).toMatchObject({
      'output.value': 'ab',
      'vitrine.stream.items': 2,
      'vitrine.stream.end': 'done',
    })
    expect(parentOf('inner')).toBe(idOf('letters'))
    for (const _letter of letters()) break
    expect(spans.all().at(-1)?.attributes).toMatchObject({ 'vitrine.stream.end': 'closed_early' })
    const error = new RangeError('theirs')
    const failing = observe('failing', function* () {
      yield 1
      throw error
    })
    expect(() => [...failing()]).toThrow(error)
    expect(spans.named('failing').status).toEqual({ code: 2, message: 'theirs' })
  })

  it('ends with a stream of Node’s that nobody iterates', async () => {
    const read = observe('read', (size: number) => Readable.from(Buffer.alloc(size, 97)))
    for (const size of [3, 100_000]) await text(read(size).pipe(new PassThrough()))
    const heard = read(5).resume()
    await once(heard, 'close')
    expect(spans.all().map(({ attributes }) => attributes['vitrine.stream.end'])).toEqual(['done', 'done', 'done'])
    const left = read(7)
    left.destroy()
    await once(left, 'close')
    expect(spans.all().at(-1)?.attributes['vitrine.stream.end']).toBe('closed_early')
    const broken = read(8)
    const failed = once(broken, 'error')
    broken.destroy(new RangeError('torn'))
    await failed
    await new Promise((resolve) => setImmediate(resolve))
    expect(spans.all().at(-1)).toMatchObject({ status: { code: 2, message: 'torn' } })
    const parts: string[] = []
    for await (const part of observe('lines', () => Readable.from(['x', 'y']))()) parts.push(part)
    expect(spans.named('lines').attributes).toMatchObject({ 'output.value': 'xy', 'vitrine.stream.items': 2 })
    expect(spans.all()).toHaveLength(6)
  })

  it('ends with the helper of a client that is listened to', async () => {
    const chunk = { id: 'x', object: 'chat.completion.chunk', model: 'm', created: 1 }
    const choice = { index: 0, delta: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }
    const sse = `data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\ndata: [DONE]\n\n`
    const fetch = async () => new Response(sse, { headers: { 'content-type': 'text/event-stream' } })
    const client = new OpenAI({ apiKey: 'k', fetch })
    const ask = observe('ask', () => client.chat.completions.stream({ model: 'm', messages: [] }))
    const heard: string[] = []
    expect(
      await ask()
        .on('content', (delta) => heard.push(delta))
        .finalContent(),
    ).toBe('hi')
    expect(heard).toEqual(['hi'])
    await ask().done()
    const stopped = ask()
    stopped.abort()
    await expect(stopped.done()).rejects.toThrow('aborted')
    expect(spans.all().map(({ attributes }) => attributes['vitrine.stream.end'])).toEqual(['done', 'done', 'aborted'])
  })

  it('leaves an error that nobody listens for to the process', async () => {
    const streams = observe('read', () => new Readable({ read: () => undefined }))
    expect(streams().listenerCount('error')).toBe(0)
  })

  it('keeps what a promise has of its own', async () => {
    const start = observe('start', () => Object.assign(Promise.resolve(1), { child: 'a process' }))
    const started = start()
    expect(started.child).toBe('a process')
    expect(await started).toBe(1)
  })

  it('that is none is handed back', () => {
    for (const none of [undefined, null, 'text']) expect(observe('none', none as never)).toBe(none)
  })

  it('is seen whatever its name is', () => {
    for (const name of [7, Symbol('s'), null]) observe(name as never, () => 1)()
    expect(spans.all().map(({ name }) => name)).toEqual(['7', 'Symbol(s)', 'null'])
  })

  it('is not disturbed by options that throw', () => {
    const boom = () => {
      throw new Error('ours')
    }
    const add = observe('add', (a: number, b: number) => a + b, { input: boom, output: boom })
    expect(add(1, 2)).toBe(3)
    expect(spans.only().name).toBe('add')
  })

  it('records what it is told to record', () => {
    const login = observe('login', (user: string, _password: string) => user, { input: (user) => user, output: false })
    login('ada', 'secret')
    const { attributes } = spans.only()
    expect(attributes['input.value']).toBe('ada')
    expect(attributes['output.value']).toBeUndefined()
  })
})

describe('withSpan', () => {
  it('hands a span over and returns what the function returns', async () => {
    const answer = await withSpan(
      'concierge',
      async (span) => {
        span.setInput('question')
        span.setOutput('answer')
        expect(span.traceId).toBe(trace.getSpanContext(activeContext())?.traceId)
        return 7
      },
      { kind: 'agent' },
    )
    expect(answer).toBe(7)
    expect(spans.only()).toMatchObject({
      name: 'invoke_agent concierge',
      attributes: { 'gen_ai.agent.name': 'concierge', 'input.value': 'question', 'output.value': 'answer' },
    })
  })
})

describe('context', () => {
  it('reaches every span inside, adds tags up, and ends with its function', async () => {
    const work = observe('work', async () => 1)
    await context({ session: 's', user: 'u', tags: ['a'] }, async () => {
      await context({ tags: ['b'], environment: 'staging', release: '1.2' }, work)
    })
    await work()
    const [inside, outside] = spans.all()
    expect(inside?.attributes).toMatchObject({
      'session.id': 's',
      'user.id': 'u',
      'tag.tags': ['a', 'b'],
      'deployment.environment.name': 'staging',
      'service.version': '1.2',
    })
    expect(outside?.attributes['session.id']).toBeUndefined()
  })

  it('returns and throws what its function does', () => {
    const error = new Error('theirs')
    expect(context({ user: 'u' }, () => 5)).toBe(5)
    expect(() =>
      context({ user: 'u' }, () => {
        throw error
      }),
    ).toThrow(error)
  })
})
