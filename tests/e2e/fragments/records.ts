import { describe, expect, it } from 'vitest'
import { at, type Delivery, ids, logBody, logs, orders, product, sent, spanBody, traces, type Values } from './scene.ts'

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
