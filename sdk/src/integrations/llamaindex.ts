/** `@vitrine/sdk/llamaindex`: `observeLlamaIndex(Settings.callbackManager)` of LlamaIndex.TS. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, present, text } from '../fields.ts'
import type { Message } from '../messages.ts'
import { chatMessage } from '../openai/chat-messages.ts'
import { usageAttributes } from '../openai/usage.ts'
import {
  attributesOfInput,
  attributesOfOutput,
  type ObserveKind,
  spanNameOf,
  startAttributesOf,
} from '../span-kinds.ts'
import { putJson } from '../values.ts'
import { guard } from '../wrap-method.ts'
import { createRunSpans, type RunSpans } from './run-spans.ts'

/** LlamaIndex's `CallbackManager`. */
export interface CallbackManagerLike {
  on(event: never, handler: never): unknown
}

/** Every query, retrieval, model call and tool from now on is seen; handing the same manager over again does nothing. */
export function observeLlamaIndex(manager: CallbackManagerLike): void {
  guard(() => {
    if (seen.has(manager)) return
    seen.add(manager)
    const runs = createRunSpans()
    const on = (event: string, handle: (detail: Fields, event: Fields) => void) =>
      manager.on(
        event as never,
        ((given: unknown) =>
          guard(() => handle(fieldsOf(fieldsOf(given).detail), fieldsOf(given)), undefined)) as never,
      )
    on('llm-start', (detail, event) => startModel(runs, detail, event))
    on('llm-end', (detail) => endModel(runs, detail))
    on('query-start', (detail, event) => startStep(runs, 'chain', 'query', detail, event))
    on('query-end', (detail) =>
      endStep(runs, 'chain', detail, fieldsOf(detail.response).response ?? fieldsOf(detail.response).message),
    )
    on('agent-start', (detail, event) => startStep(runs, 'agent', 'agent', detail, event))
    on('agent-end', (detail) => endStep(runs, 'agent', detail, undefined))
    on('retrieve-start', (detail, event) => startStep(runs, 'retrieval', 'retriever', detail, event))
    on('retrieve-end', (detail) => endStep(runs, 'retrieval', detail, listOf(detail.nodes).map(documentOf)))
    on('llm-tool-call', (detail, event) => startTool(runs, fieldsOf(detail.toolCall), event))
    on('llm-tool-result', (detail) => endTool(runs, fieldsOf(detail.toolCall), fieldsOf(detail.toolResult)))
  }, undefined)
}

const seen = new WeakSet<object>()
/** LlamaIndex's callers, of which every event names the chain. */
const runOfCaller = new WeakMap<object, string>()

function startModel(runs: RunSpans, detail: Fields, event: Fields): void {
  runs.start({
    ...placeOf(detail, event),
    name: 'chat',
    isClient: true,
    attributes: { 'gen_ai.operation.name': 'chat', ...modelOf(event) },
    content: (attributes, limits) =>
      putJson(attributes, 'gen_ai.input.messages', listOf(detail.messages).map(llamaMessage), limits),
  })
}

function endModel(runs: RunSpans, detail: Fields): void {
  const response = fieldsOf(detail.response)
  const raw = Array.isArray(response.raw) ? streamed(response.raw) : fieldsOf(response.raw)
  const reason = text(fieldsOf(listOf(raw.choices)[0]).finish_reason)
  runs.end(idOf(detail), {
    attributes: {
      ...present<Attributes[string]>({
        'gen_ai.response.id': text(raw.id),
        'gen_ai.response.model': text(raw.model),
        'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
      }),
      ...usageAttributes(raw.usage),
    },
    content: (attributes, limits) =>
      putJson(attributes, 'gen_ai.output.messages', [{ ...llamaMessage(response.message), role: 'assistant' }], limits),
  })
}

