/** A span that was never ended, of a trace that has said nothing for an hour: its process is gone, and it will not end. */

const SILENCE_NS = 3_600_000_000_000

interface OpenSpan {
  readonly startNs: number
  readonly endNs: number | null
  readonly isRunning: boolean
  readonly status: string
}

/** Whether nothing has been heard for so long; both in nanoseconds since the same moment. */
export function isSilent(newsNs: number, nowNs: number): boolean {
  return nowNs - newsNs > SILENCE_NS
}

/** The spans of one trace, the running ones as abandoned when the whole trace is silent. */
export function withAbandoned<Span extends OpenSpan>(spans: readonly Span[], nowNs: number): readonly Span[] {
  const newsNs = spans.reduce((last, span) => Math.max(last, span.startNs, span.endNs ?? 0), 0)
  if (!isSilent(newsNs, nowNs)) return spans
  return spans.map((span) =>
    span.isRunning ? { ...span, isRunning: false, status: span.status === 'error' ? 'error' : 'abandoned' } : span,
  )
}
