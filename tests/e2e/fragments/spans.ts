import { describe, expect, it } from 'vitest'
import { newSpanId } from '../../support/otlp.ts'
import { at, type Delivery, ids, orders, sent, spanBody, traces } from './scene.ts'

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

describe.concurrent('a retriever that asks others', () => {
  const outer = ids()
  const step = { ...outer, spanId: newSpanId(), parentSpanId: outer.spanId }
  const inner = { ...outer, spanId: newSpanId(), parentSpanId: step.spanId }
  const retriever = { 'openinference.span.kind': 'RETRIEVER', 'retrieval.documents.0.document.content': 'rain' }
  const parts = [
    { ...outer, name: 'EnsembleRetriever', attributes: retriever },
    { ...step, name: 'RunnableParallel', attributes: { 'openinference.span.kind': 'CHAIN' } },
    { ...inner, name: 'VectorStoreRetriever', attributes: retriever },
  ].map((part, index) => traces(spanBody({ ...part, startTimeUnixNano: at(index), endTimeUnixNano: at(1000 - index) })))

  it.each([
    ['the outer first', parts],
    ['the inner first', [...parts].reverse()],
    ['what joins them last', [parts[0], parts[2], parts[1]] as Delivery[]],
  ])('retrieves once: %s', async (_, deliveries) => {
    const project = await sent(deliveries)
    expect((await project.totals()).spans_by_kind).toEqual({ chain: 2, retrieval: 1 })
    expect([await project.span(outer), await project.span(inner)]).toMatchObject([
      { kind: 'retrieval' },
      { kind: 'chain' },
    ])
  })

  it('retrieves once in one batch', async () => {
    const project = await sent(parts, false)
    expect((await project.totals()).spans_by_kind).toEqual({ chain: 2, retrieval: 1 })
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
