import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Attributes, type HrTime, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { describe, expect, it } from 'vitest'
import { activeContext } from './active-context.ts'
import { encodeSpans } from './otlp-encode.ts'

/** What OpenTelemetry's own exporter sends for the same spans. */
async function official(spans: ReadableSpan[]): Promise<Buffer> {
  const parts: Buffer[] = []
  const server = createServer((request, response) => {
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => response.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const exporter = new OTLPTraceExporter({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
  })
  await new Promise<void>((resolve) => exporter.export(spans, () => resolve()))
  await exporter.shutdown()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return Buffer.concat(parts)
}

function makeSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'test', 'a.number': 7 }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  })
  const attributes: Attributes = {
    text: 'سلام',
    long: 'x'.repeat(20_000),
    empty: '',
    yes: true,
    no: false,
    whole: 42,
    zero: 0,
    negative: -7,
    big: 2 ** 52,
    fraction: 0.25,
    list: ['a', 'b'],
    numbers: [1, 2.5, -3],
  }
  const parent = provider.getTracer('one', '1.0').startSpan('parent', { kind: SpanKind.SERVER, attributes })
  const inner = trace.setSpan(activeContext(), parent)
  const child = provider
    .getTracer('two')
    .startSpan(
      'فرزند',
      { kind: SpanKind.CLIENT, links: [{ context: parent.spanContext(), attributes: { why: 'x' } }] },
      inner,
    )
  child.addEvent('exception', { 'exception.message': 'no' })
  child.addEvent('bare')
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no' })
  child.end()
  const far: HrTime = [4_102_444_800, 999_999_999]
  provider
    .getTracer('two')
    .startSpan('far', { startTime: far })
    .end([far[0] + 1, 0])
  parent.end()
  return exporter.getFinishedSpans()
}

describe('spans on the wire', () => {
  it("are byte for byte those of OpenTelemetry's own exporter", async () => {
    const spans = makeSpans()
    const ours = encodeSpans(spans)
    const theirs = await official(spans)
    expect(ours.length).toBe(theirs.length)
    expect(ours.equals(theirs)).toBe(true)
  })

  it('are written whatever times one of them claims', () => {
    const [span] = makeSpans()
    const claims: HrTime[] = [
      [-1, 0],
      [Number.NaN, Number.NaN],
      [1.7e21, 0],
    ]
    for (const startTime of claims)
      expect(encodeSpans([Object.create(span ?? null, { startTime: { value: startTime } })]).length).toBeGreaterThan(
        100,
      )
  })
})
