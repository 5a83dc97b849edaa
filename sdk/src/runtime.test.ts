import { spawn } from 'node:child_process'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { context } from './context.ts'
import { observe, withSpan } from './observe.ts'
import { spanProcessor } from './otel.ts'
import { flush, init, shutdown, status } from './runtime.ts'
import { score } from './score.ts'
import { type Answer, startCollector, type TestCollector } from './testing/collector.ts'
import { recordSpans } from './testing/recorded-spans.ts'

const open: TestCollector[] = []

async function collector(...answers: Answer[]): Promise<TestCollector> {
  const made = await startCollector({ answers })
  open.push(made)
  return made
}

afterEach(async () => {
  await shutdown(100)
  await Promise.all(open.splice(0).map((each) => each.close()))
})

const quiet = { debug: () => undefined, warn: () => undefined }
const work = observe('work', (what: string) => what)

describe('our own provider', () => {
  it('sends spans as gzip protobuf with the key, and the resource that was named', async () => {
    const { url, received } = await collector()
    init({ url, key: 'k-1', serviceName: 'shop', environment: 'staging', release: '1.2.3' })
    context({ session: 's-1' }, () => work('سلام'))
    await flush()
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({
      path: '/v1/traces',
      headers: { authorization: 'Bearer k-1', 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
    })
    const text = gunzipSync(received[0]?.body ?? '').toString('utf8')
    for (const part of ['shop', 'staging', '1.2.3', 'work', 'سلام', 's-1', '@vitrine/sdk']) expect(text).toContain(part)
    expect(status()).toEqual({ mode: 'own', sent: 1, sampledOut: 0, dropped: {} })
  })

  it('tries again when the collector says later, and loses nothing', async () => {
    const { url, received } = await collector(429, 503)
    init({ url, log: quiet })
    work('x')
    await flush(10_000)
    expect(received).toHaveLength(3)
    expect(status()).toMatchObject({ sent: 1, dropped: {} })
  })

  it('gives up what the collector refuses, counts it, and says so once', async () => {
    const said: string[] = []
    const { url } = await collector(401, 401)
    init({ url, log: { ...quiet, warn: (message) => said.push(message) } })
    work('x')
    await flush()
    work('y')
    await flush()
    expect(status()).toMatchObject({ sent: 0, dropped: { export_refused: 2 } })
    expect(said).toEqual([expect.stringContaining('HTTP 401')])
  })

  it('keeps a bounded queue while the collector hangs, and the application goes on', async () => {
    const { url } = await collector('hang')
    init({ url, log: quiet, maxQueueSpans: 10 })
    for (let i = 0; i < 25; i += 1) expect(work(String(i))).toBe(String(i))
    expect(status().dropped).toEqual({ queue_full: 15 })
    await flush(10)
  })

  it('bounds the queue by size as well', async () => {
    const { url } = await collector('hang')
    init({ url, log: quiet, maxQueueChars: 30_000 })
    for (let i = 0; i < 5; i += 1) work('x'.repeat(9000))
    expect(status().dropped.queue_full).toBe(4)
    await flush(10)
  })

  it('hands its sending over where a platform freezes the process after its answer', async () => {
    const { url, received } = await collector()
    const handedOver: Promise<unknown>[] = []
    init({ url, waitUntil: (sending) => handedOver.push(sending) })
    for (const what of ['a', 'b', 'c']) work(what)
    expect(handedOver).toHaveLength(1)
    await Promise.all(handedOver)
    expect(received).toHaveLength(1)
    expect(status()).toMatchObject({ sent: 3 })
    work('d')
    expect(handedOver).toHaveLength(2)
    await handedOver[1]
    expect(status()).toMatchObject({ sent: 4 })
  })

  it('keeps content to itself when told so', async () => {
    const { url, received } = await collector()
    init({ url, content: false })
    work('secret')
    withSpan('inner', (span) => span.setInput('secret'))
    await flush()
    const text = gunzipSync(received[0]?.body ?? '').toString('utf8')
    expect(text).toContain('work')
    expect(text).not.toContain('secret')
  })

  it('follows the clock of a replay', async () => {
    const exporter = recordSpans()
    init({ clock: () => 1_700_000_000_123 })
    work('x')
    expect(exporter.only().startTime).toEqual([1_700_000_000, 123_000_000])
    expect(exporter.only().endTime).toEqual([1_700_000_000, 123_000_000])
    exporter.remove()
  })
})

describe('where nothing is configured', () => {
  it('the functions run, nothing is sent, and that is said once at debug level', () => {
    const debug: string[] = []
    const warn: string[] = []
    init({ log: { debug: (message) => debug.push(message), warn: (message) => warn.push(message) } })
    expect(work('a')).toBe('a')
    expect(work('b')).toBe('b')
    score({ name: 'x', value: 1, traceId: 'a'.repeat(32) })
    expect(status()).toEqual({ mode: 'off', sent: 0, sampledOut: 0, dropped: {} })
    expect(debug).toEqual([expect.stringContaining('VITRINE_URL')])
    expect(warn).toEqual([])
  })

  it('an address that nobody answers at is said without its password', async () => {
    const said = await new Promise<string>((resolve) => {
      // What an earlier test left may still be on its way to a collector that is gone.
      const warn = (message: string) => message.includes('127.0.0.1:9/') && resolve(message)
      init({ url: 'http://me:secret@127.0.0.1:9', log: { ...quiet, warn } })
      work('a')
    })
    expect(said).toContain('http://127.0.0.1:9/v1/traces does not take spans yet')
  })

  it('an address that is none is said, not thrown', () => {
    const warn: string[] = []
    init({ url: 'not an address', log: { ...quiet, warn: (message) => warn.push(message) } })
    expect(work('a')).toBe('a')
    expect(warn).toEqual([expect.stringContaining('not an address')])
  })
})

describe("an application's own provider", () => {
  it('gets our spans, and ours is not made', async () => {
    const spans = recordSpans()
    const { url, received } = await collector()
    init({ url, log: quiet })
    work('x')
    await flush()
    expect(spans.only().name).toBe('work')
    expect(received).toHaveLength(0)
    expect(status().mode).toBe('application')
    spans.remove()
  })

  it('may carry our processor', async () => {
    const { url, received } = await collector()
    init({ url, log: quiet })
    const processor = spanProcessor()
    const spans = recordSpans({ processors: [processor] })
    work('x')
    await flush()
    expect(spans.only().name).toBe('work')
    expect(received).toHaveLength(1)
    spans.remove()
  })
})

describe('a score', () => {
  it('goes to the span that is open, with the key', async () => {
    const { url, received } = await collector()
    init({ url, key: 'k-1' })
    const ids = withSpan('answer', (span) => {
      score({ name: 'helpful', value: true, comment: 'خوب' })
      return { trace_id: span.traceId, span_id: span.spanId }
    })
    await flush()
    const sent = received.find(({ path }) => path === '/api/v1/scores')
    expect(sent?.headers.authorization).toBe('Bearer k-1')
    expect(JSON.parse(String(sent?.body))).toMatchObject({
      name: 'helpful',
      value: true,
      comment: 'خوب',
      source: 'code',
      ...ids,
    })
  })

  it('is masked like everything else', async () => {
    const { url, received } = await collector()
    init({ url, key: 'k', mask: { patterns: ['emails'], fields: ['pin'] } })
    score({
      name: 'x',
      value: 'ask a@b.example',
      comment: 'from c@d.example',
      metadata: { pin: 7, n: 1 },
      session: 's',
    })
    await flush()
    expect(JSON.parse(String(received[0]?.body))).toMatchObject({
      value: 'ask [masked]',
      comment: 'from [masked]',
      metadata: { pin: '[masked]', n: 1 },
    })
  })

  it('is refused without a target or a value, counted and not thrown', () => {
    init({ log: quiet })
    score({ name: 'x', value: 1 })
    score({ name: '', value: 1, session: 's' })
    score({ name: 'x', value: Number.NaN, session: 's' })
    score(undefined as never)
    expect(status().dropped).toEqual({ score_invalid: 3, instrumentation_error: 1 })
  })
})

/** A process that has a span on its way, runs `script`, and says what it prints. */
function runProcess(url: string, script: string) {
  const entry = new URL('./index.ts', import.meta.url).href
  const source = `import { flush, init, observe } from '${entry}'
    init({ url: '${url}', flushIntervalMs: 1 })
    observe('work', () => 1)()
    ${script}`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (part) => {
    printed += String(part)
  })
  const ended = new Promise<{ code: number | null; printed: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, printed })),
  )
  return { ended, tell: () => child.stdin.end('now') }
}

