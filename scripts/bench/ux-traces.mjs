// Traces that are hard on a page: many spans, great depth, wide siblings, huge and strange content. Made by rule, so that
// a test or a bench knows what must be on the page without asking the product.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

const MS = 1_000_000n

/** The same name gives the same id on every machine. */
export const idOf = (name, bytes) =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, bytes * 2)

const anyValue = (value) =>
  typeof value === 'string'
    ? { stringValue: value }
    : typeof value === 'boolean'
      ? { boolValue: value }
      : Number.isInteger(value)
        ? { intValue: String(value) }
        : { doubleValue: value }

const keyValues = (pairs) => Object.entries(pairs).map(([key, value]) => ({ key, value: anyValue(value) }))

/** One span of a trace; times in milliseconds after the trace's start. */
export function spanOf(trace, name, { parent, at = 0, lasts = 1, attributes = {}, status = 0, as = name, end = true }) {
  const start = trace.startNs + BigInt(Math.round(at * 1_000)) * 1_000n
  return {
    traceId: trace.id,
    spanId: idOf(`${trace.name} ${as}`, 8),
    ...(parent === undefined ? {} : { parentSpanId: idOf(`${trace.name} ${parent}`, 8) }),
    name,
    kind: 1,
    startTimeUnixNano: String(start),
    ...(end ? { endTimeUnixNano: String(start + BigInt(Math.round(lasts * 1_000)) * 1_000n) } : {}),
    attributes: keyValues(attributes),
    status: { code: status },
  }
}

export function traceOf(name, startMs) {
  return { name, id: idOf(name, 16), startNs: BigInt(Math.round(startMs)) * MS }
}

export const call = (model, input, output) => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': model,
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
})
export const tool = (name) => ({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name })
export const agent = (name) => ({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name })

const KINDS = [
  ['chat gpt-4o', call('gpt-4o', 220, 40)],
  ['execute_tool search', tool('search')],
  ['execute_tool read', tool('read')],
  ['step', {}],
]

/** `count` spans in 14 levels under one agent: every span has at most 20 children, every 97th failed. */
export function manySpans(name, count, startMs) {
  const trace = traceOf(name, startMs)
  const spans = [spanOf(trace, 'invoke_agent big', { as: 's0', lasts: count, attributes: agent('big') })]
  for (let n = 1; n < count; n += 1) {
    const [title, attributes] = KINDS[n % KINDS.length]
    const parent = n < 14 ? n - 1 : 1 + (Math.floor(n / 20) % Math.min(n - 1, 4_000))
    spans.push(
      spanOf(trace, title, {
        as: `s${n}`,
        parent: `s${parent}`,
        at: n * 0.9,
        lasts: 1 + (n % 7) * 3,
        attributes,
        status: n % 97 === 0 ? 2 : 0,
      }),
    )
  }
  return { trace, spans }
}

/** One tool whose result is a JSON list of so many bytes, or a little more. */
export function bigOutput(name, bytes, startMs) {
  const trace = traceOf(name, startMs)
  const rows = []
  for (let size = 2, n = 0; size < bytes; n += 1) {
    const row = JSON.stringify({
      n,
      id: idOf(`row ${n}`, 8),
      text: `row ${n} of the catalogue, چای سبز`,
      price: n * 1.25,
    })
    rows.push(row)
    size += Buffer.byteLength(row) + 1
  }
  const attributes = {
    ...tool('catalogue'),
    'gen_ai.tool.call.arguments': '{"all":true}',
    'gen_ai.tool.call.result': `[${rows.join(',')}]`,
  }
  return {
    trace,
    rows: rows.length,
    spans: [spanOf(trace, 'execute_tool catalogue', { as: 's0', lasts: 900, attributes })],
  }
}

export function bodyOf(spans, service = 'fixtures') {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues({ 'service.name': service }) },
        scopeSpans: [{ scope: { name: 'fixtures' }, spans }],
      },
    ],
  })
}

const PER_REQUEST = 2_000

/** Through the front door, in requests of a usual size. */
export async function send(otlp, key, spans) {
  for (let at = 0; at < spans.length; at += PER_REQUEST) {
    const answer = await fetch(`${otlp}/v1/traces`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${key}`,
      },
      body: gzipSync(bodyOf(spans.slice(at, at + PER_REQUEST))),
    })
    if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`)
  }
}
