import {
  agent,
  bigOutput,
  call,
  type FixtureSpan,
  type FixtureTrace,
  manySpans,
  send,
  spanOf,
  tool,
  traceOf,
} from '../../scripts/bench/ux-traces.mjs'
import { PROJECT_KEY, type Product } from '../support/product.ts'

/** Traces that are hard on a page, each named after the check that it serves. */
export interface Fixtures {
  readonly many: FixtureTrace
  readonly big: FixtureTrace
  readonly chat: FixtureTrace
  readonly errors: FixtureTrace
  readonly orphan: FixtureTrace
  readonly loop: FixtureTrace
  readonly twin: FixtureTrace
  readonly other: FixtureTrace
}

export const MANY_SPANS = 3_000
export const TURNS = 40
const BIG_BYTES = 25_000_000
/** What the model thought before it answered. */
export const REASONING = 'They want to know about the weather.'
/** One red pixel. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8Dwn4EIwDiqEAAv5AQC1pTuOAAAAABJRU5ErkJggg=='

export async function sendFixtures(product: Product, nowMs: number): Promise<Fixtures> {
  const at = (minutes: number) => nowMs - minutes * 60_000
  const many = manySpans('F-10K', MANY_SPANS, at(50))
  const big = bigOutput('F-BIG', BIG_BYTES, at(40))
  const chat = chatTrace(at(30))
  const errors = errorsTrace(at(29))
  const orphan = orphanTrace(at(28))
  const loop = loopTrace(at(27))
  const twin = stepsTrace('F-TWIN', at(26), ['search', 'read'])
  const other = stepsTrace('F-OTHER', at(25), ['search', 'plan', 'read'])
  const all = [many, big, chat, errors, orphan, loop, twin, other]
  for (const { spans } of all) await send(product.otlp, PROJECT_KEY, spans)
  await product.drained()
  const [a, b, c, d, e, f, g, h] = all.map((one) => one.trace)
  if (!a || !b || !c || !d || !e || !f || !g || !h) throw new Error('a fixture is missing')
  return { many: a, big: b, chat: c, errors: d, orphan: e, loop: f, twin: g, other: h }
}

interface Made {
  readonly trace: FixtureTrace
  readonly spans: FixtureSpan[]
}

/** Four parallel tools of which one failed, hidden and visible reasoning, a picture inside and one elsewhere, two scripts. */
function chatTrace(startMs: number): Made {
  const trace = traceOf('F-CHAT', startMs)
  const calls = ['weather', 'news', 'mail', 'stocks'].map((name) => ({
    type: 'tool_call',
    id: `call_${name}`,
    name,
    arguments: { city: 'تهران' },
  }))
  const answers = calls.map(({ id, name }) => ({
    role: 'tool',
    parts: [{ type: 'tool_call_response', id, result: name === 'mail' ? 'mailbox is locked' : `${name} is fine` }],
  }))
  const input = [
    { role: 'system', parts: [{ type: 'text', content: 'You are a helper.\n'.repeat(40) }] },
    {
      role: 'user',
      parts: [
        { type: 'text', content: 'GPT-4o می‌گوید که هوا خوب است، `temp=21` و باران نمی‌بارد. نظر تو چیست؟' },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: PICTURE },
        { type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'https://pictures.example/far.png' },
      ],
    },
    { role: 'assistant', parts: calls },
    ...answers,
  ]
  const output = [
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: REASONING },
        {
          type: 'text',
          content: 'The weather is fine.\n\n<script>window.hacked = true</script> [x](javascript:hack())',
        },
      ],
      finish_reason: 'length',
    },
  ]
  const spans = [
    spanOf(trace, 'invoke_agent helper', {
      as: 'root',
      lasts: 900,
      attributes: { ...agent('helper'), 'session.id': 'long talk', 'user.id': 'علی (12)' },
    }),
    spanOf(trace, 'chat gpt-4o', {
      as: 'call',
      parent: 'root',
      at: 500,
      lasts: 300,
      attributes: {
        ...call('gpt-4o', 900, 80),
        'gen_ai.input.messages': JSON.stringify(input),
        'gen_ai.output.messages': JSON.stringify(output),
      },
    }),
    ...['weather', 'news', 'mail', 'stocks'].map((name, n) =>
      spanOf(trace, `execute_tool ${name}`, {
        as: name,
        parent: 'root',
        at: 100 + n,
        lasts: 200,
        status: name === 'mail' ? 2 : 0,
        attributes: { ...tool(name), ...(name === 'mail' ? { 'error.type': 'Locked' } : {}) },
      }),
    ),
  ]
  return { trace, spans }
}

/** Errors at three depths. */
function errorsTrace(startMs: number): Made {
  const trace = traceOf('F-ERR', startMs)
  const names = ['root', 'one', 'two', 'three']
  return {
    trace,
    spans: names.map((as, n) =>
      spanOf(trace, n === 0 ? 'pipeline' : `step ${as}`, {
        as,
        ...(n === 0 ? {} : { parent: names[n - 1] ?? '' }),
        at: n,
        lasts: 100 - n * 10,
        status: n === 0 ? 0 : 2,
        attributes: n === 0 ? {} : { 'error.type': `Depth${n}` },
      }),
    ),
  }
}

/** A span whose parent never came, a second root, and one that outlives its parent. */
function orphanTrace(startMs: number): Made {
  const trace = traceOf('F-ORPHAN', startMs)
  return {
    trace,
    spans: [
      spanOf(trace, 'root', { as: 'root', lasts: 100 }),
      spanOf(trace, 'outlives', { as: 'late', parent: 'root', at: 50, lasts: 200 }),
      spanOf(trace, 'second root', { as: 'root2', at: 10, lasts: 50 }),
      spanOf(trace, 'lost child', { as: 'lost', parent: 'never sent', at: 20, lasts: 10 }),
    ],
  }
}

/** An agent that thinks and acts forty times. */
function loopTrace(startMs: number): Made {
  const trace = traceOf('F-CYCLE', startMs)
  const turns = Array.from({ length: TURNS }, (_, n) => [
    spanOf(trace, 'chat gpt-4o', {
      as: `think${n}`,
      parent: 'root',
      at: n * 20,
      lasts: 10,
      attributes: call('gpt-4o', 50, 5),
    }),
    spanOf(trace, 'execute_tool act', {
      as: `act${n}`,
      parent: 'root',
      at: n * 20 + 11,
      lasts: 5,
      attributes: tool('act'),
    }),
  ]).flat()
  return {
    trace,
    spans: [spanOf(trace, 'invoke_agent loop', { as: 'root', lasts: 900, attributes: agent('loop') }), ...turns],
  }
}

function stepsTrace(name: string, startMs: number, steps: readonly string[]): Made {
  const trace = traceOf(name, startMs)
  const arguments_ = (step: string) => JSON.stringify({ step, of: 'twins' })
  return {
    trace,
    spans: [
      spanOf(trace, 'invoke_agent twin', { as: 'root', lasts: 100, attributes: agent('twin') }),
      ...steps.map((step, n) =>
        spanOf(trace, `execute_tool ${step}`, {
          as: step,
          parent: 'root',
          at: n * 20,
          lasts: 10,
          attributes: { ...tool(step), 'gen_ai.tool.call.arguments': arguments_(step) },
        }),
      ),
    ],
  }
}
