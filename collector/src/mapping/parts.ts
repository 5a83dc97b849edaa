/**
 * One part of a message in any vendor's shape → the canonical part. Shapes are told apart by their `type`, or by
 * the key that only they have. What is not known is kept whole as `other`.
 */
import type { MessagePart } from '@vitrine/schemas/api'
import { isNestedTooDeeply } from '../base/nesting.ts'
import {
  fileDataPart,
  filePart,
  imagePart,
  inlineDataPart,
  inlinePart,
  mediaPart,
  mediaTypeOf,
  textOrNull,
  urlOf,
  withReference,
} from './media-parts.ts'
import { looksLikePython, pythonLiteral } from './python-literal.ts'
import { type Dictionary, isDictionary } from './values.ts'

export { textOrNull } from './media-parts.ts'

/** Nested content (a tool result inside a message inside a result) is read to this depth. */
const MAX_DEPTH = 8

/** Parts of a content value: text, one part, or a list of them. */
export function partsOf(content: unknown, depth = 0): MessagePart[] {
  if (content === null || content === undefined || content === '') return []
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (depth > MAX_DEPTH) return [{ type: 'other', value: content }]
  if (Array.isArray(content)) return content.flatMap((part) => partsOf(part, depth + 1))
  if (isDictionary(content)) return partOf(content, depth)
  return [{ type: 'text', text: String(content) }]
}

function partOf(part: Dictionary, depth: number): MessagePart[] {
  // Anthropic's own spans put their name before what they leave out: `anthropic_image`.
  const type = typeof part.type === 'string' ? part.type.replace(/^anthropic_/, '') : ''
  const read = Object.hasOwn(TYPED, type) ? TYPED[type] : readerOf(type)
  const typed = read?.(part, depth) ?? untypedPart(part, depth) ?? [{ type: 'other' as const, value: part }]
  return typed.map((each) => ('data' in each ? withReference(each) : each))
}

type Reader = (part: Dictionary, depth: number) => MessagePart[] | undefined

const text: Reader = (part) => textPart(part.content ?? part.text ?? part.value)
const reasoning: Reader = (part) => {
  const inner = isDictionary(part.reasoning) ? part.reasoning.text : part.reasoning
  return reasoningPart(part.content ?? part.thinking ?? part.text ?? part.summary ?? inner)
}
const toolCall: Reader = (part) => [
  callPart(
    part.id ?? part.toolCallId ?? part.tool_call_id ?? part.call_id ?? part.toolUseId,
    nameOf(part),
    argumentsOf(part),
  ),
]
const toolResult: Reader = (part, depth) => [resultPart(part, depth)]
/** A provider's own tool in OpenAI's Responses (`web_search_call`) is named by its type; an image that one made is media. */
const ownCall: Reader = (part) => {
  if (part.type === 'image_generation_call' && typeof part.result === 'string') {
    return [{ type: 'image', media_type: `image/${textOrNull(part.output_format) ?? 'png'}`, data: part.result }]
  }
  const { type, id, call_id: callId, name, status: _status, arguments: given, ...rest } = part
  const named = name ?? String(type).replace(/_call$/, '')
  return [callPart(callId ?? id, named, given ?? part.action ?? part.input ?? rest)]
}

const TYPED: Readonly<Record<string, Reader>> = {
  text,
  input_text: text,
  output_text: text,
  summary_text: text,
  refusal: (part) => [{ type: 'refusal', text: String(part.refusal ?? part.content ?? '') }],
  reasoning,
  reasoning_content: reasoning,
  thinking: reasoning,
  redacted_thinking: () => [{ type: 'reasoning', text: '' }],
  'redacted-reasoning': () => [{ type: 'reasoning', text: '' }],
  tool_call: toolCall,
  'tool-call': toolCall,
  tool_use: toolCall,
  toolUse: toolCall,
  function_call: toolCall,
  custom_tool_call: toolCall,
  custom: toolCall,
  function: toolCall,
  server_tool_call: toolCall,
  tool_call_response: toolResult,
  tool_result: toolResult,
  'tool-result': toolResult,
  toolResult: toolResult,
  server_tool_call_response: toolResult,
  image_url: (part) => [mediaPart('image', urlOf(part.image_url), undefined)],
  input_image: (part) => [
    typeof part.file_id === 'string'
      ? { type: 'image', file_id: part.file_id }
      : mediaPart('image', urlOf(part.image_url), undefined),
  ],
  input_audio: (part) => [inlinePart('audio', part.input_audio)],
  image: (part) => [imagePart(part)],
  audio: (part) => [inlinePart('audio', part.audio ?? part)],
  audio_url: (part) => [mediaPart('audio', urlOf(part.audio_url), undefined)],
  video: (part) => [inlinePart('video', part.video ?? part)],
  video_url: (part) => [mediaPart('video', urlOf(part.video_url), undefined)],
  media: (part) => [mediaOf(part)],
  blob: (part) => [
    {
      type: mediaTypeOf(part.modality, part.mime_type),
      media_type: textOrNull(part.mime_type),
      data: textOrNull(part.content),
      ...(typeof part.transcript === 'string' ? { transcript: part.transcript } : {}),
    },
  ],
  uri: (part) => [mediaPart(mediaTypeOf(part.modality, part.mime_type), textOrNull(part.uri), part.mime_type)],
  file: (part) => [filePart(part)],
  input_file: (part) => [filePart(part)],
  document: (part) => [imagePart(part, 'file')],
  container_upload: (part) => [filePart(part)],
}

