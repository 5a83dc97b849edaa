/**
 * What a span said and heard, made when somebody reads it: the first source in the order of the conventions that
 * yields messages wins, for input and output apart. Total on hostile input: what cannot be understood is shown raw.
 */
import type { Message, MessagePart, RetrievedDocument, ToolDefinition } from '@vitrine/schemas/api'
import { documentsOf } from './documents.ts'
import { unflatten } from './flattened.ts'
import { message, messagesOf, roleOf } from './message-shapes.ts'
import { callPart, parsedTwice, partsOf } from './parts.ts'
import type { AttributeValue, EventView, SpanView } from './span-view.ts'
import { toolsOf } from './tools.ts'
import { type Dictionary, isDictionary, isEmptyText } from './values.ts'

export interface SpanContentView {
  /** JSON values as the client sent them; text that is no JSON stays text; null where nobody said. */
  readonly input: unknown
  readonly output: unknown
  readonly messages: Message[]
  readonly tools: ToolDefinition[]
  readonly documents: RetrievedDocument[]
}

export function contentOf(view: SpanView): SpanContentView {
  const inputs = firstMessages(view, INPUT_SOURCES)
  const outputs = firstMessages(view, OUTPUT_SOURCES)
  return {
    input: firstValue(view, INPUT_KEYS) ?? (inputs.length > 0 ? inputs : null),
    output: firstValue(view, OUTPUT_KEYS) ?? (outputs.length > 0 ? outputs : null),
    messages: [...inputs, ...merged(outputs)],
    tools: toolsOf(view),
    documents: documentsOf(view),
  }
}

type Source = (view: SpanView) => Message[]

const DETAILS = 'gen_ai.client.inference.operation.details'

const INPUT_SOURCES: readonly Source[] = [
  (view) => otelInput((key) => view.get(key)),
  (view) => otelInput((key) => fromEvents(view, DETAILS, key)),
  (view) => openInference(view, 'llm.input_messages.', 'llm.prompts.', false),
  (view) => traceloop(view, 'gen_ai.prompt.', false),
  (view) => fromKeys(view, ['ai.prompt.messages', 'ai.prompt'], false),
  (view) => fromKeys(view, ['langfuse.observation.input', 'mlflow.spanInputs'], false),
  (view) => fromKeys(view, ['gen_ai.prompt'], false),
  (view) => adkInput(view),
  (view) => fromKeys(view, ['pydantic_ai.all_messages', 'request_data'], false),
  (view) =>
    fromKeys(view, ['mastra.model_step.input', 'mastra.model_generation.input', 'mastra.agent_run.input'], false),
  (view) => eventList(view, false),
  (view) => livekitInput(view),
  (view) => oldEvents(view, false),
  (view) => messagesOf(fromEvents(view, 'gen_ai.content.prompt', 'gen_ai.prompt'), false),
  (view) => fromKeys(view, ['input.value', 'traceloop.entity.input', 'lmnr.span.input', 'genkit:input'], false),
  (view) => toolSide(view, TOOL_ARGUMENTS, false),
]

const OUTPUT_SOURCES: readonly Source[] = [
  (view) => messagesOf(said(view.get('gen_ai.output.messages')), true),
  (view) => messagesOf(fromEvents(view, DETAILS, 'gen_ai.output.messages'), true),
  (view) => openInference(view, 'llm.output_messages.', 'llm.choices.', true),
  (view) => traceloop(view, 'gen_ai.completion.', true),
  (view) => aiSdkOutput(view),
  (view) => fromKeys(view, ['langfuse.observation.output', 'mlflow.spanOutputs', 'gen_ai.completion'], true),
  (view) => fromKeys(view, ['gcp.vertex.agent.llm_response'], true),
  (view) => fromKeys(view, ['final_result', 'response_data'], true),
  (view) =>
    fromKeys(view, ['mastra.model_inference.output', 'mastra.model_step.output', 'mastra.agent_run.output'], true),
  (view) => eventList(view, true),
  (view) => livekitOutput(view),
  (view) => oldEvents(view, true),
  (view) => messagesOf(fromEvents(view, 'gen_ai.content.completion', 'gen_ai.completion'), true),
  (view) => fromKeys(view, ['output.value', 'traceloop.entity.output', 'lmnr.span.output', 'genkit:output'], true),
  (view) => toolSide(view, TOOL_RESULT, true),
]

