/** Messages in any vendor's shape → canonical messages. Lists, wrapped lists, single messages and plain text. */
import type { Message, MessagePart } from '@vitrine/schemas/api'
import { finishReasonNamed } from './finish-reasons.ts'
import { callPart, parsedTwice, partsOf, resultOf, textOrNull } from './parts.ts'
import { childOf, type Dictionary, isDictionary } from './values.ts'

const ROLES: Readonly<Record<string, string>> = {
  human: 'user',
  customer: 'user',
  model: 'assistant',
  ai: 'assistant',
  aimessage: 'assistant',
  aimessagechunk: 'assistant',
  humanmessage: 'user',
  systemmessage: 'system',
  toolmessage: 'tool',
  bot: 'assistant',
  developer: 'system',
  developermessage: 'system',
  function: 'tool',
  functionmessage: 'tool',
  humanmessagechunk: 'user',
  systemmessagechunk: 'system',
  toolmessagechunk: 'tool',
  chatbot: 'assistant',
  // Of smolagents.
  'tool-call': 'assistant',
  'tool-response': 'tool',
}

/** What LangChain calls a message by its `type`, besides the roles that everyone uses. */
const LANGCHAIN_TYPES = new Set([...Object.keys(ROLES), 'system', 'tool', 'user', 'assistant', 'remove'])

export function roleOf(role: unknown, otherwise: string): string {
  // OpenLLMetry says `unknown` of the chunks of an answer.
  if (typeof role !== 'string' || role === '' || role === 'unknown') return otherwise
  const name = role.toLowerCase()
  return ROLES[name] ?? name
}

/** A side of the conversation. `otherwise` is the role of what names none. */
export function messagesOf(value: unknown, isOutput: boolean): Message[] {
  const otherwise = isOutput ? 'assistant' : 'user'
  const parsed = parsedTwice(value)
  if (parsed === null || parsed === undefined || parsed === '') return []
  if (typeof parsed === 'string') return [rawMessage(parsed, otherwise, isOutput)]
  if (Array.isArray(parsed)) return listMessages(parsed, otherwise, isOutput)
  return isDictionary(parsed)
    ? objectMessages(parsed, otherwise, isOutput)
    : [rawMessage(String(parsed), otherwise, isOutput)]
}

/** Text that looks like JSON and is none was cut on its way: shown as it is, and marked. */
function rawMessage(text: string, role: string, isOutput: boolean): Message {
  const truncated = /^\s*(?:\{\s*"|\[\s*[[{"])/.test(text)
  return message(role, [{ type: 'text', text, ...(truncated ? { truncated: true } : {}) }], isOutput)
}

function listMessages(list: readonly unknown[], otherwise: string, isOutput: boolean): Message[] {
  // LangChain batches: [[message, …]].
  const flat = list.length === 1 && Array.isArray(list[0]) ? (list[0] as readonly unknown[]) : list
  if (flat.some(isMessage)) return flat.flatMap((item) => oneMessage(item, otherwise, isOutput))
  // Whole answers, or the chunks of one; LangGraph's commands.
  if (isOutput && flat.some(isAnswer)) return flat.flatMap((item) => messagesOf(item, isOutput))
  const parts = partsOf(flat)
  return parts.length === 0 ? [] : [message(otherwise, parts, isOutput)]
}

const isAnswer = (item: unknown): boolean =>
  isDictionary(item) && (Array.isArray(item.candidates ?? item.choices) || isDictionary(item.update))

function isMessage(item: unknown): boolean {
  const parsed = parsedTwice(item)
  return (
    isDictionary(parsed) &&
    ('role' in parsed || 'parts' in parsed || isConstructed(parsed) || isLangChain(parsed) || isResponseItem(parsed))
  )
}

/** {lc, type: 'constructor', id: [..., 'HumanMessage'], kwargs}; other things have `kwargs` too. */
function isConstructed(item: Dictionary): boolean {
  return isDictionary(item.kwargs) && ('lc' in item || 'content' in item.kwargs)
}

function isLangChain(item: Dictionary): boolean {
  const hasContent = 'content' in item || isDictionary(item.data)
  return hasContent && typeof item.type === 'string' && LANGCHAIN_TYPES.has(item.type.toLowerCase())
}

/** Items of the OpenAI Responses API that are no messages: calls, their outputs, reasoning. */
const RESPONSE_ITEM = /^(?:message|reasoning|[a-z_]+_call(?:_output)?|item_reference)$/

function isResponseItem(item: Dictionary): boolean {
  return typeof item.type === 'string' && item.type !== 'tool_call' && RESPONSE_ITEM.test(item.type)
}

