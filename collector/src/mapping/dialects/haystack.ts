/** Haystack's components: messages or a prompt among their inputs, replies among their outputs. */
import type { Message } from '@vitrine/schemas/api'
import { HAYSTACK_INPUT, HAYSTACK_OUTPUT } from '../haystack-view.ts'
import { messagesOf } from '../message-shapes.ts'
import { parsedTwice } from '../parts.ts'
import { said } from '../said.ts'
import type { SpanView } from '../span-view.ts'
import { isDictionary } from '../values.ts'

export function haystackInput(view: SpanView): Message[] {
  return firstOf(view, HAYSTACK_INPUT, false, (given) => given)
}

export function haystackOutput(view: SpanView): Message[] {
  return firstOf(view, HAYSTACK_OUTPUT, true, (answer) =>
    isDictionary(answer) ? (answer.replies ?? answer.last_message) : answer,
  )
}

/** A message of the first 2.x has a `_` before each of its keys. */
const PRIVATE_KEY = /"_(role|content|name|meta)":/g

function firstOf(view: SpanView, keys: readonly string[], isOutput: boolean, inner: (value: unknown) => unknown) {
  if (!view.name.startsWith('haystack.')) return []
  for (const key of keys) {
    const text = said(view.get(key))
    const value = parsedTwice(typeof text === 'string' ? text.replace(PRIVATE_KEY, '"$1":') : text)
    const found = messagesOf(inner(value), isOutput)
    if (found.length > 0) return found
  }
  return []
}
