/** OpenInference: messages flattened into keys, `llm.input_messages.0.message.contents.1.message_content.text`. */
import type { Message, MessagePart } from '@vitrine/schemas/api'
import { unflatten } from '../flattened.ts'
import { message, messagesOf, roleOf } from '../message-shapes.ts'
import { callPart, parsedTwice, partsOf, resultOf, textOrNull } from '../parts.ts'
import type { SpanView } from '../span-view.ts'
import { childOf, type Dictionary, isDictionary } from '../values.ts'

export const openInferenceInput = (view: SpanView): Message[] =>
  sideOf(view, { messages: 'llm.input_messages.', texts: 'llm.prompts.', isOutput: false })
export const openInferenceOutput = (view: SpanView): Message[] =>
  sideOf(view, { messages: 'llm.output_messages.', texts: 'llm.choices.', isOutput: true })

interface Side {
  readonly messages: string
  readonly texts: string
  readonly isOutput: boolean
}

function sideOf(view: SpanView, { messages, texts, isOutput }: Side): Message[] {
  const found = unflatten(view, messages).map((entry) => messageOf(childOf(entry, 'message'), isOutput))
  if (found.length > 0) return found
  return unflatten(view, texts).flatMap((entry) => {
    const text = childOf(entry, 'prompt').text ?? childOf(entry, 'completion').text
    return messagesOf(text, isOutput)
  })
}

function messageOf(source: Dictionary, isOutput: boolean): Message {
  const role = roleOf(source.role, isOutput ? 'assistant' : 'user')
  const name = typeof source.name === 'string' ? { name: source.name } : {}
  // Anthropic's results come under the user's role.
  const isResult = role === 'tool' || typeof source.tool_call_id === 'string'
  const parts = isResult ? [resultOfMessage(source)] : partsOfMessage(source)
  return { ...message(isResult ? 'tool' : role, parts, isOutput), ...name }
}

function resultOfMessage(source: Dictionary): MessagePart {
  const contents = contentsOf(source)
  const content = contents.length > 0 ? contents.flatMap((entry) => partOf(entry)) : source.content
  return {
    type: 'tool_result',
    id: textOrNull(source.tool_call_id),
    name: textOrNull(source.name),
    result: resultOf(parsedTwice(content), 0) ?? null,
  }
}

function partsOfMessage(source: Dictionary): MessagePart[] {
  const contents = contentsOf(source)
  const calls = Array.isArray(source.tool_calls) ? source.tool_calls.flatMap((entry) => callOf(entry)) : []
  const legacy =
    source.function_call_name === undefined || source.function_call_name === null
      ? []
      : [callPart(null, source.function_call_name, source.function_call_arguments_json)]
  return [
    ...contents.flatMap((entry) => partOf(entry)),
    ...(contents.length > 0 ? [] : partsOf(source.content)),
    ...calls,
    ...legacy,
  ]
}

function contentsOf(source: Dictionary): Dictionary[] {
  if (!Array.isArray(source.contents)) return []
  return source.contents.map((entry) => childOf(entry, 'message_content'))
}

/** A call among the contents stands among the calls of the message as well. */
const CALL_TYPES = new Set(['tool_use', 'tool_call', 'tool-call', 'function_call'])

function partOf(content: Dictionary): MessagePart[] {
  if (typeof content.type === 'string' && CALL_TYPES.has(content.type)) return []
  const image = content.image
  if (isDictionary(image)) return imageOf(image)
  return partsOf(content)
}

/** `{image: {url}}`; Anthropic's wrapper keeps the kind of an image and leaves its bytes out. */
function imageOf(image: Dictionary): MessagePart[] {
  const inner = isDictionary(image.image) ? image.image : image
  const mime = image.media_type ?? inner.media_type
  return partsOf({ type: 'image', image: inner.url ?? null, mime_type: mime })
}

/** openinference-vercel writes a call of nulls beside a text. */
function callOf(entry: unknown): MessagePart[] {
  const call = childOf(entry, 'tool_call')
  const called = isDictionary(call.function) ? call.function : {}
  const isNothing = textOrNull(call.id) === null && textOrNull(called.name) === null
  return isNothing ? [] : [callPart(call.id, called.name, called.arguments)]
}
