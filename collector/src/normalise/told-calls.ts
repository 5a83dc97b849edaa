/**
 * Codex and Gemini CLI tell of a call in a log record that belongs to no span, whether they send spans or not. Read as
 * a span of its own (decode/told-spans.ts), it is the same call as the span of the same session that ended at the same
 * moment with the same counts. Each is paired once, so two calls with equal numbers stay two.
 */
import { type Board, compareNs, hasUsage, inputOf, OVERLAP_SLACK_NS, outputOf } from './call-board.ts'
import type { TraceSpan } from './call-types.ts'

const TOLD = /^(?:codex|gemini_cli)\.llm_request$/
/** Dialects whose calls may be told a second time. */
export const TELLING_DIALECTS: ReadonlySet<string> = new Set(['codex', 'gemini-cli'])

export function mergeTold(board: Board): void {
  const told = board.calls.filter((call) => isTold(call) && !board.isMerged(call))
  if (told.length === 0) return
  const sessions = sessionsOf(board)
  const taken = new Set<TraceSpan>()
  const real = board.calls.filter((call) => TELLING_DIALECTS.has(call.dialect) && !isTold(call))
  for (const call of told) {
    const twin = real
      .filter((other) => !board.isMerged(other) && !taken.has(other) && areOne(call, other, sessions))
      .sort((a, b) => compareNs(distance(a, call), distance(b, call)))[0]
    if (twin === undefined) continue
    taken.add(twin)
    // Codex counts alike in both; Gemini's spans leave out the cache and the thoughts.
    if (Object.keys(call.tokens).length > Object.keys(twin.tokens).length) board.merge(twin, call, 'sibling')
    else board.merge(call, twin, 'sibling')
  }
}

function isTold(call: TraceSpan): boolean {
  return TELLING_DIALECTS.has(call.dialect) && TOLD.test(call.name)
}

/** By trace: a call itself may not name its session, another span of its trace does. */
function sessionsOf(board: Board): ReadonlyMap<string, ReadonlySet<string>> {
  const sessions = new Map<string, Set<string>>()
  for (const { traceId, sessionId } of board.spans) {
    if (sessionId === '') continue
    const known = sessions.get(traceId)
    if (known === undefined) sessions.set(traceId, new Set([sessionId]))
    else known.add(sessionId)
  }
  return sessions
}

function areOne(told: TraceSpan, real: TraceSpan, sessions: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  if (told.dialect !== real.dialect || sessions.get(real.traceId)?.has(told.sessionId) !== true) return false
  if (distance(told, real) > OVERLAP_SLACK_NS || hasUsage(told) !== hasUsage(real)) return false
  if (!hasUsage(told)) return true
  const visible = outputOf(told) - (told.tokens.reasoning ?? 0)
  return inputOf(told) === inputOf(real) && (outputOf(real) === outputOf(told) || outputOf(real) === visible)
}

function distance(a: TraceSpan, b: TraceSpan): bigint {
  return a.endNs > b.endNs ? a.endNs - b.endNs : b.endNs - a.endNs
}
