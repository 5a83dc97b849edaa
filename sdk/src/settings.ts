/**
 * Options and environment become settings, once. Nothing else in the package reads `process.env`.
 */
import type { Attributes } from '@opentelemetry/api'
import type { Log } from './drops.ts'
import { compileMask, type Mask, type MaskFunction, type MaskPattern, type MaskRules } from './masking.ts'

/** Everything is optional: without any, `VITRINE_URL` and `VITRINE_KEY` or the standard OTLP variables are used. */
export interface InitOptions {
  /** Vitrine's address, e.g. `http://127.0.0.1:4320`. Default `VITRINE_URL`. */
  readonly url?: string | undefined
  /** The project's secret key. Default `VITRINE_KEY`. */
  readonly key?: string | undefined
  /** Default `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string | undefined
  /** Where this runs: `production`, `staging`, … */
  readonly environment?: string | undefined
  /** The application's version. */
  readonly release?: string | undefined
  /** `false` keeps prompts, answers, arguments and documents out of the spans. Default true. */
  readonly content?: boolean | undefined
  /**
   * Pictures, sounds and files of prompts and answers are uploaded beside the spans where the address is Vitrine's.
   * `false` sends none; elsewhere a span only says how large they were. Default `VITRINE_MEDIA` or true.
   */
  readonly media?: boolean | undefined
  /**
   * Rewrites every text before it leaves the process: patterns and names of fields, or a function; one that throws
   * removes the text. Default `VITRINE_MASK`, e.g. `keys,cards,emails,field:password`.
   */
  readonly mask?: MaskFunction | MaskRules | undefined
  /** Share of traces that are sent, 0 to 1; one with an error is sent in any case. Default `VITRINE_SAMPLE_RATE` or 1. */
  readonly sampleRate?: number | undefined
  /** Shows spans of more than a second while they run, where the address is Vitrine's. Default true. */
  readonly running?: boolean | undefined
  /** What cannot be sent waits on disk, at most 64 MiB: `true` for a folder of its own under the system's temporary one, or a path. Default `VITRINE_SPOOL`. */
  readonly spool?: boolean | string | undefined
  /** Of a serverless platform: is handed the sending whenever something waits, e.g. `(sending) => ctx.waitUntil(sending)`. */
  readonly waitUntil?: ((sending: Promise<void>) => void) | undefined
  /** Asks streams for their token counts: `auto` where the host is known to allow it. Default `auto`. */
  readonly streamUsage?: boolean | 'auto' | undefined
  /** Longest attribute value in characters; more is cut, and the span says so. Default 262,144. */
  readonly maxValueChars?: number | undefined
  /** Spans waiting to be sent; more are dropped and counted. Default 2,048. */
  readonly maxQueueSpans?: number | undefined
  /** Their size, in characters of text. Default 32 Mi. */
  readonly maxQueueChars?: number | undefined
  /** How long a finished span waits for others. Default 1,000 ms. */
  readonly flushIntervalMs?: number | undefined
  /** `auto`: the application's own OpenTelemetry provider when it has one. `own`: always ours. Default `auto`. */
  readonly provider?: 'auto' | 'own' | undefined
  /** Switches everything off. Default `OTEL_SDK_DISABLED`. */
  readonly disabled?: boolean | undefined
  /** Unix milliseconds of span starts and ends; for replays of recorded traffic. Default: the real time. */
  readonly clock?: (() => number) | undefined
  /** Where warnings go, each once. */
  readonly log?: Log | undefined
}