/** What the chunks of a stream said last of each. */
function streamed(chunks: readonly unknown[]): Fields {
  const told: Record<string, unknown> = {}
  for (const chunk of chunks) {
    const { id, model, usage, choices } = fieldsOf(fieldsOf(chunk).raw)
    Object.assign(told, present({ id, model, usage: usage ?? undefined }))
    if (listOf(choices).length > 0) told.choices = choices
  }
  return told
}

/** Calls and results of tools stand beside a message's content. */
function llamaMessage(value: unknown): Message {
  const message = fieldsOf(value)
  const { toolCall, toolResult } = fieldsOf(message.options)
  if (toolResult !== undefined) {
    const { id, result } = fieldsOf(toolResult)
    return chatMessage({ role: 'tool', tool_call_id: id, content: result })
  }
  const tool_calls = listOf(toolCall).map((each) => {
    const { id, name, input } = fieldsOf(each)
    return { id, function: { name, arguments: input } }
  })
  return chatMessage({ ...message, tool_calls })
}

function startStep(runs: RunSpans, kind: ObserveKind, fallback: string, detail: Fields, event: Fields): void {
  const name = callerName(event) ?? fallback
  runs.start({
    ...placeOf(detail, event),
    name: spanNameOf(kind, name),
    attributes: startAttributesOf(kind, name),
    content: (attributes, limits) => Object.assign(attributes, attributesOfInput(kind, queryOf(detail), limits)),
  })
}

function endStep(runs: RunSpans, kind: ObserveKind, detail: Fields, output: unknown): void {
  runs.end(idOf(detail), {
    content: (attributes, limits) => Object.assign(attributes, attributesOfOutput(kind, output, limits)),
  })
}

function startTool(runs: RunSpans, call: Fields, event: Fields): void {
  const name = text(call.name) ?? 'tool'
  runs.start({
    ...placeOf({ id: `tool:${text(call.id) ?? name}` }, event),
    name: spanNameOf('tool', name),
    attributes: { ...startAttributesOf('tool', name), ...present({ 'gen_ai.tool.call.id': text(call.id) }) },
    content: (attributes, limits) => Object.assign(attributes, attributesOfInput('tool', call.input, limits)),
  })
}

function endTool(runs: RunSpans, call: Fields, result: Fields): void {
  runs.end(`tool:${text(call.id) ?? text(call.name) ?? 'tool'}`, {
    content: (attributes, limits) => Object.assign(attributes, attributesOfOutput('tool', result.output, limits)),
    ...(result.isError === true ? { error: new Error(String(result.output)) } : {}),
  })
}

function placeOf(detail: Fields, event: Fields): { readonly id: string; readonly parentId: string | undefined } {
  const id = idOf(detail)
  const caller = fieldsOf(event.reason)
  let parentId: string | undefined
  for (let at: Fields = caller; parentId === undefined && at.parent; at = fieldsOf(at.parent))
    parentId = runOfCaller.get(at.parent as object)
  if (event.reason) runOfCaller.set(event.reason as object, id)
  return { id, parentId }
}

function idOf(detail: Fields): string {
  return String(detail.id ?? detail.startStep ?? '')
}

function queryOf(detail: Fields): unknown {
  const query = detail.query
  return typeof query === 'string' ? query : (text(fieldsOf(query).query) ?? query)
}

function modelOf(event: Fields): Attributes {
  const caller = fieldsOf(fieldsOf(event.reason).caller)
  const metadata = fieldsOf(caller.metadata)
  return present({ 'gen_ai.request.model': text(metadata.model) ?? text(caller.model) })
}

function callerName(event: Fields): string | undefined {
  const caller = fieldsOf(event.reason).caller
  return typeof caller === 'object' && caller !== null ? caller.constructor?.name : undefined
}

function documentOf(value: unknown): unknown {
  const { node, score } = fieldsOf(value)
  const fields = fieldsOf(node)
  return { ...present({ id: text(fields.id_), score }), content: fields.text, metadata: fields.metadata }
}
