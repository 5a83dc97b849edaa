/** The message schema of the OpenTelemetry GenAI conventions: a role and typed parts. */
import { type Fields, parsed, present } from './fields.ts'
import { Media } from './media.ts'

export interface Message {
  readonly role: string
  readonly name?: string
  readonly parts: readonly Part[]
  readonly finish_reason?: string
}

export type Part = Fields & { readonly type: string }

export function textPart(content: string): Part {
  return { type: 'text', content }
}

/** Text as it is mostly given: nothing where it is empty. */
export function textParts(content: string): Part[] {
  return content === '' ? [] : [textPart(content)]
}

export function reasoningPart(content: string): Part {
  return { type: 'reasoning', content }
}

export function toolCallPart(call: { id: string | undefined; name: string | undefined; arguments: unknown }): Part {
  return {
    type: 'tool_call',
    ...present({ id: call.id }),
    name: call.name ?? '',
    arguments: parsed(call.arguments),
  }
}

export function toolResultPart(id: string | undefined, response: unknown): Part {
  return { type: 'tool_call_response', ...present({ id }), response }
}

/** Bytes inside a message: base64, or raw. They leave beside the span: see media.ts, which knows these two fields. */
export function blobPart(modality: string, mimeType: string | undefined, data: unknown): Part {
  const media = new Media(data, mimeType)
  return {
    type: 'blob',
    modality,
    mime_type: mimeType ?? '',
    content: '',
    ...(media.sizeBytes > 0 ? { left_out: media } : {}),
  }
}

export function uriPart(modality: string, uri: string): Part {
  return { type: 'uri', modality, uri }
}

/** A `data:` address is bytes, any other is an address. */
export function mediaPart(modality: string, url: string): Part {
  const inline = /^data:([^;,]*)(?:;base64)?,/.exec(url)
  if (inline === null) return uriPart(modality, url)
  return blobPart(modality, inline[1], url.slice(inline[0].length))
}

export function modalityOf(mimeType: string | undefined): string {
  const kind = mimeType?.split('/')[0]
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document'
}
