import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSpanId, newTraceId } from '../support/otlp.ts'
import { ADMIN_KEY, type Product, pause, sharedData, startProduct, tempFolder } from '../support/product.ts'

/** What one span is told in parts: announcements, log records, evaluations, traces that share an answer. */
const folder = tempFolder()
let product: Product
beforeAll(async () => {
  product = await startProduct({ data: folder.path })
})
afterAll(async () => {
  await product.stop()
  folder.remove()
})

type Value = string | number | boolean | null | { readonly [key: string]: Value } | readonly Value[]
type Values = { readonly [key: string]: Value }

interface Part {
  readonly traceId: string
  readonly spanId: string
  readonly [key: string]: unknown
}

interface Detail {
  readonly name: string
  readonly kind: string
  readonly start: string
  readonly end: string | null
  readonly running: boolean
  readonly status: string
  readonly session: string | null
  readonly calls: number
  readonly tokens: { readonly input: number | null; readonly output: number | null }
  readonly parent_span_id: string | null
  readonly attributes: Values
  readonly events: readonly { readonly name: string; readonly body?: Value }[]
  readonly messages: readonly {
    readonly role: string
    readonly parts: readonly Values[]
    readonly isOutput?: boolean
  }[]
  readonly scores: readonly { readonly name: string }[]
  readonly input: Value
}

interface Totals {
  readonly traces: number
  readonly spans: number
  readonly calls: number
  readonly rolled_up_traces: number
  readonly errors: number
  readonly tokens: { readonly input: number | null; readonly output: number | null }
  readonly scores: readonly Values[]
}

const START_NS = 1_790_000_000_000_000_000n
const at = (ms: number): string => String(START_NS + BigInt(ms) * 1_000_000n)

function anyValue(value: Value): Values {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: keyValues(value as Values) } }
}

const keyValues = (values: Values): Value[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))

const RESOURCE = { attributes: keyValues({ 'service.name': 'parts' }) }

function spanBody(...spans: readonly (Part & { readonly attributes?: Values; readonly scope?: string })[]): string {
  const scopeSpans = spans.map(({ attributes = {}, scope = 'ai', ...span }) => ({
    scope: { name: scope },
    spans: [{ name: 'chat', kind: 3, ...span, attributes: keyValues(attributes) }],
  }))
  return JSON.stringify({ resourceSpans: [{ resource: RESOURCE, scopeSpans }] })
}

interface Log {
  readonly traceId?: string
  readonly spanId?: string
  readonly name: string
  readonly ms?: number
  readonly body?: Value
  readonly attributes?: Values
}

function logBody(...logs: readonly Log[]): string {
  const logRecords = logs.map(({ name, ms = 1, body, attributes = {}, ...ids }) => ({
    ...ids,
    timeUnixNano: at(ms),
    eventName: name,
    attributes: keyValues(attributes),
    ...(body === undefined ? {} : { body: anyValue(body) }),
  }))
  return JSON.stringify({ resourceLogs: [{ resource: RESOURCE, scopeLogs: [{ scope: { name: 'ai' }, logRecords }] }] })
}

interface Delivery {
  readonly path: '/v1/traces' | '/v1/logs'
  readonly body: string
}
const traces = (body: string): Delivery => ({ path: '/v1/traces', body })
const logs = (body: string): Delivery => ({ path: '/v1/logs', body })

interface Project {
  readonly key: string
  totals(): Promise<Totals>
  span(part: Part): Promise<Detail>
}

/** Until nothing waits; asks less often than the product's own helper, since many projects ask at once. */
async function stored(key: string): Promise<void> {
  for (;;) {
    const { total } = await product.api<{ total: { waiting: number } }>('/ledger', { key })
    if (total.waiting === 0) return
    await pause(100)
  }
}

let projects = 0

