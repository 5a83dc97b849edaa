/** Applications that are strange, and OpenTelemetry that is broken: results stay, and nothing of ours is thrown. */
import { context as api, propagation, type Span, type TracerProvider, trace } from '@opentelemetry/api'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  context,
  continueTrace,
  feedback,
  flush,
  init,
  observe,
  score,
  shutdown,
  status,
  traceHeaders,
  withSpan,
  wrap,
} from './index.ts'
import { startCollector, type TestCollector } from './testing/collector.ts'

const quiet = { debug: () => undefined, warn: () => undefined }
let collector: TestCollector
beforeEach(async () => {
  collector = await startCollector()
})
afterEach(async () => {
  await shutdown(50)
  for (const each of [trace, api, propagation]) each.disable()
  await collector.close()
})

const boom = (): never => {
  throw new Error('not the application’s')
}
/** Everything that is asked of it is a function that throws. */
const broken = (target: object = {}): never => new Proxy(target, { get: () => boom, has: boom, ownKeys: boom }) as never

const ANSWER = { id: 'x', model: 'm', choices: [{ message: { role: 'assistant', content: 'yes' } }] }
const client = () => ({
  baseURL: 'https://api.openai.com/v1',
  chat: { completions: { create: async (_body: unknown): Promise<unknown> => ANSWER } },
})

