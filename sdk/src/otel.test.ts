import { SpanStatusCode } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { observe } from './observe.ts'
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

  it('does nothing where there is no address', () => {
    init({})
    const provider = new BasicTracerProvider({ spanProcessors: [spanProcessor()] })
    provider.getTracer('other').startSpan('theirs').end()
    expect(status()).toEqual({ mode: 'off', sent: 0, sampledOut: 0, dropped: {} })
  })
})
