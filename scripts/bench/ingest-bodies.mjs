// OTLP bodies for measuring: deterministic text, ids of their own in every body, gzip as SDKs send it.
import { gzipSync } from 'node:zlib'

/** mix300: 30 % LLM spans of about 8.7 KB, the others small. llm200: LLM spans only. */
export const SETS = {
  mix300: { spansPerBody: 300, llmShare: 0.3 },
  llm200: { spansPerBody: 200, llmShare: 1 },
}

const SPANS_PER_TRACE = 10
const WORDS = 20_000

export function createBodyMaker(set, seed, Writer) {
  const random = mulberry32(seed)
  const words = Array.from({ length: WORDS }, () => wordOf(random))
  const { spansPerBody, llmShare } = SETS[set]
  return () => {
    const spans = []
    const nowNs = BigInt(Date.now()) * 1_000_000n
    while (spans.length < spansPerBody) {
      const traceId = bytesOf(random, 16)
      const rootId = bytesOf(random, 8)
      for (let i = 0; i < SPANS_PER_TRACE && spans.length < spansPerBody; i += 1) {
        // A call is no child of a call: the root is the agent's, and in llm200 it is exported elsewhere.
        const isRoot = i === 0 && llmShare < 1
        const isLlm = !isRoot && random() < (llmShare * SPANS_PER_TRACE) / (SPANS_PER_TRACE - (llmShare < 1 ? 1 : 0))
        const startNs = nowNs - 5_000_000_000n + BigInt(i * 100_000_000)
        const place = {
          traceId,
          spanId: isRoot ? rootId : bytesOf(random, 8),
          parentId: isRoot ? undefined : rootId,
          startNs,
        }
        spans.push(isLlm ? llmSpan(place, { random, words }) : smallSpan(place, { random, words }))
      }
    }
    const request = new Writer()
    request.message(1, (resource) => {
      resource.message(1, (attributes) => {
        for (const [key, value] of RESOURCE) attribute(attributes, 1, key, value)
      })
      resource.message(2, (scope) => {
        scope.message(1, (name) => {
          name.textField(1, 'opentelemetry.instrumentation.openai')
          name.textField(2, '2.1.0')
        })
        for (const span of spans) scope.message(2, (inner) => writeSpan(inner, span))
      })
    })
    const raw = request.finish()
    return { payload: gzipSync(raw), rawBytes: raw.length, spans: spans.length }
  }
}

const RESOURCE = [
  ['service.name', 'shop-assistant'],
  ['service.version', '1.14.2'],
  ['deployment.environment.name', 'production'],
  ['telemetry.sdk.name', 'opentelemetry'],
  ['telemetry.sdk.language', 'nodejs'],
  ['telemetry.sdk.version', '2.12.1'],
]

function llmSpan(place, { random, words }) {
  const model = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5'][Math.floor(random() * 3)]
  const input = [
    { role: 'system', content: text(900, { random, words }) },
    { role: 'user', content: text(700 + Math.floor(random() * 7000), { random, words }) },
  ]
  const output = [{ role: 'assistant', content: text(1000 + Math.floor(random() * 3000), { random, words }) }]
  return {
    ...place,
    name: `chat ${model}`,
    kind: 3,
    durationNs: 900_000_000n,
    attributes: [
      ['gen_ai.operation.name', 'chat'],
      ['gen_ai.provider.name', model.startsWith('gpt') ? 'openai' : 'anthropic'],
      ['gen_ai.request.model', model],
      ['gen_ai.response.model', model],
      ['gen_ai.response.id', `chatcmpl-${bytesOf(random, 12).toString('hex')}`],
      ['gen_ai.request.temperature', 0.7],
      ['gen_ai.request.max_tokens', 1024],
      ['gen_ai.usage.input_tokens', 400 + Math.floor(random() * 2000)],
      ['gen_ai.usage.output_tokens', 200 + Math.floor(random() * 600)],
      ['gen_ai.response.finish_reasons', 'stop'],
      ['server.address', 'api.example.com'],
      ['server.port', 443],
      ['session.id', `session-${Math.floor(random() * 5000)}`],
      ['user.id', `user-${Math.floor(random() * 2000)}`],
      ['app.feature', 'recommendations'],
      ['app.tenant', `tenant-${Math.floor(random() * 40)}`],
      ['app.retry', 0],
      ['http.response.status_code', 200],
      ['thread.id', Math.floor(random() * 64)],
      ['code.function.name', 'answerCustomer'],
      ['gen_ai.input.messages', JSON.stringify(input)],
      ['gen_ai.output.messages', JSON.stringify(output)],
    ],
  }
}

function smallSpan(place, { random, words }) {
  return {
    ...place,
    name: ['load cart', 'vector search', 'rank products', 'GET /stock', 'validate'][Math.floor(random() * 5)],
    kind: 1,
    durationNs: 20_000_000n,
    attributes: [
      ['http.request.method', 'GET'],
      ['http.response.status_code', 200],
      ['url.path', `/stock/${Math.floor(random() * 100_000)}`],
      ['db.system.name', 'postgresql'],
      ['db.operation.name', 'select'],
      ['app.tenant', `tenant-${Math.floor(random() * 40)}`],
      ['app.cache', 'miss'],
      ['thread.id', Math.floor(random() * 64)],
      ['app.note', text(285, { random, words })],
      ['code.function.name', 'loadCart'],
    ],
  }
}

function writeSpan(writer, span) {
  writer.bytesField(1, span.traceId)
  writer.bytesField(2, span.spanId)
  if (span.parentId !== undefined) writer.bytesField(4, span.parentId)
  writer.textField(5, span.name)
  writer.varintField(6, span.kind)
  writer.fixed64Field(7, span.startNs)
  writer.fixed64Field(8, span.startNs + span.durationNs)
  for (const [key, value] of span.attributes) attribute(writer, 9, key, value)
}

function attribute(writer, field, key, value) {
  writer.message(field, (entry) => {
    entry.textField(1, key)
    entry.message(2, (inner) => {
      if (typeof value === 'string') inner.textField(1, value)
      else if (Number.isInteger(value)) inner.varintField(3, value)
      else inner.doubleField(4, value)
    })
  })
}

/** Words of a Zipf-like distribution: compresses about as prose does. */
function text(length, { random, words }) {
  let out = ''
  while (out.length < length) out += `${words[Math.floor(WORDS ** random())] ?? words[0]}${random() < 0.1 ? '. ' : ' '}`
  return out.slice(0, length)
}

function wordOf(random) {
  const letters = 'etaoinshrdlucmfwypvbgk'
  let word = ''
  const length = 2 + Math.floor(random() * 8)
  for (let i = 0; i < length; i += 1) word += letters[Math.floor(letters.length * random() * random())]
  return word
}

function bytesOf(random, count) {
  const bytes = Buffer.allocUnsafe(count)
  for (let i = 0; i < count; i += 1) bytes[i] = Math.floor(random() * 256)
  return bytes
}

function mulberry32(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
