/** A session as its user saw it: one turn for each trace, what was said and what was answered. */

import type { Message, SpanDetail, TraceRow } from '@vitrine/schemas/api'

export interface Turn {
  readonly traceId: string
  readonly trace: TraceRow
  /** Nothing happened for so long before this turn; 0 for the first. */
  readonly idleNs: number
}

/** A pause that a reader should see. */
export const LONG_PAUSE_NS = 5 * 60 * 1e9

export function turnsOf(traces: readonly TraceRow[]): readonly Turn[] {
  return traces.map((trace, at) => {
    const before = traces[at - 1]
    const endNs = before === undefined ? undefined : (before.end ?? before.start)
    const idleNs = endNs === undefined ? 0 : Math.max(0, Number(BigInt(trace.start) - BigInt(endNs)))
    return { traceId: trace.trace_id, trace, idleNs }
  })
}

export interface Exchange {
  readonly asked: string | null
  readonly answered: string | null
}

/** The last thing that the user said, and the answer; null where the span carries neither messages nor text. */
export function exchangeOf(detail: SpanDetail): Exchange {
  const asked = detail.messages.findLast((message) => message.role === 'user' && message.isOutput !== true)
  const answered = detail.messages.findLast((message) => message.isOutput === true || message.role === 'assistant')
  return {
    asked: textOf(asked) ?? plainText(detail.input),
    answered: textOf(answered) ?? plainText(detail.output),
  }
}

function textOf(message: Message | undefined): string | null {
  const texts =
    message?.parts.flatMap((part) => (part.type === 'text' || part.type === 'refusal' ? [part.text] : [])) ?? []
  return texts.length === 0 ? null : texts.join('\n\n')
}

/** Text as it came, or the one text in an object that wraps it. */
function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const texts = Object.values(value).filter((one): one is string => typeof one === 'string' && one.trim() !== '')
  return texts.length === 1 ? (texts[0] ?? null) : null
}