/** A project of its own into which the deliveries went one by one: each is stored before the next is sent. */
async function sent(deliveries: readonly Delivery[], oneByOne = true): Promise<Project> {
  const { key } = await product.api<{ key: string }>('/projects', {
    key: ADMIN_KEY,
    body: { name: `parts ${projects++}` },
  })
  for (const { path, body } of deliveries) {
    const answer = await fetch(`${product.otlp}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body,
    })
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    if (oneByOne) await stored(key)
  }
  await stored(key)
  const ledger = await product.api<{ total: Record<string, unknown> }>('/ledger', { key })
  expect(ledger.total).toMatchObject({ balanced: true, rejected: { total: 0 } })
  return {
    key,
    totals: async () => (await product.api<{ total: Totals }>('/totals', { key })).total,
    span: ({ traceId, spanId }) => product.api<Detail>(`/traces/${traceId}/spans/${spanId}`, { key }),
  }
}

function ids(): Part {
  return { traceId: newTraceId(), spanId: newSpanId() }
}

/** Every order of the list. */
function orders<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]]
  return list.flatMap((first, index) =>
    orders(list.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  )
}

describe.concurrent('an outer span and its call, in traces of their own', () => {
  const responseId = 'resp_0123456789abcdef'
  const inner = { ...ids(), name: 'ai.streamText.doStream', startTimeUnixNano: at(1), endTimeUnixNano: at(900) }
  const outer = { ...ids(), name: 'ai.streamText', startTimeUnixNano: at(0), endTimeUnixNano: at(1000) }
  const call = traces(
    spanBody({
      ...inner,
      attributes: {
        'ai.operationId': 'ai.streamText.doStream',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.response.id': responseId,
        'gen_ai.usage.input_tokens': 15,
        'gen_ai.usage.output_tokens': 112,
      },
    }),
  )
  const total = traces(
    spanBody({
      ...outer,
      attributes: {
        'ai.operationId': 'ai.streamText',
        'ai.model.id': 'gpt-4o-mini',
        'ai.response.providerMetadata': JSON.stringify({ openai: { responseId, serviceTier: 'default' } }),
        'ai.usage.inputTokens': 15,
        'ai.usage.outputTokens': 112,
      },
    }),
  )

  it.each([
    ['the outer first', [total, call]],
    ['the call first', [call, total]],
    ['the outer again, after both', [total, call, total]],
  ])('count once: %s', async (_, deliveries) => {
    const project = await sent(deliveries)
    expect(await project.totals()).toMatchObject({
      traces: 2,
      spans: 2,
      calls: 1,
      rolled_up_traces: 0,
      tokens: { input: 15, output: 112 },
    })
  })

  it('count once in one batch', async () => {
    const project = await sent([total, call], false)
    expect(await project.totals()).toMatchObject({ calls: 1, rolled_up_traces: 0, tokens: { input: 15, output: 112 } })
  })

  it('roll up where the call was never exported', async () => {
    const project = await sent([total])
    expect(await project.totals()).toMatchObject({ calls: 0, rolled_up_traces: 1, tokens: { input: 15, output: 112 } })
  })
})

describe.concurrent('a span that was announced before it ended', () => {
  const span = ids()
  const parentSpanId = newSpanId()
  const startTimeUnixNano = at(0)
  const opened = traces(
    spanBody({
      ...span,
      parentSpanId,
      name: 'chat gpt-4o',
      startTimeUnixNano,
      endTimeUnixNano: '0',
      attributes: {
        'vitrine.span.state': 'running',
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'session.id': 's-1',
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'hello' }] }]),
        step: 'start',
      },
    }),
  )
  const progress = traces(
    spanBody({
      ...span,
      parentSpanId,
      name: 'chat gpt-4o',
      startTimeUnixNano,
      endTimeUnixNano: '0',
      events: [{ name: 'first chunk', timeUnixNano: at(40), attributes: [] }],
      attributes: { 'vitrine.span.state': 'running', step: 'chunks', chunk: 1 },
    }),
  )
  const final = traces(
    spanBody({
      ...span,
      parentSpanId,
      name: 'chat gpt-4o',
      startTimeUnixNano,
      endTimeUnixNano: at(500),
      status: { code: 1 },
      attributes: {
        'gen_ai.request.model': null,
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 7,
        step: 'end',
      },
    }),
  )

  it('runs until then', async () => {
    const project = await sent([opened, progress])
    const detail = await project.span(span)
    expect(detail).toMatchObject({ running: true, end: null, kind: 'llm', session: 's-1' })
    expect(detail.attributes).toMatchObject({ step: 'chunks', chunk: 1, 'gen_ai.operation.name': 'chat' })
    expect(await project.totals()).toMatchObject({ spans: 1, calls: 1 })
  })

  it.each(orders([opened, progress, final]).map((deliveries, index) => [index + 1, deliveries] as const))(
    'is one span with the fields of all, in order %i of six',
    async (_, deliveries) => {
      const project = await sent([...deliveries, deliveries[0] as Delivery])
      expect(await project.totals()).toMatchObject({ traces: 1, spans: 1, calls: 1, tokens: { input: 120, output: 7 } })
      const detail = await project.span(span)
      expect(detail).toMatchObject({
        name: 'chat gpt-4o',
        kind: 'llm',
        running: false,
        end: at(500),
        status: 'ok',
        session: 's-1',
        model: 'gpt-4o',
        parent_span_id: parentSpanId,
        tokens: { input: 120, output: 7 },
      })
      expect(detail.attributes).toEqual({
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 7,
        'session.id': 's-1',
        'gen_ai.input.messages': expect.anything(),
        chunk: 1,
        step: 'end',
      })
      expect(detail.events.map((event) => event.name)).toEqual(['first chunk'])
      expect(detail.messages).toMatchObject([{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }])
    },
  )

  it('is one span when all comes at once', async () => {
    const project = await sent([final, progress, opened, final], false)
    expect(await project.totals()).toMatchObject({ traces: 1, spans: 1, calls: 1, tokens: { input: 120, output: 7 } })
    expect(await project.span(span)).toMatchObject({ running: false, kind: 'llm', session: 's-1', model: 'gpt-4o' })
  })

  it.each(orders([0, 1]))('is one span when its end tells another start (%i, %i)', async (...order) => {
    const moved = traces(
      spanBody({
        ...span,
        name: 'chat gpt-4o',
        startTimeUnixNano: at(3),
        endTimeUnixNano: at(500),
        attributes: { 'gen_ai.usage.input_tokens': 120 },
      }),
    )
    const deliveries = order.map((index) => [opened, moved][index] as Delivery)
    const project = await sent([...deliveries, opened, moved])
    expect(await project.totals()).toMatchObject({ traces: 1, spans: 1, calls: 1, tokens: { input: 120 } })
    expect(await project.span(span)).toMatchObject({ running: false, start: at(3), end: at(500), session: 's-1' })
  })
})

describe.concurrent('log records of a span', () => {
  const span = ids()
  const call = traces(
    spanBody({
      ...span,
      name: 'chat gpt-4o',
      startTimeUnixNano: at(0),
      endTimeUnixNano: at(500),
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 30,
        'gen_ai.usage.output_tokens': 4,
      },
    }),
  )
  const asked = logs(
    logBody(
      { ...span, name: 'gen_ai.system.message', body: { content: 'Be brief.' } },
      { ...span, name: 'gen_ai.user.message', ms: 2, body: { content: 'سلام دنیا' } },
    ),
  )
  const answered = logs(
    logBody({
      ...span,
      name: 'gen_ai.choice',
      ms: 400,
      body: { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi.' } },
    }),
  )
  const DEAL = [
    ['system', 'Be brief.'],
    ['user', 'سلام دنیا'],
    ['assistant', 'Hi.'],
  ]

  it.each(orders([call, asked, answered]).map((deliveries, index) => [index + 1, deliveries] as const))(
    'show as its messages, each once, in order %i of six',
    async (_, deliveries) => {
      const project = await sent([...deliveries, ...deliveries])
      const detail = await project.span(span)
      expect(detail.messages.map(({ role, parts }) => [role, parts[0]?.text])).toEqual(DEAL)
      expect(detail.events.map((event) => event.name)).toEqual([
        'gen_ai.system.message',
        'gen_ai.user.message',
        'gen_ai.choice',
      ])
      expect(detail).toMatchObject({ input_preview: 'سلام دنیا', output_preview: 'Hi.' })
      expect(await project.totals()).toMatchObject({ spans: 1, calls: 1, errors: 0, tokens: { input: 30, output: 4 } })
    },
  )

  it.each(['in one request', 'in requests of their own'])('of one millisecond keep their order: %s', async (how) => {
    const turns = Array.from({ length: 12 }, (_, turn) => ({
      ...span,
      name: turn % 2 === 0 ? 'gen_ai.user.message' : 'gen_ai.assistant.message',
      body: { content: `turn ${turn}` },
    }))
    const told = how === 'in one request' ? [logs(logBody(...turns))] : turns.map((turn) => logs(logBody(turn)))
    const project = await sent([call, ...told], false)
    const detail = await project.span(span)
    expect(detail.messages.map(({ parts }) => parts[0]?.text)).toEqual(turns.map(({ body }) => body.content))
  })

  it('wait for a span that is not there, and count as no span', async () => {
    const project = await sent([asked, answered])
    expect(await project.totals()).toMatchObject({ traces: 0, spans: 0, calls: 0 })
  })

  it.each(orders([0, 1]))('fill in content that the span itself left out (%i, %i)', async (...order) => {
    const details = logs(
      logBody({
        ...span,
        name: 'gen_ai.client.inference.operation.details',
        ms: 450,
        attributes: {
          'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
          'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'سلام دنیا' }] }],
          'gen_ai.output.messages': JSON.stringify([
            { role: 'assistant', parts: [{ type: 'text', content: 'Hi.' }], finish_reason: 'stop' },
          ]),
        },
      }),
    )
    const project = await sent(order.map((index) => [call, details][index] as Delivery))
    const detail = await project.span(span)
    expect(detail.messages.map(({ role, parts }) => [role, parts[0]?.text])).toEqual(DEAL)
    expect(detail).toMatchObject({ calls: 1, tokens: { input: 30, output: 4 } })
  })

  it('are only counted where they are no content of a model, or belong to no span', async () => {
    const others = logs(
      logBody(
        { ...span, name: 'http.request', body: 'GET /' },
        { ...span, name: '', body: { level: 'info' } },
        { name: 'gen_ai.user.message', body: { content: 'whose?' } },
      ),
    )
    const project = await sent([call, others])
    const detail = await project.span(span)
    expect([detail.messages, detail.events]).toEqual([[], []])
    const { total } = await product.api<{ total: Values }>('/ledger', { key: project.key })
    expect(total).toMatchObject({ received: 4, stored: 4, spans: 1, balanced: true })
  })

  it('join an open span and its end, in any order', async () => {
    const open = traces(
      spanBody({
        ...span,
        name: 'chat gpt-4o',
        startTimeUnixNano: at(0),
        endTimeUnixNano: '0',
        attributes: { early: 1 },
      }),
    )
    for (const deliveries of [
      [open, asked, call, answered],
      [answered, call, open, asked],
    ]) {
      const project = await sent(deliveries)
      const detail = await project.span(span)
      expect(detail.messages.map(({ role, parts }) => [role, parts[0]?.text])).toEqual(DEAL)
      expect(detail).toMatchObject({ running: false, attributes: { early: 1 }, tokens: { input: 30, output: 4 } })
      expect(await project.totals()).toMatchObject({ spans: 1, calls: 1 })
    }
  })
})

describe.concurrent('an evaluation', () => {
  const span = ids()
  const result = {
    'gen_ai.evaluation.name': 'relevance',
    'gen_ai.evaluation.score.value': 0.5,
    'gen_ai.evaluation.score.label': 'half',
    'gen_ai.evaluation.explanation': 'half of it',
  }
  const base = { ...span, name: 'chat', startTimeUnixNano: at(0), endTimeUnixNano: at(500) }
  const plain = traces(spanBody(base))
  const withEvent = traces(
    spanBody({
      ...base,
      events: [{ name: 'gen_ai.evaluation.result', timeUnixNano: at(1), attributes: keyValues(result) }],
    }),
  )
  const asLog = logs(logBody({ ...span, name: 'gen_ai.evaluation.result', attributes: result }))

  it.each([
    ['in an event of the span', [withEvent, withEvent]],
    ['in a log record, before the span', [asLog, plain, asLog]],
    ['in a log record, after the span', [plain, asLog, asLog]],
    ['in both', [withEvent, asLog, withEvent]],
  ])('is one score, however often it comes: %s', async (_, deliveries) => {
    const project = await sent(deliveries)
    expect((await project.totals()).scores).toEqual([{ name: 'relevance', n: 1, mean: 0.5 }])
    expect(await project.span(span)).toMatchObject({ scores: [{ name: 'relevance' }] })
  })

  it('given twice by two judges is two scores', async () => {
    const second = { ...result, 'gen_ai.evaluation.score.value': 1 }
    const project = await sent([
      plain,
      asLog,
      logs(logBody({ ...span, name: 'gen_ai.evaluation.result', ms: 9, attributes: second })),
    ])
    expect((await project.totals()).scores).toEqual([{ name: 'relevance', n: 2, mean: 0.75 }])
  })
})

const data = sharedData()

describe
  .skipIf(data === undefined)
  .concurrent('real calls of the OpenAI client whose content is in log records', () => {
    const load = (name: string) => readFileSync(path.join(data ?? '', 'captures/otlp', `${name}.json`), 'utf8')
    const ASKED = ['You are a terse weather assistant.', 'What is the weather in Paris?']
    const ANSWER = 'It is 18 degrees and raining in Paris.'
    const TURNS = [
      ['system', 'text'],
      ['user', 'text'],
      ['assistant', 'tool_call'],
      ['tool', 'tool_result'],
      ['assistant', 'text'],
    ]

    it.each([
      ['chat', 'after the span', 1, { calls: 1, errors: 0, tokens: { input: 120, output: 25 } }],
      ['chat', 'before the span', 1, { calls: 1, errors: 0, tokens: { input: 120, output: 25 } }],
      ['stream', 'after the span', 1, { calls: 1, errors: 0 }],
      ['error', 'before the span', 1, { calls: 1, errors: 1, tokens: { input: null, output: null } }],
      ['tools', 'after the span', 2, { calls: 2, errors: 0, tokens: { input: 240, output: 50 } }],
      ['tools', 'before the span', 2, { calls: 2, errors: 0, tokens: { input: 240, output: 50 } }],
    ] as const)('%s, %s', async (name, when, spans, totals) => {
      const both = [traces(load(`otel-genai-openai-${name}`)), logs(load(`otel-genai-openai-${name}.logs`))]
      const project = await sent(when === 'after the span' ? both : [...both].reverse())
      expect(await project.totals()).toMatchObject({ spans, ...totals })
      const list = await product.api<{ spans: { trace_id: string; span_id: string; start: string }[] }>('/spans', {
        key: project.key,
      })
      const details = await Promise.all(
        [...list.spans]
          .sort((a, b) => (a.start < b.start ? -1 : 1))
          .map(({ trace_id, span_id }) => project.span({ traceId: trace_id, spanId: span_id })),
      )
      const last = details.at(-1)
      expect(last?.messages.slice(0, 2).map(({ parts }) => parts[0]?.text)).toEqual(ASKED)
      if (name !== 'error') expect(last?.messages.at(-1)).toMatchObject({ isOutput: true, parts: [{ text: ANSWER }] })
      if (name === 'tools') expect(last?.messages.map(({ role, parts }) => [role, parts[0]?.type])).toEqual(TURNS)
    })
  })

describe.concurrent('a span that Logfire announces by a child', () => {
  const span = ids()
  const pending = { ...span, spanId: newSpanId(), parentSpanId: span.spanId }
  const name = 'answer {question}'
  const said = { 'logfire.msg': 'answer Paris?' }
  const announced = traces(
    spanBody({
      ...pending,
      name,
      startTimeUnixNano: at(0),
      endTimeUnixNano: at(0),
      attributes: {
        ...said,
        'logfire.span_type': 'pending_span',
        'logfire.pending_parent_id': '0'.repeat(16),
        'session.id': 's-7',
      },
    }),
  )
  const ended = traces(
    spanBody({
      ...span,
      name,
      startTimeUnixNano: at(0),
      endTimeUnixNano: at(700),
      attributes: { ...said, 'logfire.span_type': 'span' },
    }),
  )

  it.each(orders([announced, ended]).map((deliveries, index) => ({ index, deliveries })))(
    'is one span, in order $index',
    async ({ deliveries }) => {
      const project = await sent(deliveries)
      expect(await project.totals()).toMatchObject({ traces: 1, spans: 1 })
      const detail = await project.span(span)
      expect(detail).toMatchObject({ name: 'answer Paris?', running: false, session: 's-7', parent_span_id: null })
      expect(detail.attributes['logfire.span_type']).toBe('span')
    },
  )
})

describe.concurrent('content that lies elsewhere', () => {
  it('a picture leaves the text for the blob store, and comes back in the message', async () => {
    const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20_000, 5)]).toString(
      'base64',
    )
    const message = {
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } }],
    }
    const span = { ...ids(), startTimeUnixNano: at(0), endTimeUnixNano: at(10) }
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': JSON.stringify([message]) }
    const project = await sent([traces(spanBody({ ...span, attributes }))])
    const detail = await project.span(span)
    const [part] = detail.messages[0]?.parts ?? []
    expect(part).toMatchObject({ type: 'image', media_type: 'image/png', size_bytes: 20_008, data: picture })
    expect(part?.uri).toMatch(/^sha256:[0-9a-f]{64}:20008$/)
    expect(String(detail.attributes['gen_ai.input.messages']).length).toBeLessThan(300)
  })

  it('a call without content shows what another span of it carries, also of another trace', async () => {
    const shared = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.response.id': 'msg_0123456789',
      'gen_ai.usage.input_tokens': 9,
    }
    const native = { ...ids(), startTimeUnixNano: at(1), endTimeUnixNano: at(9) }
    const framework = { ...ids(), startTimeUnixNano: at(0), endTimeUnixNano: at(10) }
    const talk = {
      'gen_ai.input.messages': '[{"role":"user","content":"hi"}]',
      'gen_ai.output.messages': '[{"role":"assistant","content":"ho"}]',
    }
    const project = await sent([
      traces(spanBody({ ...native, attributes: shared, scope: 'com.anthropic.sdk.python' })),
      traces(spanBody({ ...framework, attributes: { ...shared, ...talk } })),
    ])
    expect(await project.totals()).toMatchObject({ calls: 1 })
    const detail = await project.span(native)
    expect(detail.messages.flatMap(({ parts }) => parts.map((part) => part.text))).toEqual(['hi', 'ho'])
  })
})

describe.concurrent('a coding agent that sends log records and no spans', () => {
  const common = { 'session.id': 's-9', 'user.id': 'u-9', 'prompt.id': 'p-1' }
  const said = (name: string, ms: number, attributes: Values): Log => ({
    name,
    ms,
    body: `claude_code.${name}`,
    attributes: { 'event.name': name, ...common, ...attributes },
  })
  const records = [
    said('user_prompt', 100, { prompt: 'list the files' }),
    said('api_request', 2000, {
      model: 'claude-haiku-4-5',
      input_tokens: '12',
      output_tokens: '30',
      cache_read_tokens: '1500',
      cache_creation_tokens: '90',
      cost_usd: '0.0028',
      duration_ms: '1850',
      request_id: 'req_1',
    }),
    said('tool_result', 2400, { tool_name: 'Bash', tool_use_id: 'toolu_1', success: 'false', duration_ms: '390' }),
  ]
  const body = logBody(...records).replace('"name":"ai"', '"name":"com.anthropic.claude_code.events"')

  it.each([
    ['once', 1],
    ['twice', 2],
  ])('is one trace with its call: sent %s', async (_, times) => {
    const project = await sent(Array.from({ length: times }, () => logs(body)))
    expect(await project.totals()).toMatchObject({
      traces: 1,
      spans: 3,
      calls: 1,
      errors: 1,
      tokens: { input: 1602, output: 30 },
    })
  })
})
