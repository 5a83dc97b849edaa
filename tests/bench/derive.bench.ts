/**
 * Spans per CPU second through decode, normalise and enrich, for a body of mixed spans: 30 % LLM calls of 8.7 KB with
 * 25 attributes, 70 % small spans with 10.
 *
 *   npx tsx --conditions=vitrine-source tests/bench/derive.bench.ts
 */
import { readFileSync } from 'node:fs'
import { checkTraces } from '../../collector/src/decode/check.ts'
import { decodeTraces } from '../../collector/src/decode/spans.ts'
import { deriveSpan } from '../../collector/src/enrich/derive-span.ts'
import { createPriceBook } from '../../collector/src/enrich/price-book.ts'
import { Writer } from '../../collector/src/mapping/wire.ts'

const SPANS_PER_BODY = 100
const ROUNDS = 600

const prices = createPriceBook(
  JSON.parse(readFileSync(new URL('../../schemas/prices/price-book.json', import.meta.url), 'utf8')),
)
const context = {
  projectId: 'bench~1',
  keyId: 'k',
  protocol: 'otlp_traces',
  partition: 0,
  offset: 0,
  receivedMs: Date.parse('2026-03-01T00:00:00Z'),
  epoch: 1,
  retentionDaysFor: () => 0,
}

const bodies = Array.from({ length: 20 }, (_, seed) => bodyOf(seed))
console.log(`body: ${bodies[0]?.length} bytes, ${SPANS_PER_BODY} spans`)
for (let warm = 0; warm < 3; warm++) run(bodies.length * 3)
report('decode + normalise + enrich', run(ROUNDS))
report('check', runCheck(ROUNDS))
report('decode', runDecode(ROUNDS))

function run(rounds: number): number {
  let rows = 0
  for (let round = 0; round < rounds; round++) {
    for (const span of decodeTraces(bodies[round % bodies.length] as Buffer, 'protobuf').spans) {
      rows += deriveSpan(span, context, prices).traceId.length > 0 ? 1 : 0
    }
  }
  return rows
}

function runDecode(rounds: number): number {
  let rows = 0
  for (let round = 0; round < rounds; round++) {
    rows += decodeTraces(bodies[round % bodies.length] as Buffer, 'protobuf').spans.length
  }
  return rows
}

function runCheck(rounds: number): number {
  let rows = 0
  for (let round = 0; round < rounds; round++) {
    const checked = checkTraces(bodies[round % bodies.length] as Buffer, 'protobuf')
    rows += checked.kind === 'ok' ? checked.spans : 0
  }
  return rows
}

function report(name: string, rows: number): void {
  const before = process.cpuUsage()
  const again = name.startsWith('decode +') ? run(ROUNDS) : name === 'check' ? runCheck(ROUNDS) : runDecode(ROUNDS)
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  console.log(
    `${name}: ${Math.round(again / seconds)} spans per CPU second (${((seconds * 1e6) / rows).toFixed(2)} µs a span)`,
  )
}

function bodyOf(seed: number): Buffer {
  const writer = new Writer()
  writer.message(1, (resource) => {
    resource.message(1, (block) => {
      text(block, 1, 'service.name', 'bench')
      text(block, 1, 'telemetry.sdk.name', 'opentelemetry')
    })
    resource.message(2, (scope) => {
      scope.message(1, (name) => name.textField(1, 'opentelemetry.instrumentation.openai_v2'))
      for (let i = 0; i < SPANS_PER_BODY; i++) scope.message(2, (span) => writeSpan(span, seed * 1000 + i, i % 10 < 3))
    })
  })
  return Buffer.from(writer.finish())
}

function writeSpan(span: Writer, n: number, isLlm: boolean): void {
  const id = Buffer.alloc(16)
  id.writeUInt32LE(n + 1, 3)
  span.bytesField(1, id)
  span.bytesField(2, id.subarray(0, 8))
  span.textField(5, isLlm ? 'chat gpt-4o' : `step ${n % 7}`)
  span.varintField(6, 3)
  span.fixed64Field(7, 1_772_000_000_000_000_000n + BigInt(n) * 1000n)
  span.fixed64Field(8, 1_772_000_001_000_000_000n + BigInt(n) * 1000n)
  if (isLlm) llmAttributes(span, n)
  else for (let i = 0; i < 10; i++) text(span, 9, `app.attribute.${i}`, `value ${i} of ${n % 50}`)
}

function llmAttributes(span: Writer, n: number): void {
  const turn = (role: string, i: number): string =>
    `{"role":"${role}","parts":[{"type":"text","content":"${`turn ${i} of ${n} says something. `.repeat(12)}"}]}`
  const history = Array.from({ length: 18 }, (_, i) => turn(i % 2 === 0 ? 'user' : 'assistant', i))
  text(span, 9, 'gen_ai.operation.name', 'chat')
  text(span, 9, 'gen_ai.provider.name', 'openai')
  text(span, 9, 'gen_ai.request.model', 'gpt-4o')
  text(span, 9, 'gen_ai.response.model', 'gpt-4o-2024-08-06')
  text(span, 9, 'gen_ai.response.id', `chatcmpl-${n}`)
  text(span, 9, 'session.id', `session-${n % 40}`)
  text(span, 9, 'user.id', `user-${n % 90}`)
  text(span, 9, 'gen_ai.input.messages', `[${history.join(',')}]`)
  text(span, 9, 'gen_ai.output.messages', `[${turn('assistant', 99)}]`)
  integer(span, 'gen_ai.usage.input_tokens', 1200 + n)
  integer(span, 'gen_ai.usage.output_tokens', 80 + (n % 30))
  integer(span, 'gen_ai.usage.cache_read.input_tokens', 640)
  integer(span, 'gen_ai.request.max_tokens', 4096)
  for (let i = 0; i < 12; i++) text(span, 9, `app.tag.${i}`, `tag ${i} ${n % 20}`)
}

function text(writer: Writer, field: number, key: string, value: string): void {
  writer.message(field, (entry) => {
    entry.textField(1, key)
    entry.message(2, (any) => any.textField(1, value))
  })
}

function integer(writer: Writer, key: string, value: number): void {
  writer.message(9, (entry) => {
    entry.textField(1, key)
    entry.message(2, (any) => any.varintField(3, value))
  })
}
