/**
 * A conversation as the page draws it: each tool result under the call it answers, history that repeats the call before
 * folded, and the parts of a message in the order in which they were sent.
 */

import type { Message, MessagePart } from '@vitrine/schemas/api'

export type ToolCallPart = Extract<MessagePart, { type: 'tool_call' }>
export type ToolResultPart = Extract<MessagePart, { type: 'tool_result' }>
export type MediaPart = Extract<MessagePart, { type: 'image' | 'audio' | 'video' | 'file' }>

export type DisplayBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'refusal'; readonly text: string }
  | { readonly kind: 'tool_call'; readonly call: ToolCallPart; readonly result: ToolResultPart | undefined }
  /** A result whose call is nowhere in the conversation. */
  | { readonly kind: 'tool_result'; readonly result: ToolResultPart }
  | { readonly kind: 'media'; readonly media: MediaPart }
  | { readonly kind: 'other'; readonly value: unknown }

export interface DisplayMessage {
  /** Place in the conversation as sent, from 1. */
  readonly number: number
  readonly role: string
  readonly name: string | null
  readonly finishReason: string | null
  readonly isOutput: boolean
  readonly blocks: readonly DisplayBlock[]
}

/** Messages that became results under their calls are not listed again. */
export function displayMessages(messages: readonly Message[]): readonly DisplayMessage[] {
  const results = pairResults(messages)
  const paired = new Set(results.values())
  return messages.flatMap((message, index) => {
    const blocks = message.parts.flatMap((part) => blockOf(part, results, paired))
    if (blocks.length === 0 && message.parts.length > 0) return []
    return [
      {
        number: index + 1,
        role: message.role,
        name: message.name ?? null,
        finishReason: message.finishReason ?? null,
        isOutput: message.isOutput === true,
        blocks,
      },
    ]
  })
}

/** Where an inline picture can be shown from without asking a stranger; undefined when it lies elsewhere. */
export function inlineSource(media: MediaPart): string | undefined {
  if (media.data !== undefined && media.data !== null && media.data !== '') {
    if (media.data.startsWith('data:')) return safeDataUrl(media.data)
    return safeDataUrl(`data:${media.media_type ?? `${media.type}/*`};base64,${media.data}`)
  }
  if (media.uri?.startsWith('data:')) return safeDataUrl(media.uri)
  return undefined
}

/** An address that needs a click, http(s) only. */
export function remoteSource(media: MediaPart): string | undefined {
  return media.uri !== undefined && media.uri !== null && /^https?:\/\//i.test(media.uri) ? media.uri : undefined
}

/** SVG may carry script and is never drawn inline. */
function safeDataUrl(url: string): string | undefined {
  return /^data:(?:image\/(?!svg)|audio\/|video\/)/i.test(url) ? url : undefined
}

/** Pairs by call id; without ids, by order of results after their call. */
function pairResults(messages: readonly Message[]): ReadonlyMap<ToolCallPart, ToolResultPart> {
  const waiting: ToolCallPart[] = []
  const pairs = new Map<ToolCallPart, ToolResultPart>()
  for (const part of messages.flatMap((message) => message.parts)) {
    if (part.type === 'tool_call') waiting.push(part)
    if (part.type !== 'tool_result') continue
    const at = waiting.findIndex((call) => isAnswer(call, part))
    const call = waiting[at]
    if (call === undefined) continue
    waiting.splice(at, 1)
    pairs.set(call, part)
  }
  return pairs
}

function isAnswer(call: ToolCallPart, result: ToolResultPart): boolean {
  if (call.id && result.id) return call.id === result.id
  if (result.name && call.name) return result.name === call.name
  return !call.id && !result.id
}

function blockOf(
  part: MessagePart,
  results: ReadonlyMap<ToolCallPart, ToolResultPart>,
  paired: ReadonlySet<ToolResultPart>,
): readonly DisplayBlock[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return [{ kind: part.type, text: part.text }]
    case 'tool_call':
      return [{ kind: 'tool_call', call: part, result: results.get(part) }]
    case 'tool_result':
      return paired.has(part) ? [] : [{ kind: 'tool_result', result: part }]
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return [{ kind: 'media', media: part }]
    case 'other':
      return [{ kind: 'other', value: part.value }]
  }
}
