/** The rows of some traces while verdicts are found: who lies inside whom, and what was merged into what. */
import type { SpanKind } from '@vitrine/schemas'
import type { TraceSpan, Verdict, VerdictReason } from './call-types.ts'

/** Spans of one answer overlap in time; clocks of two processes differ by less than this. */
export const OVERLAP_SLACK_NS = 1_000_000_000n

const CALL_KINDS: ReadonlySet<SpanKind> = new Set(['llm', 'embedding', 'reranker'])

/** Scopes nearest the wire: the vendors' own, then the instrumentations of their clients. */
const NATIVE = /^com\.anthropic\.sdk/
const CLIENT =
  /(?:instrumentation[.-](?:openai|anthropic|google[._-]genai|bedrock|mistralai|groq|cohere|openai_v2)(?:$|[.-](?!agents)))/

export class Board {
  readonly spans: readonly TraceSpan[]
  readonly calls: readonly TraceSpan[]
  readonly #byKey = new Map<string, TraceSpan>()
  readonly #verdicts = new Map<string, Verdict>()

  constructor(spans: readonly TraceSpan[]) {
    for (const span of spans) this.#byKey.set(keyOf(span), span)
    this.spans = [...this.#byKey.values()].sort(byIdentity)
    this.calls = this.spans.filter((span) => span.ownCounts === 1 && CALL_KINDS.has(span.kind))
  }

  parentOf(span: TraceSpan): TraceSpan | undefined {
    return span.parentSpanId === '' ? undefined : this.#byKey.get(`${span.traceId}/${span.parentSpanId}`)
  }

  isMerged(span: TraceSpan): boolean {
    return this.#verdicts.has(keyOf(span))
  }

  /** The call that `span` was merged into, at the end of the chain. */
  winnerOf(span: TraceSpan): TraceSpan {
    return this.#winners.get(keyOf(span)) ?? span
  }

  readonly #winners = new Map<string, TraceSpan>()

  merge(span: TraceSpan, into: TraceSpan, reason: VerdictReason): void {
    if (this.isMerged(span) || span === into) return
    const { traceId, spanId } = span
    this.#winners.set(keyOf(span), into)
    this.#verdicts.set(keyOf(span), { traceId, spanId, counts: 0, usage: 0, mergedInto: into.spanId, reason })
  }

  rollUp(span: TraceSpan): void {
    const { traceId, spanId } = span
    this.#verdicts.set(keyOf(span), { traceId, spanId, counts: 0, usage: 1, mergedInto: '', reason: 'rolled_up' })
  }

  /** Still a call, whose tokens nobody knows. */
  leaveOut(call: TraceSpan): void {
    const { traceId, spanId } = call
    this.#verdicts.set(keyOf(call), { traceId, spanId, counts: 1, usage: 0, mergedInto: '', reason: 'partial' })
  }

  /** Still a call, whose tokens stand in the sum of `total`. */
  leaveUsageTo(total: TraceSpan, call: TraceSpan): void {
    const { traceId, spanId } = call
    const verdict = { traceId, spanId, counts: 1, usage: 0, mergedInto: total.spanId, reason: 'rolled_up' } as const
    this.#verdicts.set(keyOf(call), verdict)
  }

  verdicts(): Verdict[] {
    return [...this.#verdicts.values()].sort((a, b) => compare(keyOf(a), keyOf(b)))
  }
}

export function hasAbove(board: Board, span: TraceSpan, isIt: (above: TraceSpan) => boolean): boolean {
  return ancestorsOf(board, span).some(isIt)
}

/** Nearest first; a circle of parents ends where it began. */
export function ancestorsOf(board: Board, span: TraceSpan): readonly TraceSpan[] {
  const seen = new Set<TraceSpan>([span])
  for (let above = board.parentOf(span); above !== undefined && !seen.has(above); above = board.parentOf(above)) {
    seen.add(above)
  }
  return [...seen].slice(1)
}

/** Best first: usage, nearness to the wire, detail, then what is innermost; identity settles the rest. */
export function byQuality(a: TraceSpan, b: TraceSpan): number {
  return (
    Number(hasUsage(b)) - Number(hasUsage(a)) ||
    Number(isRawCopy(a)) - Number(isRawCopy(b)) ||
    wireRank(b) - wireRank(a) ||
    Object.keys(b.tokens).length - Object.keys(a.tokens).length ||
    compareNs(b.startNs, a.startNs) ||
    byIdentity(a, b)
  )
}

function wireRank(span: TraceSpan): number {
  if (NATIVE.test(span.scopeName)) return 2
  return CLIENT.test(span.scopeName) ? 1 : 0
}

/** LiteLLM's dump of the provider's answer, beside or below the span that says it properly. */
export function isRawCopy(span: TraceSpan): boolean {
  return span.name === 'raw_gen_ai_request'
}

export function hasUsage(span: TraceSpan): boolean {
  for (const count of Object.values(span.tokens)) if (count !== undefined && count !== null && count > 0) return true
  return false
}

export function inputOf(span: TraceSpan): number {
  const { input_uncached = 0, cache_read = 0, cache_write = 0, input_audio = 0 } = span.tokens
  return input_uncached + cache_read + cache_write + input_audio
}

export function outputOf(span: TraceSpan): number {
  const { output = 0, reasoning = 0, output_audio = 0 } = span.tokens
  return output + reasoning + output_audio
}

function keyOf(span: { readonly traceId: string; readonly spanId: string }): string {
  return `${span.traceId}/${span.spanId}`
}

export function byIdentity(a: TraceSpan, b: TraceSpan): number {
  return compare(keyOf(a), keyOf(b))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function compareNs(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
