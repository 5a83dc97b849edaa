/**
 * Which spans are calls, and whose usage is summed. One call is often seen by several instrumentations: nested,
 * side by side, or in traces of their own. One pure function over the narrow rows of a trace (and the rows of other
 * traces that share a response id) decides; the order of the rows never matters, so deciding again is harmless.
 */
import type { SpanKind } from '@vitrine/schemas'
import {
  Board,
  byIdentity,
  byQuality,
  compareNs,
  hasUsage,
  inputOf,
  isRawCopy,
  OVERLAP_SLACK_NS,
  outputOf,
} from './call-board.ts'
import type { TraceSpan, Verdict } from './call-types.ts'
import { leaveOutPartial } from './partial-calls.ts'
import { mergeRetrievals } from './retrievals.ts'
import { rollUp, rollUpNameless } from './roll-up.ts'
import { mergeTold } from './told-calls.ts'

export type { TraceSpan, Verdict } from './call-types.ts'

/** Between an outer and an inner span these start something new: what is inside is a call of its own. */
const BARRIERS: ReadonlySet<SpanKind> = new Set(['tool', 'agent', 'workflow', 'retrieval', 'guardrail', 'evaluator'])

/** Verdicts only where they differ from a span's own reading. */
export function verdicts(spans: readonly TraceSpan[]): Verdict[] {
  const board = new Board(spans)
  mergeSameResponses(board)
  mergeNested(board)
  mergeSiblings(board)
  mergeTold(board)
  leaveOutPartial(board)
  rollUp(board)
  rollUpNameless(board)
  mergeRetrievals(board)
  return board.verdicts()
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
  const copies = copiesOf(outer, inners)
  const same = inners.filter((inner) => isSameCall(outer, inner) || copies.includes(inner))
  if (same.length === 0 || board.isMerged(outer)) return
  const tellers = same.filter((inner) => hasUsage(inner) && !isRawCopy(inner))
  if (tellers.length === 0 && (hasUsage(outer) || same.every(isRawCopy))) {
    for (const inner of same) board.merge(inner, outer, 'wrapper')
    return
  }
  const winner = [...(tellers.length > 0 ? tellers : same)].sort(byQuality)[0] as TraceSpan
  if (board.winnerOf(winner) !== outer) board.merge(outer, winner, 'wrapper')
}

/**
 * LiteLLM's dumps keep the provider's id where its own span has one of its own making. A span of the application that
 * its callback wrote on holds one call; the dumps of further calls are all that there is of them.
 */
function copiesOf(outer: TraceSpan, inners: readonly TraceSpan[]): readonly TraceSpan[] {
  const dumps = inners.filter(isRawCopy)
  if (outer.name === 'litellm_request') return dumps
  if (dumps.some((dump) => dump.responseId === outer.responseId)) return []
  const alike = dumps.filter((dump) => inputOf(dump) === inputOf(outer) && outputOf(dump) === outputOf(outer))
  return alike.sort((a, b) => compareNs(a.startNs, b.startNs) || byIdentity(a, b)).slice(0, 1)
}

/** What stands between a program and its provider may answer under an id of its own: the counts and the model tell. */
function isSameCall(outer: TraceSpan, inner: TraceSpan): boolean {
  if (!areOtherAnswers(outer, inner)) return true
  if (outer.scopeName === inner.scopeName || isRawCopy(inner) || !hasUsage(outer) || !hasUsage(inner)) return false
  if (inputOf(outer) !== inputOf(inner) || outputOf(outer) !== outputOf(inner)) return false
  return modelsOf(outer).some((model) => modelsOf(inner).includes(model))
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
    // Each instrumentation saw the call once; of parallel calls with equal numbers the nearest in time is the same.
    const seenBy = new Set<string>()
    const others = list.slice(index + 1).filter((other) => !board.isMerged(other) && areTwins(better, other))
    for (const other of others.sort((a, b) => compareNs(apart(a, better), apart(b, better)) || byIdentity(a, b))) {
      if (seenBy.has(other.scopeName)) continue
      seenBy.add(other.scopeName)
      board.merge(other, better, 'sibling')
    }
  })
}

function apart(a: TraceSpan, b: TraceSpan): bigint {
  const [start, end] = [a.startNs - b.startNs, a.endNs - b.endNs]
  return (start < 0n ? -start : start) + (end < 0n ? -end : end)
}

function areTwins(a: TraceSpan, b: TraceSpan): boolean {
  if (a.scopeName === b.scopeName || areOtherAnswers(a, b)) return false
  if (a.responseId !== '' && a.responseId === b.responseId) return false
  const aHoldsB = a.startNs <= b.startNs && a.endNs >= b.endNs
  const bHoldsA = b.startNs <= a.startNs && b.endNs >= a.endNs
  if (!aHoldsB && !bHoldsA) return false
  if (hasUsage(a) && hasUsage(b)) return haveOneUsage(a, b)
  // A stream that was not asked for usage, or a failure: the model and the time are all that is left.
  return modelsOf(a).some((model) => modelsOf(b).includes(model))
}

/** Equal, or equal but for a cache that one of them leaves out of its input. */
function haveOneUsage(a: TraceSpan, b: TraceSpan): boolean {
  if (outputOf(a) !== outputOf(b)) return false
  if (inputOf(a) === inputOf(b)) return true
  const [less, more] = inputOf(a) < inputOf(b) ? [a, b] : [b, a]
  return inputOf(less) === less.tokens.input_uncached && inputOf(less) === more.tokens.input_uncached
}

function modelsOf(span: TraceSpan): readonly string[] {
  return [span.model, span.responseModel].filter((model) => model !== '')
}
