/**
 * One part of a message in any vendor's shape → the canonical part. Shapes are told apart by their `type`, or by
 * the key that only they have. What is not known is kept whole as `other`.
 */

import type { MessagePart } from '@vitrine/schemas/api'
import { isNestedTooDeeply } from '../base/nesting.ts'
import { type Dictionary, isDictionary } from './values.ts'

type MediaType = 'image' | 'audio' | 'video' | 'file'

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
  const type = typeof part.type === 'string' ? part.type : ''
  const read = TYPED[type]
  const typed = read?.(part, depth)
  if (typed !== undefined) return typed
  return untypedPart(part, depth) ?? [{ type: 'other', value: part }]
}

type Reader = (part: Dictionary, depth: number) => MessagePart[] | undefined

const text: Reader = (part) => textPart(part.content ?? part.text ?? part.value)
const reasoning: Reader = (part) => reasoningPart(part.content ?? part.thinking ?? part.text ?? part.summary)
const toolCall: Reader = (part) => [
  callPart(
    part.id ?? part.toolCallId ?? part.tool_call_id ?? part.call_id ?? part.toolUseId,
    nameOf(part),
    argumentsOf(part),
  ),
]
const toolResult: Reader = (part, depth) => [resultPart(part, depth)]

const TYPED: Readonly<Record<string, Reader>> = {
  text,
  input_text: text,
  output_text: text,
  refusal: (part) => [{ type: 'refusal', text: String(part.refusal ?? part.content ?? '') }],
  reasoning,
  thinking: reasoning,
  redacted_thinking: () => [{ type: 'reasoning', text: '' }],
  tool_call: toolCall,
  'tool-call': toolCall,
  tool_use: toolCall,
  toolUse: toolCall,
  function_call: toolCall,
  function: toolCall,
  server_tool_call: toolCall,
  server_tool_use: toolCall,
  tool_call_response: toolResult,
  tool_result: toolResult,
  'tool-result': toolResult,
  toolResult: toolResult,
  function_call_output: toolResult,
  server_tool_call_response: toolResult,
  image_url: (part) => [mediaPart('image', urlOf(part.image_url), undefined)],
  input_image: (part) => [mediaPart('image', urlOf(part.image_url), undefined)],
  input_audio: (part) => [inlinePart('audio', part.input_audio)],
  image: (part) => [imagePart(part)],
  audio: (part) => [namedMedia('audio', part.audio)],
  video: (part) => [namedMedia('video', part.video)],
  blob: (part) => [
    {
      type: mediaTypeOf(part.modality, part.mime_type),
      media_type: textOrNull(part.mime_type),
      data: textOrNull(part.content),
    },
  ],
  uri: (part) => [mediaPart(mediaTypeOf(part.modality, part.mime_type), textOrNull(part.uri), part.mime_type)],
  file: (part) => [filePart(part)],
  input_file: (part) => [filePart(part)],
  document: (part) => [imagePart(part, 'file')],
}

/** Bedrock, Gemini and LangChain say what a part is by its only key. */
function untypedPart(part: Dictionary, depth: number): MessagePart[] | undefined {
  if (Array.isArray(part.parts)) return partsOf(part.parts, depth + 1)
  if (typeof part.text === 'string') return part.thought === true ? reasoningPart(part.text) : textPart(part.text)
  if (isDictionary(part.toolUse)) return [callPart(part.toolUse.toolUseId, part.toolUse.name, part.toolUse.input)]
  if (isDictionary(part.toolResult)) return [resultPart(part.toolResult, depth)]
  const call = part.functionCall ?? part.function_call
  if (isDictionary(call)) return [callPart(call.id, call.name, call.args ?? call.arguments)]
  const response = part.functionResponse ?? part.function_response
  if (isDictionary(response)) return [resultPart(response, depth)]
  const inline = part.inlineData ?? part.inline_data
  if (isDictionary(inline)) {
    const mime = inline.mimeType ?? inline.mime_type
    return [{ type: mediaTypeOf(undefined, mime), media_type: textOrNull(mime), data: textOrNull(inline.data) }]
  }
  const file = part.fileData ?? part.file_data
  if (isDictionary(file)) {
    const mime = file.mimeType ?? file.mime_type
    return [mediaPart(mediaTypeOf(undefined, mime), textOrNull(file.fileUri ?? file.file_uri), mime)]
  }
  if (isDictionary(part.reasoningContent)) return reasoningPart(bedrockReasoning(part.reasoningContent))
  if (isDictionary(part.image)) return [imagePart(part.image)]
  if (typeof part.content === 'string' && part.type === undefined) return textPart(part.content)
  return undefined
}

function bedrockReasoning(content: Dictionary): unknown {
  return isDictionary(content.reasoningText) ? content.reasoningText.text : content.text
}

function textPart(value: unknown): MessagePart[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }]
  return value === undefined || value === null ? [] : [{ type: 'text', text: JSON.stringify(value) }]
}