/** Everything that an application does with the SDK; its results. */
async function application(): Promise<unknown[]> {
  const theirs = new RangeError('the application’s')
  const made = wrap(client())
  return [
    await made.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }),
    await observe('step', async (x: number) => x + 1)(1),
    observe('step', (x: number) => x + 1)(1),
    await observe('failing', async () => await Promise.reject(theirs))().catch((error: unknown) => error === theirs),
    await withSpan('outer', async (span) => {
      span.setInput({})
      span.setOutput({})
      span.setAttributes({ a: 1 })
      return typeof traceHeaders()
    }),
    context({ session: 's', tags: ['t'] }, () => 'inside'),
    continueTrace({ traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` }, () => 'continued'),
    score({ name: 'good', value: 1 }),
    feedback({ value: 'up' }),
  ]
}

describe('an OpenTelemetry that is broken', () => {
  const span = (): Span => broken()
  const tracing = (startSpan: () => Span) => () =>
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: boom }) } as TracerProvider)

  it.each<[string, () => unknown]>([
    ['whose provider throws', () => trace.setGlobalTracerProvider({ getTracer: boom })],
    ['whose tracer throws', tracing(boom)],
    ['whose spans throw', tracing(span)],
    ['whose spans are nothing', tracing(() => undefined as never)],
    [
      'whose contexts throw',
      () =>
        api.setGlobalContextManager({
          active: boom,
          with: boom,
          bind: boom,
          enable: boom,
          disable: () => api,
        } as never),
    ],
    ['whose propagator throws', () => propagation.setGlobalPropagator(broken())],
  ])('%s costs the application nothing', async (_what, breakIt) => {
    init({ disabled: true, log: quiet })
    const expected = await application()
    init({ url: collector.url, key: 'k', log: quiet })
    breakIt()
    expect(await application()).toEqual(expected)
    await flush(200)
  })
})

describe('options of the application that throw', () => {
  it.each<[string, object]>([
    ['a clock', { clock: boom }],
    ['a mask', { mask: boom }],
    ['a log', { log: { debug: boom, warn: boom }, maxQueueSpans: 1 }],
    ['waitUntil', { waitUntil: boom }],
  ])('%s costs the application nothing', async (_what, options) => {
    init({ disabled: true, log: quiet })
    const expected = await application()
    init({ url: collector.url, key: 'k', log: quiet, provider: 'own', ...options })
    expect(await application()).toEqual(expected)
    await flush(200)
  })
})

describe('what an application hands over', () => {
  const getter = (name: string) => Object.defineProperty({}, name, { enumerable: true, get: boom })
  const circle: Record<string, unknown> = { role: 'user', content: 'hi' }
  circle.self = circle

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a function', boom],
    ['an object that throws', broken()],
    ['getters that throw', getter('messages')],
    ['a message that throws', { model: 'm', messages: [getter('content')] }],
    ['a circle', { model: 'm', messages: [circle] }],
    ['a big integer and a symbol', { model: 'm', messages: [{ role: 'user', content: [1n, Symbol('x')] }] }],
    ['a model that is no text', { model: { name: 'm' }, messages: {} }],
    ['what is frozen', Object.freeze({ model: 'm', stream: true, messages: Object.freeze([]) })],
    ['an object without a prototype', Object.assign(Object.create(null), { model: 'm', stream: true })],
  ])('%s reaches the client as it is', async (_what, body) => {
    init({ url: collector.url, log: quiet, provider: 'own' })
    let got: unknown
    const made = client()
    made.chat.completions.create = async (given) => {
      got = given
      return ANSWER
    }
    const answer = await wrap(made, { streamUsage: false }).chat.completions.create(body)
    expect(got === body).toBe(true)
    expect(answer).toBe(ANSWER)
    await flush(500)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an object that throws', broken()],
    ['what is frozen', Object.freeze({ choices: Object.freeze([]) })],
    [
      'a promise of a class of its own, frozen',
      Object.freeze(new (class extends Promise<unknown> {})(() => undefined)),
    ],
    ['a stream whose steps throw', { [Symbol.asyncIterator]: boom }],
  ])('%s comes back as it is', async (_what, result) => {
    init({ url: collector.url, log: quiet, provider: 'own' })
    const made = { ...client(), chat: { completions: { create: (_body: unknown) => result } } }
    expect(wrap(made).chat.completions.create({ model: 'm', stream: true }) === result).toBe(true)
  })

  it('a list of a million messages is not read to its end', async () => {
    init({ url: collector.url, log: quiet, provider: 'own' })
    let read = 0
    const one = {
      role: 'user',
      get content() {
        read += 1
        return 'a text of some length '.repeat(10)
      },
    }
    const messages = Array.from({ length: 1_000_000 }, () => one)
    await wrap(client()).chat.completions.create({ model: 'm', messages })
    expect(read).toBeLessThan(100_000)
  })
})

describe('clients', () => {
  class Own extends OpenAI {
    readonly #secret = 'of its own'
    secret(): string {
      return this.#secret
    }
  }
  const fetch = async () =>
    new Response(JSON.stringify({ ...ANSWER, object: 'chat.completion' }), {
      headers: { 'content-type': 'application/json' },
    })
  const askedOf = (made: Own) => made.chat.completions.create({ model: 'm', messages: [] })
  const make = () => new Own({ apiKey: 'k', maxRetries: 0, fetch })

  it.each<[string, (made: Own) => Own]>([
    ['of a class of the application’s', (made) => made],
    ['that are frozen', (made) => Object.freeze(made) as Own],
    [
      'whose parts are frozen',
      (made) => {
        Object.freeze(made.chat.completions)
        return made
      },
    ],
    [
      'behind a proxy of the application’s',
      (made) =>
        new Proxy(made, {
          get: (target, key) => {
            const value: unknown = Reflect.get(target, key)
            return typeof value === 'function' ? value.bind(target) : value
          },
        }),
    ],
    ['that were wrapped before', (made) => wrap(wrap(made))],
  ])('%s keep what they are', async (_what, dress) => {
    init({ url: collector.url, log: quiet, provider: 'own' })
    const dressed = dress(make())
    const wrapped = wrap(dressed)
    expect(wrapped).toBe(dressed)
    expect(wrapped).toBeInstanceOf(Own)
    expect(wrapped).toBeInstanceOf(OpenAI)
    expect(wrapped.secret()).toBe('of its own')
    expect(Object.keys(wrapped.chat.completions)).toEqual(Object.keys(make().chat.completions))
    const { create } = wrapped.chat.completions
    const asked = Reflect.apply(create, wrapped.chat.completions, [{ model: 'm', messages: [] }]) as ReturnType<
      typeof askedOf
    >
    const { data, response } = await asked.withResponse()
    expect(data.choices[0]?.message.content).toBe('yes')
    expect(response.status).toBe(200)
    expect(await asked.finally(() => undefined)).toMatchObject({ id: 'x' })
    expect((await askedOf(wrapped).asResponse()).bodyUsed).toBe(false)
    await flush(500)
    expect(status().sent).toBeLessThanOrEqual(2)
  })

  it.each([undefined, null, 'text', 7, () => 1, [], new Map()])('%s is handed back', (thing) => {
    init({ url: collector.url, log: quiet })
    expect(wrap(thing as object)).toBe(thing)
  })
})
