/**
 * How much of a conversation repeats the call before: agents send their whole history again with every call. The first
 * messages of the later one are compared with all that was said in the earlier one, its answer included.
 */
import type { Message, MessagePart, SpanDetail } from '@vitrine/schemas/api'
import { QueryError } from './query-error.ts'

/** The span, and how many of its first messages stood in the earlier one already. */
export async function withRepeats(span: Promise<SpanDetail>, earlier: Promise<SpanDetail>): Promise<SpanDetail> {
  const [detail, before] = await Promise.all([span, earlier.catch(unlessUnknown)])
  if (before === undefined) return detail
  const messages = repeatedMessages(detail.messages, before.messages)
  return { ...detail, repeated: { span_id: before.span_id, messages } }
}

/** A page may have been told of a span that was deleted since: it then repeats nothing. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof QueryError) return undefined
  throw error
}

export function repeatedMessages(messages: readonly Message[], before: readonly Message[]): number {
  const asked = messages.filter((message) => message.isOutput !== true)
  const changed = asked.findIndex((message, at) => {
    const earlier = before[at]
    return earlier === undefined || signOf(message) !== signOf(earlier)
  })
  return changed < 0 ? asked.length : changed
}

/** Reasoning is sent back by few, and a place in a file differs by how it was read: neither makes a message another one. */
function signOf({ role, name, parts }: Message): string {
  return JSON.stringify([role, name ?? null, parts.flatMap(signOfPart)])
}

function signOfPart(part: MessagePart): unknown[] {
  switch (part.type) {
    case 'reasoning':
      return []
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return [[part.type, part.uri ?? part.data ?? part.file_id ?? part.name ?? null]]
    case 'text':
    case 'refusal':
    case 'tool_call':
    case 'tool_result':
    case 'other':
      return [part]
  }
}
