/** Reading content by key: what emitters write when they mean nothing is nothing. */
import type { Message } from '@vitrine/schemas/api'
import { toldBy } from './details-view.ts'
import { messagesOf } from './message-shapes.ts'
import { parsedTwice } from './parts.ts'
import type { AttributeValue, SpanView } from './span-view.ts'
import { isEmptyText } from './values.ts'

/** undefined for what emitters write when they mean nothing. */
export function said(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' && (isEmptyText(value) || value === 'null') ? undefined : value
}

/** The first of the keys that says something, JSON decoded. */
export function firstValue(view: SpanView, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = said(view.get(key))
    if (value !== undefined) return parsedTwice(value)
  }
  return undefined
}

export function fromKeys(view: SpanView, keys: readonly string[], isOutput: boolean): Message[] {
  for (const key of keys) {
    const found = messagesOf(said(view.get(key)), isOutput)
    if (found.length > 0) return found
  }
  return []
}

/** Some emitters send one field per event: the first event of the name that has the key. */
export function fromEvents(view: SpanView, name: string, key: string): AttributeValue | undefined {
  if (!view.hasEvents) return undefined
  for (const event of view.events()) {
    const value = event.name === name ? said(toldBy(event, key)) : undefined
    if (value !== undefined) return value
  }
  return undefined
}
