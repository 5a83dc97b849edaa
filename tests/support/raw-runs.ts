/**
 * Runs as their bodies have them, public files or of our making, read by a few lines that share nothing with the product: what a board shows is
 * held against sums over these. OpenTelemetry's GenAI spelling only, which is all that these files use.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface RawSpan {
  readonly trace: string
  readonly id: string
  /** '' of a root. */
  readonly parent: string
  readonly isRoot: boolean
  readonly startNs: bigint
  readonly durationNs: number
  readonly kind: string
  readonly isCall: boolean
  readonly isFailed: boolean
  readonly input: number | null
  readonly output: number | null
  readonly cacheRead: number | null
  readonly cacheWrite: number | null
  readonly reportedUsd: number | null
  /** By the provider's public price. */
  readonly usd: number | null
  readonly savedUsd: number | null
  readonly session: string
  readonly user: string
  readonly reward: number | null
  readonly ttftNs: number | null
  /** Of a search: how many it says that it found. */
  readonly documents: number | null
  /** By field of the filter. */
  readonly fields: Readonly<Record<string, string>>
}

/** US dollars a million tokens, as the providers' pages had them when the runs were made. */
const PRICES: readonly (readonly [RegExp, { input: number; output: number; read: number; write: number }])[] = [
  [/^gpt-4\.1(-2025-04-14)?$/, { input: 2, output: 8, read: 0.5, write: 0 }],
  [/^claude-3-5-sonnet-20241022$/, { input: 3, output: 15, read: 0.3, write: 3.75 }],
]
const KINDS: Readonly<Record<string, string>> = {
  chat: 'llm',
  execute_tool: 'tool',
  invoke_agent: 'agent',
  retrieval: 'retrieval',
}

const DOCUMENTS = 'gen_ai.retrieval.documents'

/** Two providers' words for one reason. */
const FINISH: Readonly<Record<string, string>> = { tool_calls: 'tool_call', tool_use: 'tool_call' }

type Json = Readonly<Record<string, unknown>>

export interface Runs {
  readonly lines: readonly string[]
  readonly spans: readonly RawSpan[]
}

/** The bodies of a file, one a line, and all of its spans. */
export const readRuns = (file: string): Runs =>
  readBodies(gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n'))

export function readBodies(lines: readonly string[]): Runs {
  const read = lines.flatMap((line) => {
    const { resourceSpans } = JSON.parse(line) as { resourceSpans: readonly Json[] }
    return resourceSpans.flatMap((group) => {
      const resource = attributesOf((group.resource as Json | undefined)?.attributes)
      const scopes = group.scopeSpans as readonly { spans: readonly Json[] }[]
      return scopes.flatMap(({ spans }) => spans.map((span) => ({ span, resource })))
    })
  })
  const roots = new Map(read.filter(({ span }) => isRoot(span)).map(({ span }) => [span.traceId, span]))
  return { lines, spans: read.map(({ span, resource }) => rawSpan(span, resource, roots.get(span.traceId))) }
}

const isRoot = (span: Json) => span.parentSpanId === undefined || span.parentSpanId === ''

function rawSpan(span: Json, resource: Map<string, unknown>, root: Json | undefined): RawSpan {
  const own = attributesOf(span.attributes)
  const ofRoot = attributesOf(root?.attributes)
  const text = (key: string, from = own) => String(from.get(key) ?? '')
  const count = (key: string) => (own.has(key) ? Number(own.get(key)) : null)
  const secondsIn = (key: string) => (own.has(key) ? Math.round(Number(own.get(key)) * 1e9) : null)
  const kind = KINDS[text('gen_ai.operation.name')] ?? 'other'
  const isCall = kind === 'llm'
  const model = text('gen_ai.request.model')
  const tokens = {
    input: isCall ? count('gen_ai.usage.input_tokens') : null,
    output: isCall ? count('gen_ai.usage.output_tokens') : null,
    cacheRead: isCall ? count('gen_ai.usage.cache_read.input_tokens') : null,
    cacheWrite: isCall ? count('gen_ai.usage.cache_creation.input_tokens') : null,
  }
  const price = isCall ? PRICES.find(([pattern]) => pattern.test(model))?.[1] : undefined
  const [read, write] = [tokens.cacheRead ?? 0, tokens.cacheWrite ?? 0]
  const fresh = (tokens.input ?? 0) - read - write
  const isPriced = price !== undefined && (tokens.input !== null || tokens.output !== null)
  const status = span.status as { code?: number } | undefined
  const finish = own.get('gen_ai.response.finish_reasons') as { values?: readonly Json[] } | undefined
  return {
    trace: String(span.traceId),
    id: String(span.spanId),
    parent: String(span.parentSpanId ?? ''),
    isRoot: isRoot(span),
    startNs: BigInt(String(span.startTimeUnixNano)),
    durationNs: Number(BigInt(String(span.endTimeUnixNano)) - BigInt(String(span.startTimeUnixNano))),
    kind,
    isCall,
    isFailed: status?.code === 2,
    ...tokens,
    reportedUsd: isCall ? count('gen_ai.usage.cost') : null,
    usd: isPriced
      ? (fresh * price.input + read * price.read + write * price.write + (tokens.output ?? 0) * price.output) / 1e6
      : null,
    savedUsd: isPriced && read > 0 && fresh > 0 ? (read * (price.input - price.read)) / 1e6 : null,
    session: text('session.id') || text('session.id', ofRoot),
    user: text('user.id') || text('user.id', ofRoot),
    ttftNs: secondsIn('gen_ai.response.time_to_first_chunk'),
    documents: own.has(DOCUMENTS) ? (JSON.parse(text(DOCUMENTS)) as readonly unknown[]).length : null,
    reward: root === span && own.has('reward') ? Number(own.get('reward')) : null,
    fields: {
      model,
      provider: text('gen_ai.provider.name'),
      name: String(span.name),
      kind,
      status: status?.code === 2 ? 'error' : status?.code === 1 ? 'ok' : 'unset',
      tool: text('gen_ai.tool.name'),
      user: text('user.id') || text('user.id', ofRoot),
      feature: String(root?.name ?? ''),
      release: text('service.version', resource),
      environment: text('deployment.environment.name', resource),
      error_type: text('error.type'),
      finish_reason: FINISH[String(finish?.values?.[0]?.stringValue)] ?? String(finish?.values?.[0]?.stringValue ?? ''),
      prompt: text('gen_ai.prompt.name'),
      prompt_version: text('gen_ai.prompt.version'),
    },
  }
}

function attributesOf(list: unknown): Map<string, unknown> {
  const pairs = (list ?? []) as readonly { key: string; value: Json }[]
  return new Map(pairs.map(({ key, value }) => [key, Object.values(value)[0]]))
}
