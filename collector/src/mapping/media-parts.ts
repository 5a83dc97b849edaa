/** Images, audio, video and files in any vendor's shape: bytes inline, an address, or a file's id. */
import type { MessagePart } from '@vitrine/schemas/api'
import { MEDIA_MARK, mediaReference } from './media-reference.ts'
import { type Dictionary, isDictionary } from './values.ts'

export type MediaType = 'image' | 'audio' | 'video' | 'file'

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}

export function mediaTypeOf(modality: unknown, mime: unknown): MediaType {
  for (const type of ['image', 'audio', 'video'] as const) {
    if (modality === type || (typeof mime === 'string' && mime.startsWith(`${type}/`))) return type
  }
  return 'file'
}

export function urlOf(value: unknown): string | null {
  return isDictionary(value) ? textOrNull(value.url) : textOrNull(value)
}

const DATA_URI = /^data:([^;,]*)[^,]*,(.*)$/s
/** Base64 of at least a few bytes; a path or an address has other letters in it. */
const BASE64 = /^[A-Za-z0-9+/_-]{8,}={0,2}$/

/** An address, a data: URI, or bare base64. */
export function mediaPart(type: MediaType, uri: string | null, mime: unknown): MessagePart {
  const inline = uri === null ? null : DATA_URI.exec(uri)
  if (inline !== null) return { type, media_type: inline[1] || textOrNull(mime), data: inline[2] ?? null }
  if (uri !== null && (uri.startsWith(MEDIA_MARK) || (uri.length >= 64 && BASE64.test(uri))))
    return { type, media_type: textOrNull(mime), data: uri }
  return { type, media_type: textOrNull(mime), uri }
}

/** OpenAI's `input_audio: {data, format}`, and an answer's `audio: {id, data, transcript}`. */
export function inlinePart(type: MediaType, value: unknown): MessagePart {
  if (!isDictionary(value)) return { type, data: textOrNull(value) }
  // OpenInference: `message_content.audio.audio.url`.
  if (isDictionary(value[type])) return inlinePart(type, value[type])
  if (typeof value.url === 'string') return mediaPart(type, value.url, value.mime_type)
  const format = textOrNull(value.mime_type ?? value.format)
  const transcript = typeof value.transcript === 'string' ? { transcript: value.transcript } : {}
  const mime = format === null ? null : mimeOf(type, format)
  return { type, media_type: mime, data: textOrNull(value.data), ...transcript }
}

/** `wav` and `png` are formats; their type tells the rest. */
function mimeOf(type: MediaType, format: string): string {
  return format.includes('/') || type === 'file' ? format : `${type}/${format}`
}

/** Anthropic's `source`, AI SDK's `image`, Bedrock's `{format, source: {bytes}}`, OpenInference's `{url}`. */
export function imagePart(part: Dictionary, type: MediaType = 'image'): MessagePart {
  const source = part.source
  if (isDictionary(source)) {
    const format = textOrNull(source.media_type ?? source.mediaType ?? part.format)
    const reference = {
      media_type: format === null ? null : mimeOf(type, format),
      data: textOrNull(source.data ?? source.bytes),
      uri: textOrNull(source.url) ?? (isDictionary(source.s3Location) ? textOrNull(source.s3Location.uri) : null),
    }
    const fileId = textOrNull(source.file_id)
    return { type, ...reference, ...(fileId === null ? {} : { file_id: fileId }), ...nameOf(part) }
  }
  const image = part.image ?? part.image_url ?? part.url ?? part.document ?? part.data
  return mediaPart(type, urlOf(image), part.mediaType ?? part.mimeType ?? part.mime_type)
}

function nameOf(part: Dictionary): { name?: string } {
  const name = part.name ?? part.title
  return typeof name === 'string' ? { name } : {}
}

/** OTel's and OpenAI's file by id, AI SDK's and OpenAI's file with its bytes. */
export function filePart(part: Dictionary): MessagePart {
  const file = isDictionary(part.file) ? part.file : part
  const inline = textOrNull(file.file_data ?? file.data ?? file.base64)
  const uri = textOrNull(file.file_url ?? file.url ?? file.uri)
  const read = DATA_URI.exec(inline ?? '')
  const mime = textOrNull(file.mime_type ?? file.mediaType ?? file.mimeType) ?? read?.[1] ?? null
  const isAddress = inline !== null && /^https?:/.test(inline)
  return {
    type: mediaTypeOf(part.modality, mime),
    media_type: mime,
    file_id: textOrNull(file.file_id ?? file.fileId ?? file.id),
    name: textOrNull(file.filename ?? file.name),
    data: isAddress ? null : (read?.[2] ?? inline),
    ...(isAddress ? { uri: inline } : uri === null ? {} : { uri }),
  }
}

type Media = Extract<MessagePart, { type: MediaType }>

/** Bytes that were taken out of the text on their way into the store: where they lie, their type and size. */
export function withReference(part: Media): Media {
  const kept = typeof part.data === 'string' ? mediaReference(part.data) : undefined
  if (kept === undefined) return part
  const { data: _data, ...rest } = part
  return { ...rest, media_type: part.media_type ?? kept.mediaType, uri: kept.reference, size_bytes: kept.sizeBytes }
}

/** Gemini's `{inlineData: {mimeType, data}}`. */
export function inlineDataPart(inline: Dictionary): MessagePart {
  const mime = inline.mimeType ?? inline.mime_type
  return { type: mediaTypeOf(undefined, mime), media_type: textOrNull(mime), data: textOrNull(inline.data) }
}

/** Gemini's `{fileData: {mimeType, fileUri}}`. */
export function fileDataPart(file: Dictionary): MessagePart {
  const mime = file.mimeType ?? file.mime_type
  return mediaPart(mediaTypeOf(undefined, mime), textOrNull(file.fileUri ?? file.file_uri), mime)
}
