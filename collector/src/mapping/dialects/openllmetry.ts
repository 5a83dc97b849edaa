/** OpenLLMetry's older form: `gen_ai.prompt.0.role`, `gen_ai.completion.0.tool_calls.0.name`. */
import type { Message } from '@vitrine/schemas/api'
import { unflatten } from '../flattened.ts'
import { messagesOf } from '../message-shapes.ts'
import { parsedTwice } from '../parts.ts'
import type { SpanView } from '../span-view.ts'
import { isDictionary } from '../values.ts'

export const openllmetryInput = (view: SpanView): Message[] => sideOf(view, 'gen_ai.prompt.', false)
export const openllmetryOutput = (view: SpanView): Message[] => sideOf(view, 'gen_ai.completion.', true)

function sideOf(view: SpanView, prefix: string, isOutput: boolean): Message[] {
  return unflatten(view, prefix).flatMap((entry) => {
    if (!isDictionary(entry)) return []
    // The text `null` stands for an assistant turn without text; content may be the JSON of parts.
    const content = entry.content === 'null' ? undefined : parsedTwice(entry.content)
    return messagesOf({ ...entry, content, role: entry.role ?? (isOutput ? 'assistant' : 'user') }, isOutput)
  })
}