function oneMessage(item: unknown, otherwise: string, isOutput: boolean): Message[] {
  const parsed = parsedTwice(item)
  if (!isDictionary(parsed)) return messagesOf(parsed, isOutput)
  if (isConstructed(parsed)) return [langChainMessage(childOf(parsed, 'kwargs'), parsed.id, otherwise, isOutput)]
  // LangChain's messages_to_dict: {type: 'ai', data: {content, …}}.
  if (isDictionary(parsed.data) && typeof parsed.type === 'string') {
    return [dictionaryMessage({ ...parsed.data, role: parsed.type }, otherwise, isOutput)]
  }
  // Langfuse's LangChain handler lists the tools among the messages.
  if (isToolDefinition(parsed)) return []
  return [dictionaryMessage(parsed, otherwise, isOutput)]
}

export function isToolDefinition(entry: Dictionary): boolean {
  const { content } = entry
  return entry.role === 'tool' && isDictionary(content) && content.type === 'function' && isDictionary(content.function)
}

function langChainMessage(kwargs: Dictionary, id: unknown, otherwise: string, isOutput: boolean): Message {
  const className = Array.isArray(id) ? id.at(-1) : undefined
  return dictionaryMessage({ ...kwargs, role: kwargs.role ?? className ?? kwargs.type }, otherwise, isOutput)
}

function dictionaryMessage(source: Dictionary, otherwise: string, isOutput: boolean): Message {
  if (isResponseItem(source) && source.role === undefined) {
    const isResult = String(source.type).endsWith('_output')
    return message(isResult ? 'tool' : 'assistant', partsOf(source), isOutput)
  }
  const declared = roleOf(source.role ?? (isLangChain(source) ? source.type : undefined), otherwise)
  const parts = [...contentParts(source, declared), ...calls(source)]
  const isResultOnly = parts.length > 0 && parts.every((part) => part.type === 'tool_result')
  const finish = source.finish_reason ?? source.stop_reason ?? source.finishReason
  return {
    ...message(isResultOnly ? 'tool' : declared, parts, isOutput),
    ...(typeof source.name === 'string' ? { name: source.name } : {}),
    ...(typeof finish === 'string' && finish !== '' ? { finishReason: finishReasonNamed(finish) } : {}),
  }
}

function contentParts(source: Dictionary, role: string): MessagePart[] {
  const content = source.parts ?? source.content ?? source.text ?? plainTextOf(source)
  const reasoning = source.reasoning_content ?? source.reasoning ?? source.thinking
  const thoughts: MessagePart[] =
    typeof reasoning === 'string' && reasoning !== '' ? [{ type: 'reasoning', text: reasoning }] : []
  if (role === 'tool' && isPlainResult(content)) {
    const id = textOrNull(source.tool_call_id ?? source.toolCallId ?? source.call_id)
    const isError = source.is_error === true || source.status === 'error' ? { is_error: true } : {}
    const result = resultOf(parsedTwice(content), 0) ?? null
    return [...thoughts, { type: 'tool_result', id, name: textOrNull(source.name), result, ...isError }]
  }
  const refusal: MessagePart[] = typeof source.refusal === 'string' ? [{ type: 'refusal', text: source.refusal }] : []
  const audio = isDictionary(source.audio) ? partsOf({ type: 'audio', audio: source.audio }) : []
  return [...thoughts, ...partsOf(content), ...filesOf(source), ...refusal, ...audio]
}

/** Dify keeps files beside the text of a message, Ollama images. */
function filesOf(source: Dictionary): MessagePart[] {
  const files = Array.isArray(source.files) ? source.files.filter(isDictionary) : []
  const images = Array.isArray(source.images) ? source.images : []
  return [
    ...files.flatMap((file) => partsOf({ ...file, type: 'file' })),
    ...images
      .filter((image) => typeof image === 'string')
      .flatMap((data) => partsOf({ type: 'blob', modality: 'image', content: data })),
  ]
}

function plainTextOf(source: Dictionary): unknown {
  const key = TEXTS.find((name) => typeof source[name] === 'string')
  if (key !== undefined) return source[key]
  // Titan's: {results: [{outputText}]}.
  const first: unknown = Array.isArray(source.results) ? source.results[0] : undefined
  return isDictionary(first) && typeof first.outputText === 'string' ? first.outputText : undefined
}

/** What a tool said, when it is not already wrapped in parts. */
function isPlainResult(content: unknown): boolean {
  if (typeof content === 'string') return true
  if (Array.isArray(content)) return content.every((part) => isDictionary(part) && part.type === 'text')
  return isDictionary(content) && typeof content.type !== 'string' && !('parts' in content)
}

function calls(source: Dictionary): MessagePart[] {
  const list = source.tool_calls ?? source.toolCalls
  const extra = isDictionary(source.additional_kwargs) ? source.additional_kwargs.tool_calls : undefined
  const found = Array.isArray(list) && list.length > 0 ? list : Array.isArray(extra) ? extra : []
  const legacy = isDictionary(source.function_call)
    ? [callPart(null, source.function_call.name, source.function_call.arguments)]
    : []
  return [...found.flatMap((call) => (isDictionary(call) ? toolCallOf(call) : [])), ...legacy]
}

