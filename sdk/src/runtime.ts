/**
 * Which tracer makes our spans. An application with an OpenTelemetry provider of its own keeps it, and our spans go
 * through it; otherwise, where an address is configured, a provider of ours is made at the first span. Without either,
 * nothing happens, and that is said once at debug level.
 */
import { ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api'
import { foreignApiVersion, hasGlobalProvider } from './api-copies.ts'
import { debugOnce, dropCounts, resetDrops, useLog, warnOnce } from './drops.ts'
import { resourceAttributes } from './resource.ts'
import { SCOPE_NAME } from './scope.ts'
import { createScoreOutbox, type ScoreOutbox } from './score-outbox.ts'
import { type InitOptions, readSettings, type Settings } from './settings.ts'
import type { Scope } from './span.ts'
import { createSpanProcessor, loadSpool, type VitrineSpanProcessor } from './span-processor.ts'
import { createTracer } from './tracer.ts'
import { VERSION } from './version.ts'
import { guard } from './wrap-method.ts'

const FLUSH_MS = 5000

interface Runtime {
  readonly settings: Settings
  ownTracer: Tracer | undefined
  ownProcessor: VitrineSpanProcessor | undefined
  /** Handed to the application for its own provider. */
  lentProcessor: VitrineSpanProcessor | undefined
  scoreOutbox: ScoreOutbox | undefined
}

/** Set by `register`: brings the application's OpenTelemetry up at the first span that finds none. */
let bringUp: (() => void) | undefined

let runtime: Runtime | undefined

/** Sets options in code, before the first span. Called again, it starts anew and sends what waited before. */
export function init(options: InitOptions = {}): void {
  guard(() => {
    const before = runtime
    useLog(options.log)
    // What waited goes out; nobody waits for that, so nothing may hold the process for it.
    if (before !== undefined) void flushRuntime(before, 0)
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
  if (now.settings.provider === 'auto' && hasProvider()) return globalTracer(now)
  return ownTracer(now)
}

/** A tracer of another name beside ours, for a framework that writes its own spans. */
export function tracerOf(scope: string): Tracer | undefined {
  if (tracer() === undefined) return undefined
  const now = current()
  const { ownProcessor } = now
  if (now.ownTracer === undefined || ownProcessor === undefined) return trace.getTracer(scope)
  return tracerThrough(ownProcessor, now.settings, { name: scope })
}

/** Hands over what makes an OpenTelemetry provider; it is asked once, and only if nobody else made one until then. */
export function bringUpWith(make: () => void): void {
  bringUp = make
}

function hasProvider(): boolean {
  if (hasGlobalProvider()) return true
  const make = bringUp
  bringUp = undefined
  if (make === undefined) return false
  guard(make, undefined)
  return hasGlobalProvider()
}

/** For an application's own OpenTelemetry set-up; undefined while there is no address to send to. */
export function lentProcessor(): VitrineSpanProcessor | undefined {
  const now = current()
  const { traces, disabled } = now.settings
  if (traces === undefined || disabled) return undefined
  now.lentProcessor ??= processorOf(now.settings, traces, 'application')
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
  runtime = newRuntime({ disabled: true })
  await flushRuntime(last, timeoutMs)
}

/** What happened to spans and scores so far. */
export interface Status {
  readonly mode: 'own' | 'application' | 'off'
  readonly sent: number
  /** Spans of traces outside the sample that did not fail. */
  readonly sampledOut: number
  readonly dropped: ReturnType<typeof dropCounts>
}

export function status(): Status {
  const now = current()
  const mode = now.ownTracer !== undefined ? 'own' : tracer() === undefined ? 'off' : 'application'
  return {
    mode,
    sent: (now.ownProcessor?.sent() ?? 0) + (now.lentProcessor?.sent() ?? 0),
    sampledOut: (now.ownProcessor?.sampledOut() ?? 0) + (now.lentProcessor?.sampledOut() ?? 0),
    dropped: dropCounts(),
  }
}

function current(): Runtime {
  runtime ??= newRuntime({})
  return runtime
}

function newRuntime(options: InitOptions): Runtime {
  const settings = readSettings(options)
  if (settings.spool !== undefined && !settings.disabled) void loadSpool().catch(() => undefined)
  return {
    settings,
    ownTracer: undefined,
    ownProcessor: undefined,
    lentProcessor: undefined,
    scoreOutbox: undefined,
  }
}

function globalTracer(now: Runtime): Tracer {
  if (now.settings.traces !== undefined && now.lentProcessor === undefined)
    debugOnce(
      'the application has an OpenTelemetry provider, so spans go through it; add spanProcessor() of @vitrine/sdk/otel to it to send them to Vitrine as well',
    )
  return trace.getTracer(SCOPE_NAME, VERSION)
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
  sayForeignApi()
  const processor = processorOf(now.settings, traces, 'own')
  now.ownProcessor = processor
  now.ownTracer = tracerThrough(processor, now.settings, { name: SCOPE_NAME, version: VERSION })
  return now.ownTracer
}

function tracerThrough(processor: VitrineSpanProcessor, settings: Settings, scope: Scope): Tracer {
  return createTracer({
    resource: { attributes: resourceAttributes(settings) },
    scope,
    sampleRate: settings.sampleRate,
    onStart: (span, parent) => processor.onStart(span, parent),
    onEnd: (span) => processor.onEnd(span),
  })
}

/** The application has a provider that we cannot see: its copy of the API is another than ours. */
function sayForeignApi(): void {
  const version = guard(foreignApiVersion, undefined)
  if (version !== undefined)
    warnOnce(
      `the application set OpenTelemetry up with another copy of @opentelemetry/api (${version}) than the one of @vitrine/sdk, so our spans do not join its traces; one copy in node_modules mends it (npm dedupe)`,
    )
}

function processorOf(
  settings: Settings,
  destination: NonNullable<Settings['traces']>,
  flagsBy: 'own' | 'application',
): VitrineSpanProcessor {
  const processor = createSpanProcessor({ destination, settings, flagsBy })
  if (settings.spool !== undefined) globalThis.process?.once?.('exit', () => guard(() => processor.keep(), undefined))
  return processor
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
  const { forceFlush } = delegate as { forceFlush?: unknown }
  if (typeof forceFlush !== 'function') return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  // One that throws at once leaves no timer behind either, which would hold the process.
  const asked = (async () => await Reflect.apply(forceFlush, delegate, []))().catch(() => undefined)
  await Promise.race([asked, late])
  clearTimeout(timer)
}
