/**
 * Which tracer makes our spans. An application with an OpenTelemetry provider of its own keeps it, and our spans go
 * through it; otherwise, where an address is configured, a provider of ours is made at the first span. Without either,
 * nothing happens, and that is said once at debug level.
 */
import { ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api'
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BasicTracerProvider, NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { debugOnce, dropCounts, resetDrops, useLog, warnOnce } from './drops.ts'
import { createSpanProcessor, type VitrineSpanProcessor } from './exporter.ts'
import { createScoreOutbox, type ScoreOutbox } from './score-outbox.ts'
import { type InitOptions, readSettings, type Settings } from './settings.ts'
import { VERSION } from './version.ts'
import { guard } from './wrap-method.ts'

const SCOPE = '@vitrine/sdk'
const FLUSH_MS = 5000

interface Runtime {
  readonly settings: Settings
  ownTracer: Tracer | undefined
  ownProcessor: VitrineSpanProcessor | undefined
  /** Handed to the application for its own provider. */
  lentProcessor: VitrineSpanProcessor | undefined
  scoreOutbox: ScoreOutbox | undefined
}

let runtime: Runtime | undefined

/** Sets options in code, before the first span. Called again, it starts anew and sends what waited before. */
export function init(options: InitOptions = {}): void {
  guard(() => {
    const before = runtime
    useLog(options.log)
    if (before !== undefined) void flushRuntime(before, FLUSH_MS)
    resetDrops()
    runtime = newRuntime(options)
  }, undefined)
}

export function settings(): Settings {
  return current().settings
}

/** Undefined while there is nowhere to send spans. */
export function tracer(): Tracer | undefined {
  const now = current()
  if (now.settings.disabled) return undefined
  if (now.ownTracer !== undefined) return now.ownTracer
  if (now.settings.provider === 'auto' && hasGlobalProvider()) return globalTracer(now)
  return ownTracer(now)
}

/**
 * A processor for an application's own OpenTelemetry set-up: `new NodeSDK({ spanProcessors: [spanProcessor()] })`.
 * Without an address to send to, it does nothing.
 */
export function spanProcessor(): SpanProcessor {
  const now = current()
  const { traces, disabled } = now.settings
  if (traces === undefined || disabled) return new NoopSpanProcessor()
  now.lentProcessor ??= createSpanProcessor(traces, now.settings)
  return now.lentProcessor
}

export function scoreOutbox(): ScoreOutbox | undefined {
  const now = current()
  const { scores, disabled } = now.settings
  if (scores === undefined || disabled) return undefined
  now.scoreOutbox ??= createScoreOutbox(scores)
  return now.scoreOutbox
}

/** Sends what waits. Resolves when it is sent, given up, or `timeoutMs` are over; never rejects. */
export async function flush(timeoutMs: number = FLUSH_MS): Promise<void> {
  if (runtime !== undefined) await flushRuntime(runtime, timeoutMs)
}

/** Flushes, and makes no more spans until the next `init`. */
export async function shutdown(timeoutMs: number = FLUSH_MS): Promise<void> {
  const last = runtime
  if (last === undefined) return
  runtime = { ...newRuntime({ disabled: true }) }
  await flushRuntime(last, timeoutMs)
}

/** What happened to spans and scores so far. */
export interface Status {
  readonly mode: 'own' | 'application' | 'off'
  readonly sent: number
  readonly dropped: ReturnType<typeof dropCounts>
}

export function status(): Status {
  const now = current()
  const mode = now.ownTracer !== undefined ? 'own' : tracer() === undefined ? 'off' : 'application'
  return {
    mode,
    sent: (now.ownProcessor?.sent() ?? 0) + (now.lentProcessor?.sent() ?? 0),
    dropped: dropCounts(),
  }
}

function current(): Runtime {
  runtime ??= newRuntime({})
  return runtime
}

function newRuntime(options: InitOptions): Runtime {
  return {
    settings: readSettings(options),
    ownTracer: undefined,
    ownProcessor: undefined,
    lentProcessor: undefined,
    scoreOutbox: undefined,
  }
}

/** The API answers with a no-op provider where none is set; ours of the same API is the same object. */
function hasGlobalProvider(): boolean {
  const provider = trace.getTracerProvider()
  if (!(provider instanceof ProxyTracerProvider)) return true
  return provider.getDelegate() !== new ProxyTracerProvider().getDelegate()
}

function globalTracer(now: Runtime): Tracer {
  if (now.settings.traces !== undefined && now.lentProcessor === undefined)
    debugOnce(
      'the application has an OpenTelemetry provider, so spans go through it; add spanProcessor() of @vitrine/sdk to it to send them to Vitrine as well',
    )
  return trace.getTracer(SCOPE, VERSION)
}

function ownTracer(now: Runtime): Tracer | undefined {
  const { traces } = now.settings
  if (traces === undefined) {
    debugOnce('no spans are made: set VITRINE_URL and VITRINE_KEY, or OTEL_EXPORTER_OTLP_ENDPOINT')
    return undefined
  }
  if (!URL.canParse(traces.url)) {
    warnOnce(`no spans are made: ${traces.url} is not an address`)
    return undefined
  }
  now.ownProcessor = createSpanProcessor(traces, now.settings)
  const provider = new BasicTracerProvider({
    resource: resourceOf(now.settings),
    spanProcessors: [now.ownProcessor],
  })
  now.ownTracer = provider.getTracer(SCOPE, VERSION)
  return now.ownTracer
}

function resourceOf({ serviceName, environment, release }: Settings): Resource {
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(
      resourceFromAttributes({
        ...(serviceName === undefined ? {} : { 'service.name': serviceName }),
        ...(environment === undefined ? {} : { 'deployment.environment.name': environment }),
        ...(release === undefined ? {} : { 'service.version': release }),
      }),
    )
}

async function flushRuntime(which: Runtime, timeoutMs: number): Promise<void> {
  await Promise.all([
    which.ownProcessor?.flush(timeoutMs),
    which.lentProcessor?.flush(timeoutMs),
    which.scoreOutbox?.flush(timeoutMs),
    flushGlobalProvider(which, timeoutMs),
  ]).catch(() => undefined)
}

/** An application's provider is asked too, where ours makes no spans. */
async function flushGlobalProvider(which: Runtime, timeoutMs: number): Promise<void> {
  if (which.ownTracer !== undefined) return
  const provider: object = trace.getTracerProvider()
  const delegate = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider
  if (!('forceFlush' in delegate) || typeof delegate.forceFlush !== 'function') return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([Promise.resolve(delegate.forceFlush()).catch(() => undefined), late])
  clearTimeout(timer)
}
