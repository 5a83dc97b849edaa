/**
 * A share of the traces is sent, told by the trace id, so that every process decides alike. The others wait a while,
 * bounded, and go out after all when one of their spans fails: errors are what nobody wants to lose to a dice.
 */
import { SpanStatusCode } from '@opentelemetry/api'
import type { ReadSpan } from './span.ts'

const MAX_SPANS = 500
const MAX_SIZE = 8 * 1024 * 1024
const MAX_WAIT_MS = 60_000
/** Traces that failed lately, whose later spans go out too. */
const MAX_FAILED = 1000

/** The last 56 bits of the id are random by the W3C's word; the same rate gives the same answer everywhere. */
export function isInSample(traceId: string, rate: number): boolean {
  if (rate >= 1) return true
  return Number.parseInt(traceId.slice(-14), 16) / 2 ** 56 < rate
}

export interface WaitingRoom {
  /** Takes the span of an unsampled trace; answers the spans that are to be sent because of it. */
  add(span: ReadSpan, size: number): readonly ReadSpan[]
  /** Spans that left without being sent. */
  sampledOut(): number
}

interface Waiting {
  readonly span: ReadSpan
  readonly size: number
  readonly sinceMs: number
}

export function createWaitingRoom(nowMs: () => number = () => performance.now()): WaitingRoom {
  let waiting: Waiting[] = []
  let size = 0
  let gone = 0
  const failed = new Set<string>()

  const takeTrace = (traceId: string): ReadSpan[] => {
    const taken = waiting.filter(({ span }) => span.spanContext().traceId === traceId)
    waiting = waiting.filter(({ span }) => span.spanContext().traceId !== traceId)
    size -= taken.reduce((sum, each) => sum + each.size, 0)
    return taken.map(({ span }) => span)
  }

  const makeRoom = () => {
    const latest = nowMs() - MAX_WAIT_MS
    let first = 0
    while (first < waiting.length) {
      const oldest = waiting[first] as Waiting
      if (waiting.length - first <= MAX_SPANS && size <= MAX_SIZE && oldest.sinceMs > latest) break
      size -= oldest.size
      first += 1
    }
    gone += first
    if (first > 0) waiting.splice(0, first)
  }

  return {
    add: (span, spanSize) => {
      const { traceId } = span.spanContext()
      if (failed.has(traceId)) return [span]
      if (span.status.code === SpanStatusCode.ERROR) {
        failed.add(traceId)
        if (failed.size > MAX_FAILED) for (const oldest of failed) if (failed.delete(oldest)) break
        makeRoom()
        return [...takeTrace(traceId), span]
      }
      waiting.push({ span, size: spanSize, sinceMs: nowMs() })
      size += spanSize
      makeRoom()
      return []
    },
    sampledOut: () => gone,
  }
}