/** Families of types: Anthropic's server tools, and what OpenAI's Responses call. */
function readerOf(type: string): Reader | undefined {
  if (type.endsWith('_tool_result') || type.endsWith('_call_output')) return toolResult
  if (type.endsWith('_tool_use')) return toolCall
  return type.endsWith('_call') ? ownCall : undefined
}

/** LangChain's and Google's `{type: 'media', mime_type, data | file_uri}`. */
function mediaOf(part: Dictionary): MessagePart {
  const uri = textOrNull(part.file_uri ?? part.url ?? part.uri)
  return uri === null ? inlineDataPart(part) : mediaPart(mediaTypeOf(undefined, part.mime_type), uri, part.mime_type)
}

/** Bedrock, Gemini and LangChain say what a part is by its only key. */
function untypedPart(part: Dictionary, depth: number): MessagePart[] | undefined {
  if (Array.isArray(part.parts)) return partsOf(part.parts, depth + 1)
  if (typeof part.text === 'string') return part.thought === true ? reasoningPart(part.text) : textPart(part.text)
  if (isDictionary(part.toolUse)) return [callPart(part.toolUse.toolUseId, part.toolUse.name, part.toolUse.input)]
  if (isDictionary(part.toolResult)) return [resultPart(part.toolResult, depth)]
  return geminiPart(part, depth) ?? genkitPart(part, depth) ?? haystackPart(part, depth) ?? bedrockPart(part)
}

/** Haystack: one key that names the part, and the part under it. */
function haystackPart(part: Dictionary, depth: number): MessagePart[] | undefined {
  const { tool_call: call, tool_call_result: answer, reasoning: thought, image, file } = part
  if (isDictionary(call)) return toolCall(call, depth)
  if (isDictionary(answer)) {
    const origin = isDictionary(answer.origin) ? answer.origin : {}
    const { result, error } = answer
    return [resultPart({ id: origin.id, name: origin.tool_name, result, is_error: error }, depth)]
  }
  if (isDictionary(thought)) return reasoningPart(thought.reasoning_text)
  for (const [media, data] of [
    [image, 'base64_image'],
    [file, 'base64_data'],
  ] as const) {
    if (isDictionary(media) && typeof media[data] === 'string') {
      return partOf({ type: 'blob', mime_type: media.mime_type, content: media[data] }, depth)
    }
  }
  return undefined
}

/** Genkit names a call's id `ref`. */
function genkitPart(part: Dictionary, depth: number): MessagePart[] | undefined {
  if (typeof part.reasoning === 'string') return reasoningPart(part.reasoning)
  const { toolRequest: request, toolResponse: response, media } = part
  if (isDictionary(request)) return [callPart(request.ref, request.name, request.input)]
  if (isDictionary(response)) return [resultPart({ ...response, id: response.ref }, depth)]
  if (!isDictionary(media)) return undefined
  return [mediaPart(mediaTypeOf(undefined, media.contentType), textOrNull(media.url), media.contentType)]
}

function geminiPart(part: Dictionary, depth: number): MessagePart[] | undefined {
  const call = part.functionCall ?? part.function_call
  if (isDictionary(call)) return [callPart(call.id, call.name, call.args ?? call.arguments)]
  const response = part.functionResponse ?? part.function_response
  if (isDictionary(response)) return [resultPart(response, depth)]
  const inline = part.inlineData ?? part.inline_data
  if (isDictionary(inline)) return [inlineDataPart(inline)]
  const file = part.fileData ?? part.file_data
  if (isDictionary(file)) return [fileDataPart(file)]
  const code = part.executableCode ?? part.executable_code
  if (isDictionary(code)) return [callPart(code.id, 'code_execution', code)]
  const ran = part.codeExecutionResult ?? part.code_execution_result
  if (isDictionary(ran)) return [{ type: 'tool_result', id: null, name: 'code_execution', result: ran.output ?? null }]
  return undefined
}