/** An address, and what goes with every request to it. */
export interface Destination {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Settings {
  readonly traces: Destination | undefined
  /** Only Vitrine takes scores. */
  readonly scores: Destination | undefined
  readonly serviceName: string | undefined
  /** What stands in for a service name that nobody gave. */
  readonly processName: string
  /** `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly resourceAttributes: Attributes
  readonly environment: string | undefined
  readonly release: string | undefined
  readonly content: boolean
  readonly media: boolean
  readonly mask: Mask | undefined
  readonly sampleRate: number
  readonly running: boolean
  /** The folder. */
  readonly spool: string | undefined
  readonly waitUntil: ((sending: Promise<void>) => void) | undefined
  readonly streamUsage: boolean | 'auto'
  readonly maxValueChars: number
  readonly maxQueueSpans: number
  readonly maxQueueChars: number
  readonly flushIntervalMs: number
  readonly provider: 'auto' | 'own'
  readonly disabled: boolean
  readonly clock: (() => number) | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_URL = 'http://127.0.0.1:4320'

export function readSettings(options: InitOptions = {}, env: Environment = globalThis.process?.env ?? {}): Settings {
  const vitrine = vitrineOf(options, env)
  const traces = vitrine ? { url: `${vitrine.url}/v1/traces`, headers: vitrine.headers } : standardDestination(env)
  return {
    traces,
    scores: vitrine && { url: `${vitrine.url}/api/v1/scores`, headers: vitrine.headers },
    serviceName: options.serviceName ?? filled(env.OTEL_SERVICE_NAME),
    processName: globalThis.process?.argv0?.split(/[\\/]/).at(-1) ?? 'javascript',
    resourceAttributes: pairsOf(env.OTEL_RESOURCE_ATTRIBUTES),
    environment: options.environment ?? filled(env.VITRINE_ENVIRONMENT),
    release: options.release ?? filled(env.VITRINE_RELEASE),
    content: options.content ?? !isOff(env.VITRINE_CONTENT),
    media: traces !== undefined && (options.media ?? !isOff(env.VITRINE_MEDIA)),
    mask: compileMask(options.mask ?? maskOf(env.VITRINE_MASK)),
    sampleRate: share(options.sampleRate ?? Number(filled(env.VITRINE_SAMPLE_RATE) ?? 1)),
    running: options.running ?? !isOff(env.VITRINE_RUNNING),
    spool: folderOf(options.spool ?? spoolOf(env.VITRINE_SPOOL), env),
    waitUntil: options.waitUntil,
    streamUsage: options.streamUsage ?? 'auto',
    maxValueChars: atLeast(1000, options.maxValueChars ?? 262_144),
    maxQueueSpans: atLeast(1, options.maxQueueSpans ?? 2048),
    maxQueueChars: atLeast(10_000, options.maxQueueChars ?? 33_554_432),
    flushIntervalMs: atLeast(1, options.flushIntervalMs ?? 1000),
    provider: options.provider ?? 'auto',
    disabled: options.disabled ?? env.OTEL_SDK_DISABLED?.toLowerCase() === 'true',
    clock: options.clock,
  }
}

function vitrineOf(options: InitOptions, env: Environment) {
  const url = options.url ?? filled(env.VITRINE_URL)
  const key = options.key ?? filled(env.VITRINE_KEY)
  if (url === undefined && key === undefined) return undefined
  return {
    url: (url ?? DEFAULT_URL).replace(/\/+$/, ''),
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  }
}

/** The variables of the OpenTelemetry specification; the exporter speaks `http/protobuf` only. */
function standardDestination(env: Environment): Destination | undefined {
  if (env.OTEL_TRACES_EXPORTER?.trim() === 'none') return undefined
  const exact = filled(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
  const base = filled(env.OTEL_EXPORTER_OTLP_ENDPOINT)
  const url = exact ?? (base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`)
  if (url === undefined) return undefined
  return {
    url,
    headers: {
      ...headersOf(env.OTEL_EXPORTER_OTLP_HEADERS),
      ...headersOf(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS),
    },
  }
}

function headersOf(text: string | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(pairsOf(text)).map(([name, value]) => [name.toLowerCase(), value]))
}

/** `name=value` pairs between commas, percent-encoded as W3C baggage is. */
function pairsOf(text: string | undefined): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const pair of text?.split(',') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0) pairs[pair.slice(0, at).trim()] = decoded(pair.slice(at + 1).trim())
  }
  return pairs
}

const NAMED_PATTERNS: readonly MaskPattern[] = ['keys', 'cards', 'emails']

function maskOf(text: string | undefined): MaskRules | undefined {
  const words =
    filled(text)
      ?.split(',')
      .map((word) => word.trim()) ?? []
  if (words.length === 0) return undefined
  return {
    patterns: NAMED_PATTERNS.filter((pattern) => words.includes(String(pattern))),
    fields: words.filter((word) => word.startsWith('field:')).map((word) => word.slice('field:'.length)),
  }
}

function spoolOf(text: string | undefined): boolean | string {
  const given = filled(text)
  if (given === undefined || isOff(given)) return false
  return given === '1' || given.toLowerCase() === 'true' ? true : given
}

function folderOf(spool: boolean | string, env: Environment): string | undefined {
  if (spool === false || spool === '') return undefined
  if (spool !== true) return spool
  return `${(env.TMPDIR ?? env.TEMP ?? '/tmp').replace(/[\\/]+$/, '')}/vitrine-spool-${env.USER ?? env.USERNAME ?? 'app'}`
}

function isOff(text: string | undefined): boolean {
  return ['0', 'false', 'off', 'no'].includes(text?.trim().toLowerCase() ?? '')
}

function share(rate: number): number {
  return Number.isFinite(rate) ? Math.min(1, Math.max(0, rate)) : 1
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim()
}

function atLeast(least: number, value: number): number {
  return Number.isFinite(value) ? Math.max(least, Math.floor(value)) : least
}
