/** The texts that an embedding was asked for, where they are no messages. Vectors are never read. */
import { unflatten } from './flattened.ts'
import { parsedTwice } from './parts.ts'
import type { SpanView } from './span-view.ts'
import { childOf } from './values.ts'

/** undefined where the span has none. */
export function embeddedTexts(view: SpanView): unknown {
  const values = parsedTwice(view.get('ai.values'))
  // AI SDK: each value is JSON of its own.
  if (Array.isArray(values)) return values.map(parsedTwice)
  const texts = unflatten(view, 'embedding.embeddings.').map((entry) => childOf(entry, 'embedding').text)
  const said = texts.filter((text) => typeof text === 'string')
  return said.length === 0 ? undefined : said
}
