/** `@vitrine/sdk/openai-agents`: `addTraceProcessor(agentsProcessor())` of the OpenAI Agents SDK. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, parsed, present, text } from '../fields.ts'
import { chatMessage } from '../openai/chat-messages.ts'
import { responsesOperation } from '../openai/responses.ts'
import { usageAttributes } from '../openai/usage.ts'
import type { Settings } from '../settings.ts'
import { spanNameOf, startAttributesOf } from '../span-kinds.ts'
import { putJson } from '../values.ts'
import { createRunSpans, type RunEnd, type RunSpans, type RunStart } from './run-spans.ts'

/** The Agents SDK's `TracingProcessor`. */
export interface AgentsProcessor {
  onTraceStart(trace: object): Promise<void>
  onTraceEnd(trace: object): Promise<void>
  onSpanStart(span: object): Promise<void>
  onSpanEnd(span: object): Promise<void>
  shutdown(): Promise<void>
  forceFlush(): Promise<void>
}

export function agentsProcessor(): AgentsProcessor {
  const runs = createRunSpans()
  return {
    onTraceStart: async (trace) => startTrace(runs, fieldsOf(trace)),
    onTraceEnd: async (trace) => runs.end(text(fieldsOf(trace).traceId) ?? ''),
    onSpanStart: async (span) => startSpan(runs, fieldsOf(span)),
    onSpanEnd: async (span) => endSpan(runs, fieldsOf(span)),
    shutdown: () => Promise.resolve(),
    forceFlush: () => Promise.resolve(),
  }
}

function startTrace(runs: RunSpans, trace: Fields): void {
  const name = text(trace.name) ?? 'workflow'
  runs.start({
    id: text(trace.traceId) ?? '',
    name: spanNameOf('workflow', name),
    attributes: {
      ...startAttributesOf('workflow', name),
      ...present({ 'session.id': text(trace.groupId) }),
      ...Object.fromEntries(
        Object.entries(fieldsOf(trace.metadata)).map(([key, value]) => [`metadata.${key}`, String(value)]),
      ),
    },
  })
}

function startSpan(runs: RunSpans, span: Fields): void {
  const data = fieldsOf(span.spanData)
  runs.start({
    id: text(span.spanId) ?? '',
    parentId: text(span.parentId) ?? text(span.traceId),
    ...startOf(data),
  })
}

function endSpan(runs: RunSpans, span: Fields): void {
  const failure = fieldsOf(span.error)
  runs.end(text(span.spanId) ?? '', {
    ...endOf(fieldsOf(span.spanData)),
    ...(span.error ? { error: new Error(text(failure.message) ?? 'the span reported an error') } : {}),
  })
}

function startOf(data: Fields): Pick<RunStart, 'name' | 'attributes' | 'isClient'> {
  const name = text(data.name) ?? text(data.type) ?? 'span'
  switch (data.type) {
    case 'agent':
      return { name: spanNameOf('agent', name), attributes: startAttributesOf('agent', name) }
    case 'function':
      return { name: spanNameOf('tool', name), attributes: startAttributesOf('tool', name) }
    case 'guardrail':
      return { name, attributes: startAttributesOf('guardrail', name) }
    case 'generation':
    case 'response':
      return {
        name: ['chat', text(data.model)].filter(Boolean).join(' '),
        isClient: true,
        attributes: present({
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': text(data.model),
        }),
      }
    case 'handoff':
      return { name: `handoff to ${text(data.to_agent) ?? '?'}`, attributes: startAttributesOf('chain', name) }
    default:
      return { name, attributes: startAttributesOf('chain', name) }
  }
}

/** Most of what a span knows, it knows at its end. */
function endOf(data: Fields): RunEnd {
  switch (data.type) {
    case 'function':
      return {
        content: (attributes, limits) => {
          putJson(attributes, 'gen_ai.tool.call.arguments', parsed(data.input), limits)
          if (data.output !== undefined) putJson(attributes, 'gen_ai.tool.call.result', parsed(data.output), limits)
        },
      }
    case 'generation':
      return {
        attributes: {
          ...present<Attributes[string]>({
            'gen_ai.request.model': text(data.model),
            'gen_ai.request.temperature': number(fieldsOf(data.model_config).temperature),
          }),
          ...usageAttributes(generationUsage(data)),
        },
        content: (attributes, limits) => {
          putJson(attributes, 'gen_ai.input.messages', listOf(data.input).map(chatMessage), limits)
          putJson(attributes, 'gen_ai.output.messages', listOf(data.output).map(answerMessage), limits)
        },
      }
    case 'response':
      return responseEnd(data)
    case 'guardrail':
      return { attributes: { 'guardrail.triggered': data.triggered === true } }
    case 'handoff':
      return { attributes: present({ 'handoff.from': text(data.from_agent), 'handoff.to': text(data.to_agent) }) }
    case 'custom':
      return { content: (attributes, limits) => putJson(attributes, 'input.value', data.data, limits) }
    default:
      return {}
  }
}

function responseEnd(data: Fields): RunEnd {
  const response = fieldsOf(data._response)
  const write = (attributes: Attributes, limits: Settings) => {
    responsesOperation.requestContent(
      attributes,
      {
        instructions: response.instructions,
        input: Array.isArray(data._input) ? data._input.map(apiItem) : data._input,
        tools: response.tools,
      },
      limits,
    )
    responsesOperation.answer(attributes, response, limits)
  }
  const counted: Attributes = {}
  responsesOperation.answer(counted, response, { content: false } as Settings)
  return {
    attributes: {
      ...present({ 'gen_ai.request.model': text(response.model), 'gen_ai.response.id': text(data.response_id) }),
      ...counted,
    },
    content: write,
  }
}

/** A stream says it with its answer; the zeros of one that nobody told are no counts. */
function generationUsage(data: Fields): Fields {
  const said = fieldsOf(data.usage)
  if (data.usage !== undefined) return { ...said, ...fieldsOf(said.details) }
  const ofAnswer = fieldsOf(fieldsOf(listOf(data.output)[0]).usage)
  return ofAnswer.total_tokens === 0 ? {} : ofAnswer
}

/** The items of the Agents SDK are those of the API, in names of its own. */
function apiItem(value: unknown): unknown {
  const item = fieldsOf(value)
  if (item.callId === undefined) return value
  if (item.type !== 'function_call_result') return { ...item, call_id: item.callId }
  const said = fieldsOf(item.output)
  return { type: 'function_call_output', call_id: item.callId, output: text(said.text) ?? item.output }
}

/** The answer of the chat API as it came, or a message alone. */
function answerMessage(value: unknown): unknown {
  const choice = fieldsOf(listOf(fieldsOf(value).choices)[0])
  return { ...chatMessage(choice.message ?? value), role: 'assistant' }
}
