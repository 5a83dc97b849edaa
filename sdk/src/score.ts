/** How good it was: a score for a span, a trace or a session, sent beside the spans. */
import { trace } from '@opentelemetry/api'
import { activeContext } from './active-context.ts'
import { drop } from './drops.ts'
import { maskText } from './masking.ts'
import { scoreOutbox, settings } from './runtime.ts'
import { valueWithin } from './values.ts'
import { guard } from './wrap-method.ts'

export interface Score {
  readonly name: string
  /** A number, a yes or no, a category, or a text. */
  readonly value: number | boolean | string
  /** Default: what the value is; a string is a category. */
  readonly type?: 'numeric' | 'boolean' | 'categorical' | 'text' | undefined
  /** With `spanId` the span, alone the whole trace. Without any target: the span that is open around the call. */
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
  readonly session?: string | undefined
  readonly comment?: string | undefined
  /** Who judged. Default `code`. */
  readonly source?: 'annotation' | 'code' | 'judge' | undefined
  readonly metadata?: unknown
  /** A second score with the same id replaces the first. */
  readonly id?: string | undefined
}

/** Queues a score and returns at once. Never throws; a score that cannot be sent is counted. */
export function score(given: Score): void {
  guard(() => {
    const target = targetOf(given)
    if (target === undefined || !isValid(given)) {
      drop('score_invalid', 'a score needs a name, a value, and a trace, a session or an open span')
      return
    }
    const limits = settings()
    const masked = (text: string | undefined, field: string) =>
      text === undefined ? undefined : maskText(text, `score.${field}`, limits)
    scoreOutbox()?.add({
      name: given.name,
      value: typeof given.value === 'string' ? masked(given.value, 'value') : given.value,
      type: given.type,
      id: given.id,
      ...target,
      comment: masked(given.comment, 'comment'),
      source: given.source ?? 'code',
      metadata: valueWithin(given.metadata, 'score.metadata', limits),
      time: new Date(limits.clock?.() ?? Date.now()).toISOString(),
    })
  }, undefined)
}

function isValid({ name, value }: Score): boolean {
  if (typeof name !== 'string' || name === '') return false
  return typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value)
}

function targetOf(given: Score): Readonly<Record<string, string>> | undefined {
  if (given.session !== undefined) return { session_id: given.session }
  if (given.traceId !== undefined)
    return { trace_id: given.traceId, ...(given.spanId === undefined ? {} : { span_id: given.spanId }) }
  const open = trace.getSpanContext(activeContext())
  return open && { trace_id: open.traceId, span_id: open.spanId }
}
