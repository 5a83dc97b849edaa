/** LiteLLM's dump of a request and its answer, `llm.openai.messages`, as Python writes them. */
import type { Message } from '@vitrine/schemas/api'
import { messagesOf } from '../message-shapes.ts'
import { parsedTwice } from '../parts.ts'
import { said } from '../said.ts'
import type { SpanView } from '../span-view.ts'

export const liteLlmInput = (view: SpanView): Message[] => dumped(view, /^llm\.[a-z0-9_]+\.(?:messages|input)$/, false)
export const liteLlmOutput = (view: SpanView): Message[] => dumped(view, /^llm\.[a-z0-9_]+\.(?:choices|output)$/, true)

function dumped(view: SpanView, pattern: RegExp, isOutput: boolean): Message[] {
  if (view.scopeName !== 'litellm') return []
  const key = view.keys().find((each) => pattern.test(each))
  const value = key === undefined ? undefined : said(view.get(key))
  if (value === undefined) return []
  return messagesOf(isOutput ? { choices: parsedTwice(value) } : value, isOutput)
}