describe('a process', () => {
  it('is held by nothing of ours while a collector hangs', async () => {
    const hanging = await collector('hang')
    const child = runProcess(
      hanging.url,
      `process.stdin.once('data', () => console.log(process.getActiveResourcesInfo().join(' ')))`,
    )
    while (hanging.received.length === 0) await new Promise((resolve) => setImmediate(resolve))
    child.tell()
    const { code, printed } = await child.ended
    expect(code).toBe(0)
    expect(printed).toContain('PipeWrap')
    expect(printed).not.toMatch(/TCP|Timeout/)
  }, 60_000)

  it('is not held by a provider of the application that cannot be flushed', async () => {
    const child = runProcess(
      'http://127.0.0.1:9',
      `const { trace } = await import('@opentelemetry/api')
      init({ disabled: true })
      trace.setGlobalTracerProvider({ getTracer() {}, forceFlush() { throw new Error('theirs') } })
      await flush()
      // What is due at once, as the end of a flush that nobody awaits, is over after a timer that was set later.
      await new Promise((resolve) => setTimeout(resolve, 5))
      console.log(process.getActiveResourcesInfo().join(' '))
      process.stdin.destroy()`,
    )
    const { code, printed } = await child.ended
    expect(code).toBe(0)
    expect(printed).not.toContain('Timeout')
  }, 60_000)

  it('is held by an awaited flush until the spans are sent', async () => {
    const healthy = await collector()
    const child = runProcess(healthy.url, 'process.stdin.destroy(); await flush()')
    expect((await child.ended).code).toBe(0)
    expect(healthy.received).toHaveLength(1)
  }, 60_000)
})