const TOOL_ARGUMENTS = [
  'gen_ai.tool.call.arguments',
  'ai.toolCall.args',
  'gcp.vertex.agent.tool_call_args',
  'lk.pii.function_tool.arguments',
  'lk.function_tool.arguments',
  'tool_arguments',
  'tool_input',
  'full_command',
]
const TOOL_RESULT = [
  'gen_ai.tool.call.result',
  'ai.toolCall.result',
  'gcp.vertex.agent.tool_response',
  'lk.pii.function_tool.output',
  'lk.function_tool.output',
  'tool_response',
]
const INPUT_KEYS = [
  ...TOOL_ARGUMENTS,
  'gen_ai.input.messages',
  'gen_ai.retrieval.query.text',
  'input.value',
  'ai.prompt.messages',
  'ai.prompt',
  'ai.value',
  'ai.values',
  'langfuse.observation.input',
  'mlflow.spanInputs',
  'gen_ai.prompt',
  'gcp.vertex.agent.llm_request',
  'lmnr.span.input',
  'genkit:input',
  'traceloop.entity.input',
  'pydantic_ai.all_messages',
  'request_data',
  'reranker.query',
]
const OUTPUT_KEYS = [
  ...TOOL_RESULT,
  'gen_ai.output.messages',
  'output.value',
  'ai.response.text',
  'ai.response.object',
  'ai.response.toolCalls',
  'langfuse.observation.output',
  'mlflow.spanOutputs',
  'gen_ai.completion',
  'gcp.vertex.agent.llm_response',
  'lmnr.span.output',
  'genkit:output',
  'traceloop.entity.output',
  'final_result',
  'response_data',
]

function firstMessages(view: SpanView, sources: readonly Source[]): Message[] {
  for (const source of sources) {
    const found = source(view).filter((each) => each.parts.length > 0)
    if (found.length > 0) return found
  }
  return []
}

function firstValue(view: SpanView, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = said(view.get(key))
    if (value !== undefined) return parsedTwice(value)
  }
  return undefined
}

/** undefined for what emitters write when they mean nothing. */
function said(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' && (isEmptyText(value) || value === 'null') ? undefined : value
}

function fromKeys(view: SpanView, keys: readonly string[], isOutput: boolean): Message[] {
  for (const key of keys) {
    const found = messagesOf(said(view.get(key)), isOutput)
    if (found.length > 0) return found
  }
  return []
}

/** Strands sends one field per event: the first event that has the key. */
function fromEvents(view: SpanView, name: string, key: string): AttributeValue | undefined {
  if (!view.hasEvents) return undefined
  for (const event of view.events()) {
    const value = event.name === name ? said(event.get(key)) : undefined
    if (value !== undefined) return value
  }
  return undefined
}

/** System instructions stand before the history, unless an emitter repeats them in it. */
function otelInput(get: (key: string) => AttributeValue | undefined): Message[] {
  const history = messagesOf(said(get('gen_ai.input.messages')), false)
  const instructions = partsOf(parsedTwice(said(get('gen_ai.system_instructions'))))
  if (instructions.length === 0) return history
  const isRepeated = history[0]?.role === 'system' && textOf(history[0].parts) === textOf(instructions)
  return isRepeated ? history : [message('system', instructions, false), ...history]
}

function textOf(parts: readonly MessagePart[]): string {
  return parts.map((part) => ('text' in part ? part.text : '')).join('')
}

function openInference(view: SpanView, messages: string, texts: string, isOutput: boolean): Message[] {
  const found = unflatten(view, messages).map((entry) => openInferenceMessage(childOf(entry, 'message'), isOutput))
  if (found.length > 0) return found
  return unflatten(view, texts).flatMap((entry) => {
    const text = childOf(entry, 'prompt').text ?? childOf(entry, 'completion').text
    return messagesOf(text, isOutput)
  })
}

