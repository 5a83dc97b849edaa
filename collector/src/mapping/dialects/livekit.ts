/** LiveKit Agents: the chat context as a list of items; names before 2026 lack `pii`. */
import type { Message } from '@vitrine/schemas/api'
import { message, messagesOf } from '../message-shapes.ts'
import { callPart, parsedTwice, partsOf } from '../parts.ts'
import { fromKeys, said } from '../said.ts'
import type { SpanView } from '../span-view.ts'
import { isDictionary } from '../values.ts'

export function livekitInput(view: SpanView): Message[] {
  const context = parsedTwice(said(view.get('lk.pii.chat_ctx') ?? view.get('lk.chat_ctx')))
  if (isDictionary(context)) return messagesOf(context.items, false)
  return fromKeys(view, ['lk.pii.user_input', 'lk.user_input', 'lk.pii.user_transcript', 'lk.pii.input_text'], false)
}

export function livekitOutput(view: SpanView): Message[] {
  const text = partsOf(said(view.get('lk.pii.response.text') ?? view.get('lk.response.text')))
  const list = parsedTwice(said(view.get('lk.pii.response.function_calls') ?? view.get('lk.response.function_calls')))
  const calls = Array.isArray(list)
    ? list.flatMap((call) => (isDictionary(call) ? [callPart(call.call_id ?? call.id, call.name, call.arguments)] : []))
    : []
  return text.length + calls.length === 0 ? [] : [message('assistant', [...text, ...calls], true)]
}
