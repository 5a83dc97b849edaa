import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { newSpanId } from '../../support/otlp.ts'
import { sharedData } from '../../support/product.ts'
import { at, ids, type Log, logBody, logs, orders, product, sent, spanBody, traces, type Values } from './scene.ts'

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