function openInferenceMessage(source: Dictionary, isOutput: boolean): Message {
  const role = roleOf(source.role, isOutput ? 'assistant' : 'user')
  const contents = Array.isArray(source.contents)
    ? source.contents.map((entry) => childOf(entry, 'message_content'))
    : []
  const calls = Array.isArray(source.tool_calls) ? source.tool_calls.map((entry) => openInferenceCall(entry)) : []
  const legacy =
    source.function_call_name === undefined
      ? []
      : [callPart(null, source.function_call_name, source.function_call_arguments_json)]
  const parts = [
    ...contents.flatMap((entry) => openInferencePart(entry)),
    ...(contents.length > 0 ? [] : partsOf(source.content)),
    ...calls,
    ...legacy,
  ]
  const isResult = role === 'tool' && typeof source.tool_call_id === 'string'
  const result: MessagePart[] = [
    { type: 'tool_result', id: String(source.tool_call_id), result: parsedTwice(source.content) ?? null },
  ]
  return {
    ...message(role, isResult ? result : parts, isOutput),
    ...(typeof source.name === 'string' ? { name: source.name } : {}),
  }
}

function openInferencePart(content: Dictionary): MessagePart[] {
  const image = content.image
  if (isDictionary(image) && isDictionary(image.image)) return partsOf({ type: 'image', image: image.image.url })
  return partsOf(content)
}

function openInferenceCall(entry: unknown): MessagePart {
  const call = childOf(entry, 'tool_call')
  const called = isDictionary(call.function) ? call.function : {}
  return callPart(call.id, called.name, called.arguments)
}

function traceloop(view: SpanView, prefix: string, isOutput: boolean): Message[] {
  return unflatten(view, prefix).flatMap((entry) => {
    if (!isDictionary(entry)) return []
    // The text `null` stands for an assistant turn without text; content may be the JSON of parts.
    const content = entry.content === 'null' ? undefined : parsedTwice(entry.content)
    return messagesOf({ ...entry, content, role: entry.role ?? (isOutput ? 'assistant' : 'user') }, isOutput)
  })
}

function aiSdkOutput(view: SpanView): Message[] {
  const parts: MessagePart[] = []
  const reasoning = view.get('ai.response.reasoning') ?? view.get('ai.result.reasoning')
  if (typeof reasoning === 'string' && reasoning !== '') parts.push({ type: 'reasoning', text: reasoning })
  const text = view.get('ai.response.text') ?? view.get('ai.result.text') ?? view.get('ai.response.object')
  if (typeof text === 'string' && text !== '') parts.push({ type: 'text', text })
  const calls = parsedTwice(view.get('ai.response.toolCalls') ?? view.get('ai.result.toolCalls'))
  if (Array.isArray(calls))
    for (const call of calls)
      if (isDictionary(call)) parts.push(callPart(call.toolCallId, call.toolName, call.input ?? call.args))
  const finish = view.get('ai.response.finishReason')
  if (parts.length === 0) return []
  return [{ ...message('assistant', parts, true), ...(typeof finish === 'string' ? { finishReason: finish } : {}) }]
}

function adkInput(view: SpanView): Message[] {
  const request = parsedTwice(said(view.get('gcp.vertex.agent.llm_request')))
  if (!isDictionary(request)) return messagesOf(request, false)
  const config = isDictionary(request.config) ? request.config : {}
  const instruction = config.system_instruction ?? config.systemInstruction
  const system = partsOf(isDictionary(instruction) ? instruction.parts : instruction)
  const history = messagesOf(request.contents, false)
  return system.length === 0 ? history : [message('system', system, false), ...history]
}

function livekitInput(view: SpanView): Message[] {
  const context = parsedTwice(said(view.get('lk.pii.chat_ctx') ?? view.get('lk.chat_ctx')))
  if (isDictionary(context)) return messagesOf(context.items, false)
  return fromKeys(view, ['lk.pii.user_input', 'lk.user_input', 'lk.pii.user_transcript'], false)
}

