/** Sentry's SDKs: the conversation as OpenAI has it, and the answer in two keys, its text and its calls. */
import type { Message } from '@vitrine/schemas/api'
import { messagesOf } from '../message-shapes.ts'
import { parsedTwice } from '../parts.ts'
import { said } from '../said.ts'
import type { SpanView } from '../span-view.ts'

export const sentryInput = (view: SpanView): Message[] => messagesOf(said(view.get('gen_ai.request.messages')), false)

export function sentryOutput(view: SpanView): Message[] {
  const text = parsedTwice(said(view.get('gen_ai.response.text')))
  const calls = parsedTwice(said(view.get('gen_ai.response.tool_calls')))
  if (text === undefined && !Array.isArray(calls)) return []
  return messagesOf({ role: 'assistant', content: text, ...(Array.isArray(calls) ? { tool_calls: calls } : {}) }, true)
}
