/** Messages in any vendor's shape → canonical messages. Lists, wrapped lists, single messages and plain text. */
import type { Message, MessagePart } from '@vitrine/schemas/api'
import { callPart, parsedTwice, partsOf, textOrNull } from './parts.ts'
import { type Dictionary, isDictionary } from './values.ts'

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
  function: 'tool',
}

export function roleOf(role: unknown, otherwise: string): string {
  if (typeof role !== 'string' || role === '') return otherwise
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
  const parts = partsOf(flat)
  return parts.length === 0 ? [] : [message(otherwise, parts, isOutput)]
}

function isMessage(item: unknown): boolean {
  const parsed = parsedTwice(item)
  return (
    isDictionary(parsed) &&
    ('role' in parsed || 'parts' in parsed || 'kwargs' in parsed || isLangChain(parsed) || isResponseItem(parsed))
  )
}

function isLangChain(item: Dictionary): boolean {
  return 'content' in item && typeof item.type === 'string' && item.type.toLowerCase() in ROLES
}

/** Items of the OpenAI Responses API that are no messages. */
function isResponseItem(item: Dictionary): boolean {
  return item.type === 'function_call' || item.type === 'function_call_output' || item.type === 'message'
}

function oneMessage(item: unknown, otherwise: string, isOutput: boolean): Message[] {
  const parsed = parsedTwice(item)
  if (!isDictionary(parsed)) return messagesOf(parsed, isOutput)
  if (isDictionary(parsed.kwargs)) return [langChainMessage(parsed.kwargs, parsed.id, otherwise, isOutput)]
  return [dictionaryMessage(parsed, otherwise, isOutput)]
}

/** {lc, type: 'constructor', id: [..., 'HumanMessage'], kwargs}. */
function langChainMessage(kwargs: Dictionary, id: unknown, otherwise: string, isOutput: boolean): Message {
  const className = Array.isArray(id) ? id.at(-1) : undefined
  return dictionaryMessage({ ...kwargs, role: kwargs.role ?? className ?? kwargs.type }, otherwise, isOutput)
}

function dictionaryMessage(source: Dictionary, otherwise: string, isOutput: boolean): Message {
  if (source.type === 'function_call') return message('assistant', partsOf(source), isOutput)
  if (source.type === 'function_call_output') return message('tool', partsOf(source), isOutput)
  const declared = roleOf(source.role ?? (isLangChain(source) ? source.type : undefined), otherwise)
  const parts = [...contentParts(source, declared), ...calls(source)]
  const isResultOnly = parts.length > 0 && parts.every((part) => part.type === 'tool_result')
  const finish = source.finish_reason ?? source.stop_reason ?? source.finishReason
  return {
    ...message(isResultOnly ? 'tool' : declared, parts, isOutput),
    ...(typeof source.name === 'string' ? { name: source.name } : {}),
    ...(typeof finish === 'string' ? { finishReason: finish } : {}),
  }
}

function contentParts(source: Dictionary, role: string): MessagePart[] {
  const content = source.parts ?? source.content ?? source.text
  const reasoning = source.reasoning_content ?? source.reasoning
  const thoughts: MessagePart[] =
    typeof reasoning === 'string' && reasoning !== '' ? [{ type: 'reasoning', text: reasoning }] : []
  if (role === 'tool' && isPlainResult(content)) {
    const result = parsedTwice(content)
    return [
      ...thoughts,
      { type: 'tool_result', id: textOrNull(source.tool_call_id), name: textOrNull(source.name), result },
    ]
  }
  const refusal: MessagePart[] = typeof source.refusal === 'string' ? [{ type: 'refusal', text: source.refusal }] : []
  return [...thoughts, ...partsOf(content), ...refusal]
}

/** What a tool said, when it is not already wrapped in parts. */
function isPlainResult(content: unknown): boolean {
  if (typeof content === 'string') return true
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
  if (isDictionary(call.function)) return [callPart(call.id, call.function.name, call.function.arguments)]
  return [callPart(call.id ?? call.toolCallId, call.name ?? call.toolName, call.args ?? call.arguments ?? call.input)]
}

/** Whole requests and answers: the list is inside. */
const WRAPPERS: readonly string[] = [
  'messages',
  'input',
  'contents',
  'prompt',
  'choices',
  'generations',
  'outputs',
  'output',
  'candidates',
]

function objectMessages(value: Dictionary, otherwise: string, isOutput: boolean): Message[] {
  // Gemini's answer: {content: {role, parts}, usage_metadata}.
  if (isDictionary(value.content) && 'parts' in value.content) return messagesOf(value.content, isOutput)
  if (isMessage(value)) return oneMessage(value, otherwise, isOutput)
  const system = value.system ?? value.instructions
  const before = typeof system === 'string' && system !== '' ? [message('system', partsOf(system), isOutput)] : []
  for (const key of WRAPPERS) {
    const inner = value[key]
    if (inner === undefined || inner === null) continue
    const found = Array.isArray(inner)
      ? inner.flatMap((item) => unwrapped(item, isOutput))
      : messagesOf(inner, isOutput)
    if (found.length > 0) return [...before, ...found]
  }
  if ('content' in value || 'text' in value || 'parts' in value || 'tool_calls' in value) {
    return [...before, dictionaryMessage(value, otherwise, isOutput)]
  }
  return [...before, message(otherwise, [{ type: 'text', text: JSON.stringify(value) }], isOutput)]
}

/** A choice, a generation or a candidate holds its message; anything else is one. */
function unwrapped(item: unknown, isOutput: boolean): Message[] {
  if (Array.isArray(item)) return item.flatMap((inner) => unwrapped(inner, isOutput))
  if (!isDictionary(item)) return messagesOf(item, isOutput)
  const inner = item.message ?? (isDictionary(item.content) ? item.content : undefined)
  if (inner === undefined) return oneMessage(item, isOutput ? 'assistant' : 'user', isOutput)
  const finish = item.finish_reason ?? item.finishReason
  return messagesOf(inner, isOutput).map((each) =>
    typeof finish === 'string' ? { ...each, finishReason: finish } : each,
  )
}

export function message(role: string, parts: readonly MessagePart[], isOutput: boolean): Message {
  return { role, parts: [...parts], ...(isOutput ? { isOutput: true } : {}) }
}