function livekitOutput(view: SpanView): Message[] {
  const text = partsOf(said(view.get('lk.pii.response.text') ?? view.get('lk.response.text')))
  const list = parsedTwice(said(view.get('lk.pii.response.function_calls') ?? view.get('lk.response.function_calls')))
  const calls = Array.isArray(list)
    ? list.flatMap((call) => (isDictionary(call) ? [callPart(call.call_id ?? call.id, call.name, call.arguments)] : []))
    : []
  return text.length + calls.length === 0 ? [] : [message('assistant', [...text, ...calls], true)]
}

const OLD_ROLES: Readonly<Record<string, string>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
}

/** One record or event per message; the same one may come as both, so repeats are dropped. */
function oldEvents(view: SpanView, isOutput: boolean): Message[] {
  if (!view.hasEvents) return []
  const seen = new Set<string>()
  const found: Message[] = []
  for (const event of view.events()) {
    const each = isOutput ? choiceOf(event) : oldMessageOf(event)
    const key = each.map((one) => JSON.stringify(one)).join()
    if (each.length === 0 || seen.has(key)) continue
    seen.add(key)
    found.push(...each)
  }
  return found
}

function oldMessageOf(event: EventView): Message[] {
  const role = OLD_ROLES[event.name]
  if (role === undefined) return []
  const body = bodyOf(event)
  const asTool = role === 'tool' ? { tool_call_id: body.tool_call_id ?? body.id, content: body.content } : {}
  return messagesOf({ ...body, ...asTool, content: parsedTwice(body.content), role: body.role ?? role }, false)
}

function choiceOf(event: EventView): Message[] {
  if (event.name !== 'gen_ai.choice') return []
  const body = bodyOf(event)
  const inner = parsedTwice(body.message)
  const source = isDictionary(inner)
    ? inner
    : { content: inner ?? parsedTwice(body.content), tool_calls: body.tool_calls }
  return messagesOf({ role: 'assistant', ...source, finish_reason: body.finish_reason }, true)
}

/** Structured body, JSON text of one, an attribute holding the JSON, or the attributes themselves. */
function bodyOf(event: EventView): Dictionary {
  const body = parsedTwice(event.body ?? event.get('gen_ai.event.content'))
  if (isDictionary(body)) return body
  const names = ['content', 'role', 'id', 'tool_calls', 'message', 'finish_reason', 'tool_call_id']
  return Object.fromEntries(names.map((name) => [name, event.get(name)]).filter(([, value]) => value !== undefined))
}

/** pydantic-ai and Logfire keep the old events as a JSON list in one attribute. */
function eventList(view: SpanView, isOutput: boolean): Message[] {
  const list = parsedTwice(view.get('events') ?? view.get('all_messages_events'))
  if (!Array.isArray(list)) return []
  return list.filter(isDictionary).flatMap((entry) => {
    const isChoice = entry['event.name'] === 'gen_ai.choice'
    if (isChoice !== isOutput) return []
    return messagesOf(isChoice ? entry.message : entry, isOutput)
  })
}

function toolSide(view: SpanView, keys: readonly string[], isOutput: boolean): Message[] {
  for (const key of keys) {
    const value = said(view.get(key))
    if (value === undefined) continue
    const id = view.get('gen_ai.tool.call.id') ?? view.get('ai.toolCall.id')
    const name = view.get('gen_ai.tool.name') ?? view.get('ai.toolCall.name')
    if (!isOutput) return [message('assistant', [callPart(id, name, value)], false)]
    return [
      message(
        'tool',
        [{ type: 'tool_result', id: typeof id === 'string' ? id : null, result: parsedTwice(value) ?? null }],
        true,
      ),
    ]
  }
  return []
}

/** Reasoning that came as an assistant message of its own belongs to the answer after it. */
function merged(outputs: readonly Message[]): Message[] {
  const result: Message[] = []
  for (const each of outputs) {
    const last = result.at(-1)
    const isThought = last?.parts.every((part) => part.type === 'reasoning') ?? false
    if (last !== undefined && isThought && last.role === each.role)
      result[result.length - 1] = { ...each, parts: [...last.parts, ...each.parts] }
    else result.push(each)
  }
  return result
}

function childOf(entry: unknown, key: string): Dictionary {
  const child = isDictionary(entry) ? entry[key] : undefined
  return isDictionary(child) ? child : {}
}