function reasoningPart(value: unknown): MessagePart[] {
  if (typeof value === 'string') return [{ type: 'reasoning', text: value }]
  if (Array.isArray(value)) {
    const texts = value.map((item) => (isDictionary(item) ? String(item.text ?? '') : String(item)))
    return [{ type: 'reasoning', text: texts.join('\n') }]
  }
  return [{ type: 'reasoning', text: '' }]
}

/** A call's function stands inside (OpenAI) or beside (everyone else). */
function nameOf(part: Dictionary): unknown {
  if (isDictionary(part.function)) return part.function.name
  return part.name ?? part.toolName ?? part.tool_name
}

function argumentsOf(part: Dictionary): unknown {
  if (isDictionary(part.function)) return part.function.arguments
  const server = part.server_tool_call
  return part.arguments ?? part.args ?? part.input ?? server
}

export function callPart(id: unknown, name: unknown, args: unknown): MessagePart {
  return { type: 'tool_call', id: textOrNull(id), name: textOrNull(name), arguments: parsedTwice(args) ?? null }
}

function resultPart(part: Dictionary, depth: number): MessagePart {
  const id = part.id ?? part.tool_call_id ?? part.toolCallId ?? part.tool_use_id ?? part.toolUseId ?? part.call_id
  const raw = part.response ?? part.result ?? part.output ?? part.content ?? part.server_tool_call_response
  const isError = part.is_error === true || part.isError === true || part.status === 'error'
  return {
    type: 'tool_result',
    id: textOrNull(id),
    name: textOrNull(part.name ?? part.toolName),
    result: resultOf(raw, depth) ?? null,
    ...(isError ? { is_error: true } : {}),
  }
}

/** AI SDK wraps a result as {type, value}; vendors send one text block, which is its text. */
function resultOf(raw: unknown, depth: number): unknown {
  if (isDictionary(raw) && typeof raw.type === 'string' && 'value' in raw) return raw.value
  if (Array.isArray(raw)) {
    const parts = partsOf(raw, depth + 1)
    const only = parts[0]
    if (parts.length === 1 && only?.type === 'text') return only.text
  }
  return typeof raw === 'string' ? (parsedTwice(raw) ?? raw) : raw
}

/** Arguments come as an object, as JSON text, or as JSON text of JSON text; other text stays text. */
export function parsedTwice(value: unknown): unknown {
  let current = value
  for (let i = 0; i < 2; i++) {
    if (typeof current !== 'string' || !/^\s*[[{"]/.test(current) || isNestedTooDeeply(current)) return current
    try {
      current = JSON.parse(current) as unknown
    } catch {
      return current
    }
  }
  return current
}

function urlOf(value: unknown): string | null {
  return isDictionary(value) ? textOrNull(value.url) : textOrNull(value)
}

function mediaPart(type: MediaType, uri: string | null, mime: unknown): MessagePart {
  const inline = uri === null ? null : /^data:([^;,]*)[^,]*,(.*)$/s.exec(uri)
  if (inline !== null) return { type, media_type: inline[1] ?? null, data: inline[2] ?? null }
  return { type, media_type: textOrNull(mime), uri }
}

function inlinePart(type: MediaType, value: unknown): MessagePart {
  if (!isDictionary(value)) return { type, data: textOrNull(value) }
  return { type, media_type: textOrNull(value.format ?? value.mime_type), data: textOrNull(value.data) }
}

/** Anthropic's `source`, AI SDK's `image`, Bedrock's `{format, source: {bytes}}`, OpenInference's `{url}`. */
function imagePart(part: Dictionary, type: MediaType = 'image'): MessagePart {
  const source = part.source
  if (isDictionary(source)) {
    const data = textOrNull(source.data ?? source.bytes)
    return { type, media_type: textOrNull(source.media_type ?? part.format), data, uri: textOrNull(source.url) }
  }
  const image = part.image ?? part.url ?? part.document
  return mediaPart(type, urlOf(image), part.mediaType ?? part.mimeType ?? part.mime_type)
}

function namedMedia(type: MediaType, value: unknown): MessagePart {
  return isDictionary(value) && typeof value.url === 'string'
    ? mediaPart(type, value.url, value.mime_type)
    : inlinePart(type, value)
}

function filePart(part: Dictionary): MessagePart {
  const file = isDictionary(part.file) ? part.file : part
  const mime = file.mime_type ?? file.mediaType ?? file.mimeType
  return {
    type: mediaTypeOf(part.modality, mime),
    media_type: textOrNull(mime),
    file_id: textOrNull(file.file_id ?? file.id),
    name: textOrNull(file.filename ?? file.name),
    data: textOrNull(file.file_data ?? file.data),
  }
}

function mediaTypeOf(modality: unknown, mime: unknown): MediaType {
  for (const type of ['image', 'audio', 'video'] as const) {
    if (modality === type || (typeof mime === 'string' && mime.startsWith(`${type}/`))) return type
  }
  return 'file'
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