function toolCallOf(call: Dictionary): MessagePart[] {
  // Mastra's chunks.
  if (isDictionary(call.payload)) return toolCallOf(call.payload)
  if (isDictionary(call.function)) return [callPart(call.id, call.function.name, call.function.arguments)]
  if (isDictionary(call.custom)) return [callPart(call.id, call.custom.name, call.custom.input)]
  const id = call.id ?? call.toolCallId ?? call.tool_call_id ?? call.call_id
  return [callPart(id, call.name ?? call.toolName, call.args ?? call.arguments ?? call.input)]
}

/** Whole requests and answers: the list is inside. */
const WRAPPERS: readonly string[] = [
  'messages',
  'request',
  'update',
  'input',
  'contents',
  'prompt',
  'choices',
  'generations',
  'outputs',
  'output',
  'candidates',
]

/** Plain text of completion models, by the vendor's word for it. */
const TEXTS = ['inputText', 'combined_chunk_content', 'completion', 'generation', 'generated_text', 'outputText']

function objectMessages(value: Dictionary, otherwise: string, isOutput: boolean): Message[] {
  // Gemini's answer: {content: {role, parts}, usage_metadata}.
  if (isDictionary(value.content) && 'parts' in value.content) return messagesOf(value.content, isOutput)
  if (isMessage(value)) return oneMessage(value, otherwise, isOutput)
  // Genkit's and Bedrock's answer: {message: {role, content}, finishReason}.
  if (isDictionary(value.message) && 'content' in value.message) return unwrapped(value, isOutput)
  const before = instructionsOf(value, isOutput)
  const turns = isOutput ? [] : cohereTurns(value)
  if (turns.length > 0) return [...before, ...turns]
  for (const key of WRAPPERS) {
    const inner = value[key]
    if (inner === undefined || inner === null) continue
    const found = Array.isArray(inner)
      ? inner.flatMap((item) => unwrapped(item, isOutput))
      : messagesOf(inner, isOutput)
    if (found.length > 0) return [...before, ...found]
  }
  const isOne = 'content' in value || 'text' in value || 'parts' in value || 'tool_calls' in value
  if (isOne || plainTextOf(value) !== undefined) {
    return [...before, dictionaryMessage(value, otherwise, isOutput)]
  }
  return [...before, message(otherwise, [{ type: 'text', text: JSON.stringify(value) }], isOutput)]
}

/** Cohere's first chat: `{preamble, chat_history: [{role, message}], message}`. */
function cohereTurns(value: Dictionary): Message[] {
  if (typeof value.message !== 'string' || !('chat_history' in value || 'preamble' in value)) return []
  const history = Array.isArray(value.chat_history) ? value.chat_history.filter(isDictionary) : []
  const turns = history.map((turn) =>
    dictionaryMessage({ ...turn, content: turn.content ?? turn.message }, 'user', false),
  )
  return [...turns, message('user', partsOf(value.message), false)]
}

/** What stands beside the history: AI SDK's and Anthropic's `system`, OpenAI's `instructions`, Gemini's own. */
function instructionsOf(value: Dictionary, isOutput: boolean): Message[] {
  if (isOutput) return []
  const config = isDictionary(value.config) ? value.config : value
  const system =
    value.system ??
    value.instructions ??
    config.system_instruction ??
    config.systemInstruction ??
    value.system_prompt ??
    value.preamble
  const parts = isDictionary(system) && Array.isArray(system.parts) ? partsOf(system.parts) : partsOf(system)
  return parts.length === 0 ? [] : [message('system', parts, false)]
}

/** A choice, a generation or a candidate holds its message; anything else is one. */
function unwrapped(item: unknown, isOutput: boolean): Message[] {
  if (Array.isArray(item)) return item.flatMap((inner) => unwrapped(inner, isOutput))
  if (!isDictionary(item)) return messagesOf(item, isOutput)
  const inner = isDictionary(item.message) ? item.message : isDictionary(item.content) ? item.content : undefined
  if (inner === undefined || isToolDefinition(item)) {
    return oneMessage(item, isOutput ? 'assistant' : 'user', isOutput)
  }
  const info = isDictionary(item.generation_info) ? item.generation_info : item
  const finish = info.finish_reason ?? info.finishReason
  return messagesOf(inner, isOutput).map((each) =>
    typeof finish === 'string' ? { ...each, finishReason: finishReasonNamed(finish) } : each,
  )
}

export function message(role: string, parts: readonly MessagePart[], isOutput: boolean): Message {
  return { role, parts: [...parts], ...(isOutput ? { isOutput: true } : {}) }
}
