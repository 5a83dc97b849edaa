/** pydantic-ai and Logfire: the old events as a JSON list, and an agent's whole history with its answer at the end. */
import type { Message } from '@vitrine/schemas/api'
import { messagesOf } from '../message-shapes.ts'
import { parsedTwice } from '../parts.ts'
import { said } from '../said.ts'
import type { SpanView } from '../span-view.ts'
import { isDictionary } from '../values.ts'

export const eventListInput = (view: SpanView): Message[] => fromList(view, false)
export const eventListOutput = (view: SpanView): Message[] => fromList(view, true)

function fromList(view: SpanView, isOutput: boolean): Message[] {
  const list = parsedTwice(view.get('events') ?? view.get('all_messages_events'))
  if (!Array.isArray(list)) return []
  return list.filter(isDictionary).flatMap((entry) => {
    const isChoice = entry['event.name'] === 'gen_ai.choice'
    if (isChoice !== isOutput) return []
    return messagesOf(isChoice ? entry.message : entry, isOutput)
  })
}

const HISTORY = 'pydantic_ai.all_messages'

/** Without the answer, where the history ends with it. */
export function historyInput(view: SpanView): Message[] {
  const history = messagesOf(said(view.get(HISTORY)), false)
  return history.at(-1)?.role === 'assistant' ? history.slice(0, -1) : history
}

export function historyOutput(view: SpanView): Message[] {
  const last = messagesOf(said(view.get(HISTORY)), true).at(-1)
  return last?.role === 'assistant' ? [last] : messagesOf(said(view.get('final_result')), true)
}