function bedrockPart(part: Dictionary): MessagePart[] | undefined {
  if (isDictionary(part.reasoningContent)) return reasoningPart(bedrockReasoning(part.reasoningContent))
  if (isDictionary(part.image)) return [imagePart(part.image)]
  if (isDictionary(part.document)) return [imagePart(part.document, 'file')]
  if (isDictionary(part.video)) return [imagePart(part.video, 'video')]
  if (isDictionary(part.audio)) return [imagePart(part.audio, 'audio')]
  if (isDictionary(part.guardContent)) return partsOf(part.guardContent, MAX_DEPTH)
  if ('cachePoint' in part || 'cache_point' in part) return []
  if (part.json !== undefined && Object.keys(part).length === 1) return textPart(part.json)
  if (typeof part.content === 'string' && part.type === undefined) return textPart(part.content)
  return undefined
}

function bedrockReasoning(content: Dictionary): unknown {
  return isDictionary(content.reasoningText) ? content.reasoningText.text : content.text
}

function textPart(value: unknown): MessagePart[] {
  if (typeof value === 'string') return value === '' ? [] : [{ type: 'text', text: value }]
  // Bedrock's guard content and LangChain's blocks put the text one level down.
  if (isDictionary(value) && typeof value.text === 'string') return textPart(value.text)
  if (isDictionary(value) && typeof value.value === 'string') return textPart(value.value)
  return value === undefined || value === null ? [] : [{ type: 'text', text: JSON.stringify(value) }]
}

function reasoningPart(value: unknown): MessagePart[] {
  if (typeof value === 'string') return value === '' ? [] : [{ type: 'reasoning', text: value }]
  if (Array.isArray(value)) {
    const texts = value.map((item) => (isDictionary(item) ? String(item.text ?? '') : String(item)))
    return texts.length === 0 ? [] : [{ type: 'reasoning', text: texts.join('\n') }]
  }
  return [{ type: 'reasoning', text: '' }]
}

/** A call's function stands inside (OpenAI) or beside (everyone else). */
function nameOf(part: Dictionary): unknown {
  if (isDictionary(part.function)) return part.function.name
  if (isDictionary(part.custom)) return part.custom.name
  return part.name ?? part.toolName ?? part.tool_name
}

function argumentsOf(part: Dictionary): unknown {
  if (isDictionary(part.function)) return part.function.arguments
  if (isDictionary(part.custom)) return part.custom.input
  const server = part.server_tool_call
  return part.arguments ?? part.args ?? part.input ?? server
}

export function callPart(id: unknown, name: unknown, args: unknown): MessagePart {
  return { type: 'tool_call', id: textOrNull(id), name: textOrNull(name), arguments: parsedTwice(args) ?? null }
}

export function resultPart(part: Dictionary, depth: number): MessagePart {
  const id = part.tool_call_id ?? part.toolCallId ?? part.tool_use_id ?? part.toolUseId ?? part.call_id ?? part.id
  const raw = part.response ?? part.result ?? part.output ?? part.content ?? part.server_tool_call_response
  return {
    type: 'tool_result',
    id: textOrNull(id),
    name: textOrNull(part.name ?? part.toolName),
    result: resultOf(raw, depth) ?? null,
    ...(isFailure(part, raw) ? { is_error: true } : {}),
  }
}

function isFailure(part: Dictionary, raw: unknown): boolean {
  if (part.is_error === true || part.isError === true || part.status === 'error') return true
  return isDictionary(raw) && typeof raw.type === 'string' && raw.type.startsWith('error-')
}

/** AI SDK wraps a result as {type, value}; vendors send one text block, which is its text. */
export function resultOf(raw: unknown, depth: number): unknown {
  if (isDictionary(raw) && typeof raw.type === 'string' && 'value' in raw) return raw.value
  if (Array.isArray(raw)) {
    const parts = partsOf(raw, depth + 1)
    const only = parts[0]
    if (parts.length === 1 && only?.type === 'text') return parsedTwice(only.text)
  }
  return typeof raw === 'string' ? (parsedTwice(raw) ?? raw) : raw
}

/** Arguments come as an object, as JSON text, as JSON text of JSON text, or as Python's repr; other text stays text. */
export function parsedTwice(value: unknown): unknown {
  let current = value
  for (let i = 0; i < 2; i++) {
    if (typeof current !== 'string' || !/^\s*[[{"]/.test(current) || isNestedTooDeeply(current)) return current
    const text: string = current
    try {
      current = JSON.parse(text) as unknown
    } catch {
      return looksLikePython(text) ? (pythonLiteral(text) ?? text) : text
    }
  }
  return current
}
