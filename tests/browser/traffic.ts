import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces, type TestSpan } from '../support/otlp.ts'
import type { Product } from '../support/product.ts'

/** Traffic of our own making through the front door: agents, model calls, tools, failures, scores, two scripts. */
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-3-5-sonnet-20241022', 'house-model-1'] as const
const QUESTIONS = [
  'Where is my order TC-1042?',
  'سفارش TC-1042 من کجاست؟',
  'Can I return an opened tin?',
  'آیا می‌توانم چای باز شده را پس بدهم؟',
]
const ANSWERS = [
  'It was shipped yesterday and should arrive on Friday.',
  'دیروز فرستاده شد و باید روز جمعه به دست شما برسد.',
  'Within thirty days, if it is unopened.',
  'تا سی روز، اگر باز نشده باشد.',
]
export const TRACES = 130
const PER_REQUEST = 26
/** The others are of the release after. */
export const OF_OLD_RELEASE = 3 * PER_REQUEST
const HOURS = 3

export async function sendTraffic(product: Product, nowMs: number): Promise<void> {
  const traces = Array.from({ length: TRACES }, (_, at) => conversation(at, nowMs))
  for (let at = 0; at < traces.length; at += PER_REQUEST) {
    const resource = { 'service.name': 'tea-shop', 'service.version': at < OF_OLD_RELEASE ? '1.4.0' : '1.5.0' }
    const body = otlpBody(traces.slice(at, at + PER_REQUEST).flat(), resource)
    const answer = await postTraces(product.otlp, body)
    if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`)
  }
  await product.drained()
  const scored = traces.filter((_, at) => at % 3 === 0)
  await product.api('/scores', {
    body: scored.flatMap(([root], at) => [
      { name: 'helpful', value: at % 4 !== 0, trace_id: root?.traceId },
      { name: 'quality', value: (at % 10) / 10, trace_id: root?.traceId, comment: 'from a program' },
    ]),
  })
}

/** An agent, two model calls and a tool between them; every seventh tool fails, every eleventh call carries no usage. */
function conversation(at: number, nowMs: number): readonly TestSpan[] {
  const [traceId, rootId] = [newTraceId(), newSpanId()]
  const startMs = nowMs - Math.round(((TRACES - at) / TRACES) * HOURS * 3_600_000)
  const model = MODELS[at % MODELS.length] ?? MODELS[0]
  const [question = '', answer = ''] = [QUESTIONS[at % 4], ANSWERS[at % 4]]
  const failed = at % 7 === 3
  const whole = 900 + (at % 13) * 120
  const child = (span: TestSpan): TestSpan => ({ ...span, traceId, spanId: newSpanId(), parentSpanId: rootId })
  return [
    {
      traceId,
      spanId: rootId,
      name: 'invoke_agent shop',
      startMs,
      durationMs: whole,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'shop',
        'session.id': `chat-${at % 40}`,
        'user.id': `user-${at % 9}`,
        ...content(question, answer),
      },
    },
    child(call({ at, model, startMs: startMs + 10, durationMs: 300, question, answer: '' })),
    child({
      name: 'execute_tool order_status',
      startMs: startMs + 320,
      durationMs: 150,
      status: failed ? 2 : 0,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'order_status',
        ...(failed ? { 'error.type': 'timeout' } : {}),
      },
    }),
    child(call({ at: at + 1, model, startMs: startMs + 480, durationMs: whole - 490, question, answer })),
  ]
}

interface Call {
  readonly at: number
  readonly model: string
  readonly startMs: number
  readonly durationMs: number
  readonly question: string
  readonly answer: string
}

function call({ at, model, question, answer, ...times }: Call): TestSpan {
  const span = llmSpan({
    ...times,
    model,
    input: 200 + at * 3,
    output: 40 + (at % 17),
    attributes: { 'gen_ai.usage.cache_read.input_tokens': at % 5 === 0 ? 64 : 0, ...content(question, answer) },
  })
  if (at % 11 !== 0) return span
  const attributes = Object.entries(span.attributes ?? {}).filter(([key]) => !key.startsWith('gen_ai.usage.'))
  return { ...span, attributes: Object.fromEntries(attributes) }
}

function content(question: string, answer: string): Record<string, string> {
  const message = (role: string, text: string) => JSON.stringify([{ role, parts: [{ type: 'text', content: text }] }])
  return {
    'gen_ai.input.messages': message('user', question),
    ...(answer === '' ? {} : { 'gen_ai.output.messages': message('assistant', answer) }),
  }
}
