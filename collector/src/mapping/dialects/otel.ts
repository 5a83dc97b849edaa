/** OpenTelemetry's GenAI conventions from 1.37 on: messages as attributes, as one event, or as a log record. */
import type { Message, MessagePart } from '@vitrine/schemas/api'
import { DETAILS } from '../details-view.ts'
import { message, messagesOf } from '../message-shapes.ts'
import { parsedTwice, partsOf } from '../parts.ts'
import { fromEvents, said } from '../said.ts'
import type { AttributeValue, SpanView } from '../span-view.ts'
import { isDictionary } from '../values.ts'

export const otelInput = (view: SpanView): Message[] => inputOf((key) => view.get(key))
export const otelDetailsInput = (view: SpanView): Message[] => inputOf((key) => fromEvents(view, DETAILS, key))

export const otelOutput = (view: SpanView): Message[] => messagesOf(said(view.get('gen_ai.output.messages')), true)
export const otelDetailsOutput = (view: SpanView): Message[] =>
  messagesOf(fromEvents(view, DETAILS, 'gen_ai.output.messages'), true)

/** System instructions stand before the history, unless an emitter repeats them in it. */
function inputOf(get: (key: string) => AttributeValue | undefined): Message[] {
  const history = messagesOf(said(get('gen_ai.input.messages')), false)
  const instructions = partsOf(parsedTwice(said(get('gen_ai.system_instructions'))))
  return instructions.length === 0 ? history : withInstructions(message('system', instructions, false), history)
}

export function withInstructions(system: Message, history: readonly Message[]): Message[] {
  const text = textOf(system.parts)
  const isRepeated = history.some((each) => each.role === 'system' && textOf(each.parts) === text)
  return isRepeated ? [...history] : [system, ...history]
}

function textOf(parts: readonly MessagePart[]): string {
  return parts.map((part) => ('text' in part ? part.text : '')).join('')
}

/** Content events of 1.26 and 1.27. */
export const contentEventInput = (view: SpanView): Message[] =>
  messagesOf(fromEvents(view, 'gen_ai.content.prompt', 'gen_ai.prompt'), false)
export const contentEventOutput = (view: SpanView): Message[] =>
  messagesOf(fromEvents(view, 'gen_ai.content.completion', 'gen_ai.completion'), true)

/** AWS moves content into a log record whose body holds both sides: `{input: {messages}, output: {messages}}`. */
export const bodyInput = (view: SpanView): Message[] => fromBodies(view, 'input')
export const bodyOutput = (view: SpanView): Message[] => fromBodies(view, 'output')

function fromBodies(view: SpanView, side: 'input' | 'output'): Message[] {
  if (!view.hasEvents) return []
  const found: Message[] = []
  for (const event of view.events()) {
    const body = isDictionary(event.body) ? event.body[side] : undefined
    if (isDictionary(body) && Array.isArray(body.messages)) {
      found.push(...messagesOf(body.messages.map(unwrapped), side === 'output'))
    }
  }
  return found
}

/** `{role, content: {content: "[{\"text\": …}]"}}`, or `{role, content: {message: …}}` of an answer. */
function unwrapped(entry: unknown): unknown {
  const content = isDictionary(entry) ? entry.content : undefined
  if (!isDictionary(entry) || !isDictionary(content)) return entry
  const inner = content.content ?? content.message
  return inner === undefined ? entry : { ...entry, content: parsedTwice(inner) }
}
