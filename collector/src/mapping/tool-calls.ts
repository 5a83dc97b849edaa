/** What a tool was asked and what it answered, on the span of the tool itself. */
import type { Message } from '@vitrine/schemas/api'
import { bodyOf } from './dialects/old-events.ts'
import { HAYSTACK_TOOL_INPUT, HAYSTACK_TOOL_OUTPUT } from './haystack-view.ts'
import { message } from './message-shapes.ts'
import { callPart, parsedTwice, resultPart } from './parts.ts'
import { firstValue } from './said.ts'
import { isToolSpan } from './span-roles.ts'
import type { AttributeValue, SpanView } from './span-view.ts'
import { type Dictionary, isDictionary } from './values.ts'

export const TOOL_ARGUMENTS = [
  'gen_ai.tool.call.arguments',
  'ai.toolCall.args',
  'gcp.vertex.agent.tool_call_args',
  'lk.pii.function_tool.arguments',
  'lk.function_tool.arguments',
  'tool_arguments',
  'tool_input',
  'full_command',
  'function_args',
  'spring.ai.tool.call.arguments',
  'gen_ai.tool.input',
  HAYSTACK_TOOL_INPUT,
]
export const TOOL_RESULT = [
  'gen_ai.tool.call.result',
  'ai.toolCall.result',
  'gcp.vertex.agent.tool_response',
  'lk.pii.function_tool.output',
  'lk.function_tool.output',
  'tool_response',
  'spring.ai.tool.call.result',
  'gen_ai.tool.output',
  HAYSTACK_TOOL_OUTPUT,
]

/** Where a span that is a tool keeps them in conventions that have one pair of keys for every kind of span. */
const ANY_INPUT = [
  'input.value',
  'traceloop.entity.input',
  'mlflow.spanInputs',
  'lmnr.span.input',
  'langfuse.observation.input',
  'mastra.tool_call.input',
  'gen_ai.entity.input',
  'genkit:input',
  'gen_ai.prompt',
  'arguments',
]
const ANY_OUTPUT = [
  'output.value',
  'traceloop.entity.output',
  'mlflow.spanOutputs',
  'lmnr.span.output',
  'langfuse.observation.output',
  'mastra.tool_call.output',
  'gen_ai.entity.output',
  'genkit:output',
  'gen_ai.completion',
  'output',
]

const IDS = ['gen_ai.tool.call.id', 'ai.toolCall.id', 'tool_call.id', 'tool.id', 'tool_use_id', 'call_id']
const NAMES = [
  'gen_ai.tool.name',
  'tool.name',
  'ai.toolCall.name',
  'lk.function_tool.name',
  'tool_name',
  'function_name',
  'spring.ai.tool.definition.name',
  'traceloop.entity.name',
  'haystack.tool.name',
]

export function toolInput(view: SpanView): Message[] {
  const value = firstValue(view, TOOL_ARGUMENTS) ?? (isToolSpan(view) ? genericInput(view) : undefined)
  if (value === undefined) return []
  return [message('assistant', [callPart(textAt(view, IDS), nameOf(view), withoutWrapper(value))], false)]
}

export function toolOutput(view: SpanView): Message[] {
  const value = firstValue(view, TOOL_RESULT) ?? (isToolSpan(view) ? genericOutput(view) : undefined)
  if (value === undefined) return []
  const part = resultPart({ ...answerOf(value), tool_call_id: textAt(view, IDS) ?? idIn(value) }, 0)
  return [message('tool', [part], true)]
}

/** Strands says both in events: `gen_ai.tool.message` holds the arguments, `gen_ai.choice` the result. */
function genericInput(view: SpanView): unknown {
  return firstValue(view, ANY_INPUT) ?? eventField(view, 'gen_ai.tool.message', 'content')
}

function genericOutput(view: SpanView): unknown {
  return (
    firstValue(view, ANY_OUTPUT) ??
    eventField(view, 'gen_ai.choice', 'message') ??
    eventField(view, 'tool.output', 'output')
  )
}

function eventField(view: SpanView, name: string, field: string): unknown {
  if (!view.hasEvents) return undefined
  const event = view.events().find((each) => each.name === name)
  return event === undefined ? undefined : (parsedTwice(bodyOf(event)[field] ?? event.get(field)) ?? undefined)
}

/** Traceloop wraps arguments as {args, kwargs}, LangChain's callbacks as {input_str, inputs} or as {input} in text. */
function withoutWrapper(value: unknown): unknown {
  if (!isDictionary(value)) return value
  const keys = Object.keys(value)
  const inner = keys.length === 1 && typeof value.input === 'string' ? parsedTwice(value.input) : undefined
  if (isDictionary(inner)) return inner
  if ('input_str' in value) return value.inputs ?? parsedTwice(value.input_str)
  if (!keys.every((key) => key === 'args' || key === 'kwargs')) return value
  const { args, kwargs } = value
  const hasNamed = isDictionary(kwargs) && Object.keys(kwargs).length > 0
  const list = Array.isArray(args) ? args : []
  if (hasNamed && list.length === 0) return kwargs
  return !hasNamed && list.length === 1 ? parsedTwice(list[0]) : value
}

/** A message of a tool (LangChain's constructor, its `data` form, or plain) is its content. */
function answerOf(value: unknown): { content: unknown; status?: unknown } {
  const outer = isDictionary(value) && 'output' in value && isWrapper(value) ? value.output : value
  const inner = isDictionary(outer) ? (outer.kwargs ?? outer.data ?? outer) : outer
  const isMessage = isDictionary(inner) && 'content' in inner && (inner !== outer || 'tool_call_id' in inner)
  return isMessage ? { content: parsedTwice(inner.content), status: inner.status } : { content: outer }
}

/** LangSmith's and LangChain's callbacks: `{output}`, with or without the arguments beside it. */
function isWrapper(value: Dictionary): boolean {
  return Object.keys(value).every((key) => key === 'output' || key === 'kwargs' || key === 'inputs')
}

function idIn(value: unknown): unknown {
  const outer = isDictionary(value) && isDictionary(value.output) ? value.output : value
  const inner = isDictionary(outer) ? (outer.kwargs ?? outer.data ?? outer) : undefined
  return isDictionary(inner) ? inner.tool_call_id : undefined
}

function textAt(view: SpanView, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value: AttributeValue | undefined = view.get(key)
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** Laminar and OpenInference name the span after the tool. */
function nameOf(view: SpanView): string | undefined {
  return textAt(view, NAMES) ?? (view.name.includes(' ') ? undefined : view.name.replace(/\.__call__$/, ''))
}
