/**
 * Which spans are calls, and whose usage is summed. One call is often seen by several instrumentations: nested,
 * side by side, or in traces of their own. One pure function over the narrow rows of a trace (and the rows of other
 * traces that share a response id) decides; the order of the rows never matters, so deciding again is harmless.
 */
import type { SpanKind } from '@vitrine/schemas'
import type { TraceSpan, Verdict, VerdictReason } from './call-types.ts'

export type { TraceSpan, Verdict } from './call-types.ts'

/** Spans of one answer overlap in time; clocks of two processes differ by less than this. */
const OVERLAP_SLACK_NS = 1_000_000_000n

/** Between an outer and an inner span these start something new: what is inside is a call of its own. */
const BARRIERS: ReadonlySet<SpanKind> = new Set(['tool', 'agent', 'workflow', 'retrieval', 'guardrail', 'evaluator'])
const CALL_KINDS: ReadonlySet<SpanKind> = new Set(['llm', 'embedding', 'reranker'])

/** Scopes nearest the wire: the vendors' own, then the instrumentations of their clients. */
const NATIVE = /^com\.anthropic\.sdk/
const CLIENT =
  /(?:instrumentation[.-](?:openai|anthropic|google[._-]genai|bedrock|mistralai|groq|cohere|openai_v2)(?:$|[.-](?!agents)))/

/** Verdicts only where they differ from a span's own reading. */
export function verdicts(spans: readonly TraceSpan[]): Verdict[] {
  const board = new Board(spans)
  mergeSameResponses(board)
  mergeNested(board)
  mergeSiblings(board)
  rollUp(board)
  return board.verdicts()
}

class Board {
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

