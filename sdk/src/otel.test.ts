import { SpanStatusCode } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { observe, withSpan } from './observe.ts'
import { spanProcessor } from './otel.ts'
import { flush, init, shutdown, status } from './runtime.ts'
import { startCollector, type TestCollector } from './testing/collector.ts'
import { recordSpans } from './testing/recorded-spans.ts'

let collector: TestCollector
beforeEach(async () => {
  collector = await startCollector()
})
afterEach(async () => {
  await shutdown(100)
  await collector.close()
})

const content = {
  'gen_ai.input.messages': 'ask ada@example.org',
  'input.value': 'ask ada@example.org',
  'gen_ai.usage.input_tokens': 7,
  'gen_ai.prompt.name': 'greeting',
  'user.id': 'u-1',
}

describe('our processor in an application’s provider', () => {
  it('is one of its processors, by type as well, and sends our spans and those of others', async () => {
    init({ url: collector.url })
    const processor: SpanProcessor = spanProcessor()
    const spans = recordSpans({ processors: [processor] })
    observe('ours', () => 1)()
    await flush()
    expect(status()).toMatchObject({ mode: 'application', sent: 1 })
    expect(collector.texts().join('')).toContain('ours')
    spans.remove()
  })

  it('masks what other instrumentations wrote', async () => {
    init({ url: collector.url, mask: { patterns: ['emails'], fields: ['pin'] } })
    const resource = resourceFromAttributes({ 'process.command_args': ['--mail', 'eve@example.org'] })
    const provider = new BasicTracerProvider({ resource, spanProcessors: [spanProcessor()] })
    const attributes = { ...content, 'shop.pin': '4711' }
    const link = { context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } }
    const links = [{ ...link, attributes: { from: 'kim@example.org' } }]
    const span = provider.getTracer('other').startSpan('theirs', { attributes, links })
    span.addEvent('gen_ai.choice', { message: 'to bob@example.org' })
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no such user joe@example.org' })
    span.end()
    await flush()
    const text = collector.texts().join('')
    expect(text).toContain('ask [masked]')
    expect(text).toContain('no such user [masked]')
    expect(text).not.toContain('example.org')
    expect(text).not.toContain('4711')
  })

  it('leaves their content out when content is off, and keeps their counts and names', async () => {
    init({ url: collector.url, content: false })
    const provider = new BasicTracerProvider({ spanProcessors: [spanProcessor()] })
    provider.getTracer('other').startSpan('theirs', { attributes: content }).end()
    await flush()
    const text = collector.texts().join('')
    for (const kept of ['gen_ai.usage.input_tokens', 'greeting', 'u-1', 'theirs']) expect(text).toContain(kept)
    for (const gone of ['ada', 'gen_ai.input.messages', 'input.value']) expect(text).not.toContain(gone)
  })

  it('loses a span that cannot be written, and none beside it', async () => {
    const said: string[] = []
    init({ url: collector.url, log: { debug: () => undefined, warn: (message) => said.push(message) } })
    const provider = new BasicTracerProvider({ spanProcessors: [spanProcessor()] })
    const names: unknown[] = ['before', Symbol('strange'), 'after']
    for (const name of names)
      provider
        .getTracer('other')
        .startSpan(name as string)
        .end()
    await flush()
    const text = collector.texts().join('')
    for (const name of ['before', 'after']) expect(text).toContain(name)
    expect(status()).toMatchObject({ sent: 2, dropped: { export_refused: 1 } })
    expect(said.join()).toContain('a span cannot be written')
  })

  it('cuts what was set longer than a value may be, and says so', async () => {
    init({ url: collector.url, maxValueChars: 1000 })
    const provider = new BasicTracerProvider({ spanProcessors: [spanProcessor()] })
    const attributes = { long: 'x'.repeat(5000), longer: 'y'.repeat(7000), short: 'z'.repeat(1000) }
    provider.getTracer('other').startSpan('theirs', { attributes }).end()
    withSpan('ours', (span) => span.setAttributes(attributes))
    await flush()
    const text = collector.texts().join('')
    expect(text).not.toMatch(/[xyz]{1001}/)
    expect(text).toContain('z'.repeat(1000))
    for (const cut of ['long: 5000', 'longer: 7000'])
      expect(text.split(`${cut} characters or more did not fit`)).toHaveLength(3)
    expect(attributes.long).toHaveLength(5000)
  })

  it('does nothing where there is no address', () => {
    init({})
    const provider = new BasicTracerProvider({ spanProcessors: [spanProcessor()] })
    provider.getTracer('other').startSpan('theirs').end()
    expect(status()).toEqual({ mode: 'off', sent: 0, sampledOut: 0, dropped: {} })
  })
})
