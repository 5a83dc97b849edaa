import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces, type TestSpan } from './otlp.ts'
import { type Product, pause } from './product.ts'

/** Clients that retry, and what they know: the other half of a test that something was lost or counted twice. */
export const SPANS_PER_REQUEST = 10

export interface Sent {
  readonly acked: Set<string>
  readonly attempted: Set<string>
}

export interface SenderHabits {
  /** Between two requests. */
  readonly pauseMs?: number
  /** Characters of text in each span. */
  readonly text?: number
}

/** Sends until told to stop; a request without an answer is sent again, the same bytes, until one comes. */
export async function sender(
  otlp: string,
  sent: Sent,
  state: { stopped: boolean },
  habits: SenderHabits = {},
): Promise<void> {
  const { pauseMs = 0, text = 0 } = habits
  const attributes = text === 0 ? {} : { text: 'x'.repeat(text) }
  while (!state.stopped) {
    const traceId = newTraceId()
    const root = newSpanId()
    const calls = Array.from({ length: SPANS_PER_REQUEST - 1 }, () =>
      llmSpan({ traceId, spanId: newSpanId(), parentSpanId: root, attributes }),
    )
    const spans: TestSpan[] = [{ traceId, spanId: root, name: 'turn' }, ...calls]
    const body = otlpBody(spans)
    for (const span of spans) sent.attempted.add(`${traceId}/${span.spanId}`)
    while (!state.stopped) {
      const answer = await postTraces(otlp, body).catch(() => undefined)
      if (answer?.ok) {
        for (const span of spans) sent.acked.add(`${traceId}/${span.spanId}`)
        break
      }
      await pause(20)
    }
    if (pauseMs > 0) await pause(pauseMs)
  }
}

export async function allSpanIds(product: Product): Promise<string[]> {
  const found: string[] = []
  let cursor: string | null = null
  do {
    const page: { spans: { trace_id: string; span_id: string }[]; next_cursor: string | null } = await product.api(
      `/spans?limit=1000${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    found.push(...page.spans.map((span) => `${span.trace_id}/${span.span_id}`))
    cursor = page.next_cursor
  } while (cursor !== null)
  return found
}
