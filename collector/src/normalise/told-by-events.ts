/** How much a call said, and a glimpse of it, where its content came in events or log records and not in attributes. */
import type { Message } from '@vitrine/schemas/api'
import { contentOf } from '../mapping/messages.ts'
import type { SpanView } from '../mapping/span-view.ts'
import type { AttributeFacts } from './attributes.ts'
import { previewOf } from './preview.ts'

export type Sides = Pick<AttributeFacts, 'inputBytes' | 'outputBytes' | 'inputPreview' | 'outputPreview'>

export function sidesOfEvents(view: SpanView): Sides {
  const { messages } = contentOf(view)
  const input = jsonOf(messages.filter((message) => message.isOutput !== true))
  const output = jsonOf(messages.filter((message) => message.isOutput === true))
  return {
    inputBytes: input.byteLength,
    outputBytes: output.byteLength,
    inputPreview: input.byteLength === 0 ? '' : previewOf(input, true),
    outputPreview: output.byteLength === 0 ? '' : previewOf(output, false),
  }
}

function jsonOf(messages: readonly Message[]): Buffer {
  return Buffer.from(messages.length === 0 ? '' : JSON.stringify(messages))
}
