/** OpenTelemetry's GenAI conventions up to 1.36: one event or log record per message. */
import type { Message } from '@vitrine/schemas/api'
import { messagesOf } from '../message-shapes.ts'
import { parsedTwice } from '../parts.ts'
import type { EventView, SpanView } from '../span-view.ts'
import { type Dictionary, isDictionary } from '../values.ts'

const ROLES: Readonly<Record<string, string>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
}

export const oldEventInput = (view: SpanView): Message[] => distinct(inOrder(view).map(messageOf))
export const oldEventOutput = (view: SpanView): Message[] => distinct(inOrder(view).map(choiceOf))

/** Semantic Kernel numbers its records; the others are told apart by time and arrival. */
function inOrder(view: SpanView): readonly EventView[] {
  if (!view.hasEvents) return []
  const events = view.events()
  if (!events.some((event) => event.get('CHAT_MESSAGE_INDEX') !== undefined)) return events
  const placeOf = (event: EventView) => Number(event.get('CHAT_MESSAGE_INDEX') ?? 0)
  return [...events].sort((a, b) => placeOf(a) - placeOf(b))
}

/** The same message may come as an event and as a record. */
function distinct(groups: readonly (readonly Message[])[]): Message[] {
  const seen = new Set<string>()
  return groups.flatMap((group) => {
    const key = JSON.stringify(group)
    if (group.length === 0 || seen.has(key)) return []
    seen.add(key)
    return group
  })
}

function messageOf(event: EventView): Message[] {
  const role = ROLES[event.name]
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

const FIELDS = ['content', 'role', 'id', 'tool_calls', 'message', 'finish_reason', 'tool_call_id']

/** Structured body, JSON text of one, an attribute holding the JSON, or the attributes themselves. */
export function bodyOf(event: EventView): Dictionary {
  const body = parsedTwice(event.body ?? event.get('gen_ai.event.content'))
  if (isDictionary(body)) return body
  return Object.fromEntries(FIELDS.map((name) => [name, event.get(name)]).filter(([, value]) => value !== undefined))
}
