/** Errors hide: in the status, in an exception event, in a level, in a flag. What counts as one is decided here. */
import type { SpanStatus } from '@vitrine/schemas'
import type { EventView, SpanView } from '../mapping/span-view.ts'
import { firstText, numberOf, textOf } from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'

export interface StatusFacts {
  readonly status: SpanStatus
  readonly errorType: string
  readonly errorMessage: string
}

/** Any span's, and what the GenAI conventions send in a log record. */
const EXCEPTIONS = new Set(['exception', 'gen_ai.client.operation.exception'])
const MAX_MESSAGE = 512
/** Langfuse's own, and the words of loggers that it takes for it. */
const ERROR_LEVELS: ReadonlySet<string> = new Set(['ERROR', 'CRITICAL', 'FATAL'])
const OK = 1
const ERROR = 2

export function statusOf(view: SpanView, finishReason: string): StatusFacts {
  const exception = view.hasEvents ? view.events().find((event) => EXCEPTIONS.has(event.name)) : undefined
  if (!isError(view, finishReason, exception)) {
    return { status: view.statusCode === OK ? 'ok' : 'unset', errorType: '', errorMessage: '' }
  }
  const message =
    view.statusMessage ||
    firstText(view, ['langfuse.observation.status_message', 'error.message', 'exception.message']) ||
    textOf(exception?.get('exception.message'))
  return {
    status: 'error',
    errorType: firstText(view, ['error.type', 'exception.type']) || textOf(exception?.get('exception.type')),
    errorMessage: message.slice(0, MAX_MESSAGE),
  }
}

function isError(view: SpanView, finishReason: string, exception: EventView | undefined): boolean {
  if (view.statusCode === ERROR || finishReason === 'error') return true
  if (view.has('langfuse.observation.level') && ERROR_LEVELS.has(textOf(view.get('langfuse.observation.level'))))
    return true
  if (view.has('error.type') && textOf(view.get('error.type')) !== '') return true
  if (view.has('http.response.status_code') && (numberOf(view.get('http.response.status_code')) ?? 0) >= 400)
    return true
  if (hasFailureFlag(view) || isUnanswered(view) || isMarkedFailed(view)) return true
  return exception !== undefined && isOwnException(view, exception)
}

const LEVEL_ERROR = /"level"\s*:\s*"ERROR"/

/** Dify's Phoenix and Arize exporters leave the status unset and say it in the metadata. */
function isMarkedFailed(view: SpanView): boolean {
  const metadata = view.has('metadata') ? view.bytes('metadata') : undefined
  return metadata !== undefined && LEVEL_ERROR.test(asBuffer(metadata).toString('latin1', 0, MAX_METADATA))
}

/** Characters of metadata that are searched; it is small, or it is no place for a level. */
const MAX_METADATA = 16_384

/** ADK ends the span of a failed call without a word; one that was answered names its model at least. */
function isUnanswered(view: SpanView): boolean {
  const isCall = view.scopeName === 'gcp.vertex.agent' && view.name === 'call_llm'
  return isCall && view.endNs > 0n && !view.has('gen_ai.request.model')
}

function hasFailureFlag(view: SpanView): boolean {
  // Python writes `False`.
  if (view.has('success') && textOf(view.get('success')).toLowerCase() === 'false') return true
  if (view.has('genkit:state') && textOf(view.get('genkit:state')) === 'error') return true
  if (view.has('otel.status_code') && textOf(view.get('otel.status_code')) === 'ERROR') return true
  if (view.has('haystack.tool.error') && textOf(view.get('haystack.tool.error')) === 'true') return true
  if (view.has('gen_ai.tool.status') && textOf(view.get('gen_ai.tool.status')) === 'error') return true
  if (view.has('pydantic_ai.tool.failure_stage') && textOf(view.get('pydantic_ai.tool.failure_stage')) !== '')
    return true
  return view.has('lk.function_tool.is_error') && textOf(view.get('lk.function_tool.is_error')) === 'true'
}

/**
 * A recorded exception under status OK was handled, so it is no error by itself; LangSmith sets OK whatever
 * happens, and there an exception without an answer is one.
 */
function isOwnException(view: SpanView, exception: EventView): boolean {
  if (textOf(exception.get('exception.escaped')).toLowerCase() === 'false' && view.statusCode !== ERROR) {
    return view.scopeName === 'langsmith' && !view.has('gen_ai.completion')
  }
  if (view.statusCode === OK) return view.scopeName === 'langsmith' && !view.has('gen_ai.completion')
  return true
}
