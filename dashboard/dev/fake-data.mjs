// Made-up traces for developing the dashboard without a collector: a support agent in English and Persian, with tool
// calls, an error now and then, and one model that has no price.

export const HOUR = 3_600_000

/** Small deterministic random numbers, so that two screenshots show the same page. */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    return ((state ^ (state >>> 12)) >>> 0) / 4_294_967_296
  }
}

export const MODELS = [
  { model: 'gpt-4o', provider: 'openai', price: 0.0000065, share: 0.38 },
  { model: 'claude-sonnet-4', provider: 'anthropic', price: 0.000009, share: 0.27 },
  { model: 'gpt-4o-mini', provider: 'openai', price: 0.0000004, share: 0.2 },
  { model: 'gemini-2.5-pro', provider: 'google', price: 0.000004, share: 0.1 },
  { model: 'house-llama-70b', provider: null, price: null, share: 0.05 },
]
export const TOOLS = ['search_orders', 'refund', 'weather', 'calendar.find_slot']
const NAMES = ['answer ticket', 'plan trip', 'خلاصهٔ گفت‌وگو', 'classify mail', 'nightly report']
const QUESTIONS = [
  'Where is my order 58113? It should have come on Monday.',
  'GPT-4o پاسخ داد که سفارش فردا می‌رسد؛ درست است؟',
  'می‌خواهم بلیت تهران به شیراز را برای پنجشنبه عوض کنم.',
  'Summarise the last three tickets of this customer in two sentences.',
  'Find a slot for two hours next week and invite everybody from the support team.',
]
const ANSWERS = [
  'Your parcel left the depot this morning and arrives tomorrow before noon.',
  'بله، سفارش شما فردا پیش از ظهر می‌رسد.',
  'بلیت شما برای پنجشنبه ساعت ۱۸:۴۰ عوض شد.',
  'The customer asked twice about a refund; it was paid on 3 November.',
  'Tuesday 10:00 to 12:00 suits all seven people. I sent the invitation.',
]

const hex = (random, digits) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
export const ns = (ms) => (BigInt(Math.round(ms * 1000)) * 1000n).toString()
export const pick = (random, list) => list[Math.floor(random() * list.length)]

export function pickModel(random) {
  const drawn = random()
  let sum = 0
  for (const entry of MODELS) {
    sum += entry.share
    if (drawn <= sum) return entry
  }
  return MODELS[0]
}

const NO_BUCKETS = Object.fromEntries(
  'input_uncached cache_read cache_write input_audio input_image input_video output reasoning output_audio output_image output_video'
    .split(' ')
    .map((name) => [name, null]),
)

export function tokensOf(input, output) {
  if (input === null && output === null) return { input: null, output: null, buckets: NO_BUCKETS }
  const cached = Math.floor(input * 0.4)
  const reasoning = Math.floor(output * 0.2)
  return {
    input,
    output,
    buckets: {
      ...NO_BUCKETS,
      input_uncached: input - cached,
      cache_read: cached,
      output: output - reasoning,
      reasoning,
    },
  }
}

export function costOf(amount, priced, unpriced) {
  return {
    ours: priced === 0 ? null : amount.toFixed(9),
    priced_calls: priced,
    unpriced_calls: unpriced,
    reported: null,
    reported_calls: 0,
  }
}

const NO_COST = costOf(0, 0, 0)

function span(random, parent, fields) {
  return {
    span_id: hex(random, 16),
    parent_span_id: parent,
    client_id: null,
    running: false,
    status: 'unset',
    error_type: null,
    error_message: null,
    service: 'support-agent',
    model: null,
    provider: null,
    user: null,
    session: null,
    agent: null,
    tool: null,
    ttft: null,
    calls: 0,
    merged_into: null,
    rolled_up: false,
    tokens: tokensOf(null, null),
    cost: NO_COST,
    scores: [],
    ...fields,
  }
}

