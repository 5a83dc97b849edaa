import { trace } from '@opentelemetry/api'
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
