/** `@vitrine/sdk/mastra`: an exporter for Mastra's own tracing, `exporters: [mastraExporter()]`. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, text } from '../fields.ts'
import { chatMessage } from '../openai/chat-messages.ts'
import type { Settings } from '../settings.ts'
import {
  attributesOfInput,
  attributesOfOutput,
  type ObserveKind,
  spanNameOf,
  startAttributesOf,
} from '../span-kinds.ts'
import { putJson } from '../values.ts'
import { createRunSpans, type RunSpans } from './run-spans.ts'

/** Mastra's exporter: the older tracing calls `exportEvent`, the newer one `exportTracingEvent`. */
export interface MastraExporter {
  readonly name: string
  exportEvent(event: object): Promise<void>
  exportTracingEvent(event: object): Promise<void>
  flush(): Promise<void>
  shutdown(): Promise<void>
}

const KINDS: Readonly<Record<string, ObserveKind>> = {
  agent_run: 'agent',
  workflow_run: 'workflow',
  tool_call: 'tool',
  mcp_tool_call: 'tool',
  client_tool_call: 'tool',
  provider_tool_call: 'tool',
}
/** One of these is the call; around it stand steps that repeat what it says. */
const MODEL_CALLS = new Set(['llm_generation', 'model_inference'])
/** A call too, where a version of Mastra knows no inner one. */
const MODEL_GENERATION = 'model_generation'
const MODEL_STEP = 'model_step'

export function mastraExporter(): MastraExporter {
  const runs = createRunSpans()
  const parents = new Map<string, string>()
  const generationsWithCalls = new Set<string>()
  /** What a step was given, told after its start; the call inside it says only what it answered. */
  const stepInputs = new Map<string, unknown>()
  const exportEvent = async (given: object) => {
    const event = fieldsOf(given)
    const span = fieldsOf(event.exportedSpan)
    const id = text(span.id) ?? ''
    const type = text(span.type) ?? ''
    if (span.isEvent === true || type === 'model_chunk' || type === 'llm_chunk') return
    if (event.type === 'span_started') {
      const parentId = text(span.parentSpanId)
      if (parentId !== undefined) parents.set(id, parentId)
      if (MODEL_CALLS.has(type))
        for (let at = parentId; at !== undefined; at = parents.get(at)) generationsWithCalls.add(at)
      startSpan(runs, span, type)
    }
    if (event.type === 'span_updated' && type === MODEL_STEP) stepInputs.set(id, span.input)
    if (event.type !== 'span_ended') return
    const input = span.input ?? stepInputs.get(text(span.parentSpanId) ?? '')
    endSpan(
      runs,
      { ...span, input },
      MODEL_CALLS.has(type) || (type === MODEL_GENERATION && !generationsWithCalls.has(id)),
    )
    parents.delete(id)
    stepInputs.delete(id)
    generationsWithCalls.delete(id)
  }
  return {
    name: 'vitrine',
    exportEvent,
    exportTracingEvent: exportEvent,
    flush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
}

function startSpan(runs: RunSpans, span: Fields, type: string): void {
  const name = nameOf(span, type)
  const kind = KINDS[type] ?? 'chain'
  const isModel = MODEL_CALLS.has(type) || type === MODEL_GENERATION
  const metadata = fieldsOf(span.metadata)
  runs.start({
    id: text(span.id) ?? '',
    parentId: text(span.parentSpanId),
    name: isModel ? name : spanNameOf(kind, name),
    isClient: MODEL_CALLS.has(type),
    attributes: {
      ...(isModel ? {} : startAttributesOf(kind, name)),
      ...present({
        'session.id': text(metadata.sessionId) ?? text(metadata.threadId),
        'user.id': text(metadata.userId) ?? text(metadata.resourceId),
        'gen_ai.tool.call.id': kind === 'tool' ? text(fieldsOf(span.attributes).toolCallId) : undefined,
      }),
    },
    ...(isModel
      ? {}
      : { content: (attributes, limits) => Object.assign(attributes, attributesOfInput(kind, span.input, limits)) }),
  })
}

function endSpan(runs: RunSpans, span: Fields, isCall: boolean): void {
  const type = text(span.type) ?? ''
  const kind = KINDS[type] ?? 'chain'
  const failure = fieldsOf(span.errorInfo)
  runs.end(text(span.id) ?? '', {
    attributes: isCall
      ? callAttributes(fieldsOf(span.attributes))
      : type === MODEL_GENERATION
        ? startAttributesOf('chain', type)
        : {},
    content: (attributes, limits) => {
      if (isCall) writeCall(attributes, span, limits)
      else Object.assign(attributes, attributesOfOutput(kind, span.output, limits))
    },
    ...(span.errorInfo ? { error: new Error(text(failure.message) ?? 'the span reported an error') } : {}),
  })
}

function nameOf(span: Fields, type: string): string {
  const attributes = fieldsOf(span.attributes)
  if (MODEL_CALLS.has(type) || type === MODEL_GENERATION)
    return ['chat', text(attributes.model)].filter(Boolean).join(' ')
  if (KINDS[type] === undefined) return text(span.name) ?? type
  const own =
    text(span.entityName) ?? text(attributes.agentId) ?? text(attributes.toolId) ?? text(attributes.workflowId)
  return own ?? text(span.name) ?? type
}

function callAttributes(about: Fields): Attributes {
  const usage = fieldsOf(about.usage)
  const parameters = fieldsOf(about.parameters)
  const reason = text(about.finishReason)
  const input = fieldsOf(usage.inputDetails)
  return present<Attributes[string]>({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': text(about.provider),
    'gen_ai.request.model': text(about.model),
    'gen_ai.response.model': text(about.responseModel),
    'gen_ai.response.id': text(about.responseId),
    'gen_ai.request.temperature': number(parameters.temperature),
    'gen_ai.request.max_tokens': number(parameters.maxOutputTokens) ?? number(parameters.maxTokens),
    'gen_ai.request.stream': about.streaming === true ? true : undefined,
    'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
    'gen_ai.usage.input_tokens': number(usage.inputTokens) ?? number(usage.promptTokens),
    'gen_ai.usage.output_tokens': number(usage.outputTokens) ?? number(usage.completionTokens),
    'gen_ai.usage.cache_read.input_tokens':
      number(input.cacheRead) ?? number(usage.cachedInputTokens) ?? number(usage.promptCacheHitTokens),
    'gen_ai.usage.cache_write.input_tokens': number(input.cacheWrite),
    'gen_ai.usage.reasoning.output_tokens':
      number(fieldsOf(usage.outputDetails).reasoning) ?? number(usage.reasoningTokens),
  })
}

function writeCall(attributes: Attributes, span: Fields, limits: Settings): void {
  const messages = listOf(fieldsOf(span.input).messages ?? span.input)
  if (messages.length > 0) putJson(attributes, 'gen_ai.input.messages', messages.map(chatMessage), limits)
  const output = fieldsOf(span.output)
  const said = typeof span.output === 'string' ? span.output : text(output.text)
  const calls = listOf(output.toolCalls).map((value) => {
    const call = fieldsOf(fieldsOf(value).payload ?? value)
    return { id: call.toolCallId, function: { name: call.toolName, arguments: call.args ?? call.input } }
  })
  if (said !== undefined || calls.length > 0)
    putJson(
      attributes,
      'gen_ai.output.messages',
      [chatMessage({ role: 'assistant', content: said, tool_calls: calls })],
      limits,
    )
}
