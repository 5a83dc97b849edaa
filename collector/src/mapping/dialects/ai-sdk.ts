/** Vercel's AI SDK before its OpenTelemetry package: the answer in pieces under `ai.response.*`. */
import type { Message, MessagePart } from '@vitrine/schemas/api'
import { finishReasonNamed } from '../finish-reasons.ts'
import { message } from '../message-shapes.ts'
import { callPart, parsedTwice, partsOf } from '../parts.ts'
import type { SpanView } from '../span-view.ts'
import { isDictionary } from '../values.ts'

export function aiSdkOutput(view: SpanView): Message[] {
  const parts: MessagePart[] = []
  const reasoning = view.get('ai.response.reasoning') ?? view.get('ai.result.reasoning')
  if (typeof reasoning === 'string' && reasoning !== '') parts.push(...reasoningParts(reasoning))
  const text = view.get('ai.response.text') ?? view.get('ai.result.text')
  const object = view.get('ai.response.object') ?? view.get('ai.result.object')
  const answer = typeof text === 'string' && text !== '' ? text : object
  if (typeof answer === 'string' && answer !== '') parts.push({ type: 'text', text: answer })
  parts.push(...filesOf(view), ...callsOf(view))
  if (parts.length === 0) return []
  const finish = view.get('ai.response.finishReason')
  const reason = typeof finish === 'string' ? { finishReason: finishReasonNamed(finish) } : {}
  return [{ ...message('assistant', parts, true), ...reason }]
}

/** Text, or the JSON of parts. */
function reasoningParts(value: string): MessagePart[] {
  const parsed = parsedTwice(value)
  return Array.isArray(parsed) ? partsOf(parsed) : [{ type: 'reasoning', text: value }]
}

function filesOf(view: SpanView): MessagePart[] {
  const files = parsedTwice(view.get('ai.response.files'))
  if (!Array.isArray(files)) return []
  return files.filter(isDictionary).flatMap((file) => partsOf({ type: 'file', ...file }))
}

function callsOf(view: SpanView): MessagePart[] {
  const calls = parsedTwice(view.get('ai.response.toolCalls') ?? view.get('ai.result.toolCalls'))
  if (!Array.isArray(calls)) return []
  return calls.filter(isDictionary).map((call) => callPart(call.toolCallId, call.toolName, call.input ?? call.args))
}