function llmCall(random, parent, startMs) {
  const { model, provider, price } = pickModel(random)
  const input = 400 + Math.floor(random() * 7000)
  const output = 30 + Math.floor(random() * 900)
  const lasts = 500 + output * 9
  return span(random, parent, {
    name: `chat ${model}`,
    kind: 'llm',
    start: ns(startMs),
    end: ns(startMs + lasts),
    model,
    provider,
    ttft: ns(200 + random() * 400),
    calls: 1,
    tokens: tokensOf(input, output),
    cost: price === null ? costOf(0, 0, 1) : costOf((input + 3 * output) * price, 1, 0),
    ms: lasts,
    usd: price === null ? 0 : (input + 3 * output) * price,
  })
}

/** One trace with its spans; `i` is its number, newest first. */
export function makeTrace(i, startMs, spanCount) {
  const random = randomFrom(7919 * (i + 1))
  const language = i % QUESTIONS.length
  const root = span(random, null, { name: NAMES[i % NAMES.length], kind: 'agent', start: ns(startMs), end: null })
  const spans = [root]
  let at = startMs + 12
  const steps = spanCount ?? 1 + Math.floor(random() * 6)
  for (let step = 0; step < steps; step++) {
    const call = llmCall(random, root.span_id, at)
    spans.push(call)
    at += call.ms + 8
    if (random() < 0.6) {
      const failed = random() < 0.12
      const tool = pick(random, TOOLS)
      spans.push(
        span(random, root.span_id, {
          name: `execute_tool ${tool}`,
          kind: 'tool',
          tool,
          start: ns(at),
          end: ns(at + 40 + random() * 600),
          status: failed ? 'error' : 'ok',
          error_type: failed ? 'TimeoutError' : null,
          error_message: failed ? 'upstream took longer than 5 s' : null,
        }),
      )
      at += 650
    }
    if (step === 0) {
      const retrieval = { name: 'retrieve tickets', kind: 'retrieval', start: ns(at), end: ns(at + 90) }
      spans.push(span(random, root.span_id, retrieval))
      at += 95
    }
  }
  root.end = ns(at)
  const calls = spans.filter((one) => one.calls === 1)
  const errors = spans.filter((one) => one.status === 'error').length
  const sum = (read) => calls.reduce((total, one) => total + (read(one) ?? 0), 0)
  const priced = sum((one) => one.cost.priced_calls)
  const scores = random() < 0.4 ? [{ name: 'helpfulness', value: Math.round(random() * 100) / 100, text: null }] : []
  const facts = {
    trace_id: hex(random, 32),
    client_trace_id: null,
    name: root.name,
    start: root.start,
    end: root.end,
    duration: (BigInt(root.end) - BigInt(root.start)).toString(),
    running: false,
    status: errors > 0 ? 'error' : 'ok',
    spans: spans.length,
    errors,
    service: 'support-agent',
    user: `user-${i % 23}`,
    session: `session-${i % 31}`,
    tags: i % 4 === 0 ? ['beta', 'فارسی'] : [],
    environment: i % 5 === 0 ? 'staging' : 'production',
    release: '2026.11.2',
    calls: calls.length,
    calls_without_usage: 0,
    rolled_up: false,
    tokens: tokensOf(
      sum((one) => one.tokens.input),
      sum((one) => one.tokens.output),
    ),
    cost: costOf(
      sum((one) => one.usd),
      priced,
      calls.length - priced,
    ),
    models: [...new Set(calls.map((one) => one.model))],
    ttft: calls[0]?.ttft ?? null,
    scores,
  }
  for (const one of spans) {
    delete one.ms
    delete one.usd
  }
  return { facts, spans, question: QUESTIONS[language], answer: ANSWERS[language] }
}

export function makeTraces(nowMs) {
  const random = randomFrom(41)
  let at = nowMs - 40_000
  const traces = Array.from({ length: 400 }, (_, i) => {
    at -= 20_000 + random() * 420_000
    return makeTrace(i, at, i === 3 ? 3000 : undefined)
  })
  return traces
}