  verdicts(): Verdict[] {
    return [...this.#verdicts.values()].sort((a, b) => compare(keyOf(a), keyOf(b)))
  }
}

/** One answer of a provider is one call, wherever its spans lie. */
function mergeSameResponses(board: Board): void {
  const groups = new Map<string, TraceSpan[]>()
  for (const call of board.calls) {
    if (call.responseId === '') continue
    const group = groups.get(call.responseId)
    if (group === undefined) groups.set(call.responseId, [call])
    else group.push(call)
  }
  for (const group of groups.values()) for (const cluster of overlapping(group)) mergeIntoBest(board, cluster)
}

/** Stubs answer every call with one id: spans that do not overlap are calls of their own. */
function overlapping(group: readonly TraceSpan[]): TraceSpan[][] {
  const byStart = [...group].sort((a, b) => compareNs(a.startNs, b.startNs) || byIdentity(a, b))
  const clusters: TraceSpan[][] = []
  let endNs = 0n
  for (const span of byStart) {
    const cluster = clusters.at(-1)
    const belongs = cluster !== undefined && (span.startNs < endNs || isNear(cluster, span, endNs))
    if (belongs) cluster.push(span)
    else clusters.push([span])
    endNs = belongs && endNs > span.endNs ? endNs : span.endNs
  }
  return clusters
}

/** Just after the last one, and seen by another instrumentation. */
function isNear(cluster: readonly TraceSpan[], span: TraceSpan, endNs: bigint): boolean {
  return span.startNs <= endNs + OVERLAP_SLACK_NS && cluster.every((other) => other.scopeName !== span.scopeName)
}

/** One instrumentation does not see a call in two traces: the same scope in another trace replays a recorded answer. */
function mergeIntoBest(board: Board, cluster: readonly TraceSpan[]): void {
  const best = [...cluster].sort(byQuality)[0] as TraceSpan
  for (const span of cluster) {
    const isReplay = span.scopeName === best.scopeName && span.traceId !== best.traceId
    if (span !== best && !isReplay) board.merge(span, best, 'same_response')
  }
}

/** A call inside a call of its kind is the same call: the inner one counts, unless only the outer knows the usage. */
function mergeNested(board: Board): void {
  const inners = new Map<TraceSpan, TraceSpan[]>()
  for (const call of board.calls) {
    const outer = outerCallOf(board, call)
    if (outer === undefined) continue
    const list = inners.get(outer)
    if (list === undefined) inners.set(outer, [call])
    else list.push(call)
  }
  for (const outer of [...inners.keys()].sort(byIdentity)) resolveNest(board, outer, inners.get(outer) ?? [])
}

function outerCallOf(board: Board, call: TraceSpan): TraceSpan | undefined {
  const seen = new Set<TraceSpan>([call])
  for (let span = board.parentOf(call); span !== undefined && !seen.has(span); span = board.parentOf(span)) {
    if (BARRIERS.has(span.kind)) return undefined
    if (span.kind === call.kind && span.ownCounts === 1) return span
    seen.add(span)
  }
  return undefined
}

function resolveNest(board: Board, outer: TraceSpan, inners: readonly TraceSpan[]): void {
  const same = inners.filter((inner) => !areOtherAnswers(outer, inner) || isCopyOf(inner, outer))
  if (same.length === 0 || board.isMerged(outer)) return
  const tellers = same.filter((inner) => hasUsage(inner) && !isRawCopy(inner))
  if (tellers.length === 0 && (hasUsage(outer) || same.every(isRawCopy))) {
    for (const inner of same) board.merge(inner, outer, 'wrapper')
    return
  }
  const winner = [...(tellers.length > 0 ? tellers : same)].sort(byQuality)[0] as TraceSpan
  if (board.winnerOf(winner) !== outer) board.merge(outer, winner, 'wrapper')
}

/** The dump keeps the provider's id where LiteLLM's own span has one of its own making. */
function isCopyOf(inner: TraceSpan, outer: TraceSpan): boolean {
  if (!isRawCopy(inner)) return false
  return outer.name === 'litellm_request' || (inputOf(inner) === inputOf(outer) && outputOf(inner) === outputOf(outer))
}

function areOtherAnswers(a: TraceSpan, b: TraceSpan): boolean {
  return a.responseId !== '' && b.responseId !== '' && a.responseId !== b.responseId
}

/** Two instrumentations side by side, at least one of them without the answer's id. */
function mergeSiblings(board: Board): void {
  const byParent = new Map<string, TraceSpan[]>()
  for (const call of board.calls) {
    if (board.isMerged(call) || call.parentSpanId === '') continue
    const key = `${call.traceId}/${call.parentSpanId}/${call.kind}`
    const list = byParent.get(key)
    if (list === undefined) byParent.set(key, [call])
    else list.push(call)
  }
  for (const list of byParent.values()) mergePairs(board, [...list].sort(byQuality))
}

function mergePairs(board: Board, list: readonly TraceSpan[]): void {
  list.forEach((better, index) => {
    if (board.isMerged(better)) return
    for (const other of list.slice(index + 1)) {
      if (!board.isMerged(other) && areTwins(better, other)) board.merge(other, better, 'sibling')
    }
  })
}

function areTwins(a: TraceSpan, b: TraceSpan): boolean {
  if (a.scopeName === b.scopeName || areOtherAnswers(a, b)) return false
  if (a.responseId !== '' && a.responseId === b.responseId) return false
  const aHoldsB = a.startNs <= b.startNs && a.endNs >= b.endNs
  const bHoldsA = b.startNs <= a.startNs && b.endNs >= a.endNs
  if (!aHoldsB && !bHoldsA) return false
  return hasUsage(a) && hasUsage(b) && inputOf(a) === inputOf(b) && outputOf(a) === outputOf(b)
}

/** A trace whose calls carry no usage takes the topmost totals that it has. */
function rollUp(board: Board): void {
  const known = new Set<string>()
  for (const call of board.calls) if (hasUsage(call) || hasUsage(board.winnerOf(call))) known.add(call.traceId)
  const counted = countedElsewhere(board)
  const isOpen = (span: TraceSpan) => isTotal(span) && !counted.around.has(span)
  for (const span of board.spans) {
    if (known.has(span.traceId) || !isOpen(span) || counted.totals.has(span) || hasAbove(board, span, isOpen)) continue
    board.rollUp(span)
  }
}

interface Counted {
  /** Totals whose answer is a call of another trace: their tokens are summed there. */
  readonly totals: ReadonlySet<TraceSpan>
  /** What lies around those holds some of the same tokens. */
  readonly around: ReadonlySet<TraceSpan>
}

/** Where spans lose their parent, an outer span and the call inside it are traces of their own. */
function countedElsewhere(board: Board): Counted {
  const totals = new Set<TraceSpan>()
  const around = new Set<TraceSpan>()
  const calls = new Map<string, TraceSpan[]>()
  for (const call of board.calls) {
    if (call.responseId === '' || !hasUsage(board.winnerOf(call))) continue
    calls.set(call.responseId, [...(calls.get(call.responseId) ?? []), call])
  }
  for (const span of board.spans) {
    const same = calls.get(span.responseId)
    if (same === undefined || !isTotal(span) || !same.some((call) => overlap(span, call))) continue
    totals.add(span)
    for (const above of ancestorsOf(board, span)) around.add(above)
  }
  for (const span of totals) around.delete(span)
  return { totals, around }
}

function overlap(a: TraceSpan, b: TraceSpan): boolean {
  return a.startNs <= b.endNs + OVERLAP_SLACK_NS && b.startNs <= a.endNs + OVERLAP_SLACK_NS
}

function isTotal(span: TraceSpan): boolean {
  return span.ownCounts === 0 && hasUsage(span) && span.kind !== 'event' && span.kind !== 'tool'
}

function hasAbove(board: Board, span: TraceSpan, isIt: (above: TraceSpan) => boolean): boolean {
  return ancestorsOf(board, span).some(isIt)
}

/** Nearest first; a circle of parents ends where it began. */
function ancestorsOf(board: Board, span: TraceSpan): readonly TraceSpan[] {
  const seen = new Set<TraceSpan>([span])
  for (let above = board.parentOf(span); above !== undefined && !seen.has(above); above = board.parentOf(above)) {
    seen.add(above)
  }
  return [...seen].slice(1)
}

/** Best first: usage, nearness to the wire, detail, then what is innermost; identity settles the rest. */
function byQuality(a: TraceSpan, b: TraceSpan): number {
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
function isRawCopy(span: TraceSpan): boolean {
  return span.name === 'raw_gen_ai_request'
}

function hasUsage(span: TraceSpan): boolean {
  for (const count of Object.values(span.tokens)) if (count !== undefined && count !== null && count > 0) return true
  return false
}

function inputOf(span: TraceSpan): number {
  const { input_uncached = 0, cache_read = 0, cache_write = 0, input_audio = 0 } = span.tokens
  return input_uncached + cache_read + cache_write + input_audio
}

function outputOf(span: TraceSpan): number {
  const { output = 0, reasoning = 0, output_audio = 0 } = span.tokens
  return output + reasoning + output_audio
}

function keyOf(span: { readonly traceId: string; readonly spanId: string }): string {
  return `${span.traceId}/${span.spanId}`
}

function byIdentity(a: TraceSpan, b: TraceSpan): number {
  return compare(keyOf(a), keyOf(b))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareNs(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
