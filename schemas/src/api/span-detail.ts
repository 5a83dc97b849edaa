import * as z from 'zod/mini'
import { projectParameter } from './parameters.ts'
import { tokens } from './totals.ts'
import { spanRow } from './traces.ts'
import { count, maybe, timeNs, usd } from './units.ts'

/**
 * One span with everything it carried. Content is mapped when it is read: `input` and `output` are JSON values as the
 * client sent them (text that is not JSON stays text), `messages` is the canonical conversation.
 */
const reference = {
  media_type: z.optional(maybe),
  uri: z.optional(maybe).check(z.describe('where it lies: a blob reference or the address the client sent')),
  data: z.optional(maybe).check(z.describe('base64, when the client sent the bytes inline')),
  file_id: z.optional(maybe),
  name: z.optional(maybe),
  size_bytes: z.optional(z.nullable(count)).check(z.describe('of the bytes themselves, where they were taken out')),
  transcript: z.optional(maybe),
}

export const messagePart = z.discriminatedUnion('type', [
  /** `truncated`: an emitter cut the JSON that this text was part of; it is shown raw. */
  z.object({ type: z.literal('text'), text: z.string(), truncated: z.optional(z.boolean()) }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({ type: z.literal('refusal'), text: z.string() }),
  z.object({
    type: z.literal('tool_call'),
    id: z.optional(maybe),
    name: maybe,
    arguments: z.optional(z.unknown()).check(z.describe('a JSON value; text when it was not JSON')),
  }),
  z.object({
    type: z.literal('tool_result'),
    id: z.optional(maybe),
    name: z.optional(maybe),
    result: z.optional(z.unknown()),
    is_error: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('image'), ...reference }),
  z.object({ type: z.literal('audio'), ...reference }),
  z.object({ type: z.literal('video'), ...reference }),
  z.object({ type: z.literal('file'), ...reference }),
  z.object({ type: z.literal('other'), value: z.optional(z.unknown()) }),
])
export type MessagePart = z.infer<typeof messagePart>

/** `role` is the client's word, lower case: system, user, assistant, tool, developer, or another. */
export const message = z.object({
  role: z.string(),
  name: z.optional(maybe),
  parts: z.array(messagePart),
  finishReason: z.optional(maybe),
  /** Part of the answer, not of the question. */
  isOutput: z.optional(z.boolean()),
})
export type Message = z.infer<typeof message>

/** A tool the model was offered. `parameters` is JSON Schema as sent. */
export const toolDefinition = z.object({
  name: z.string(),
  description: z.optional(maybe),
  parameters: z.optional(z.unknown()),
})
export type ToolDefinition = z.infer<typeof toolDefinition>

/** A retrieved or ranked document, best first. */
export const retrievedDocument = z.object({
  id: z.optional(maybe),
  content: z.optional(maybe),
  score: z.optional(z.nullable(z.number())),
  metadata: z.optional(z.unknown()),
})
export type RetrievedDocument = z.infer<typeof retrievedDocument>

/** Attribute values as JSON; integers beyond 2^53 are decimal strings, bytes are base64. */
export const attributes = z.record(z.string(), z.unknown())

export const spanEvent = z.object({ name: z.string(), time: timeNs, attributes, body: z.optional(z.unknown()) })
export type SpanEvent = z.infer<typeof spanEvent>

export const spanLink = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  trace_state: maybe,
  attributes,
})
export type SpanLink = z.infer<typeof spanLink>

export const spanDetail = z.object({
  ...spanRow.shape,
  input: z.unknown().check(z.describe('JSON value; null = nobody said')),
  output: z.unknown().check(z.describe('JSON value; null = nobody said')),
  messages: z.array(message),
  messages_from: z
    .optional(z.object({ trace_id: z.string(), span_id: z.string() }))
    .check(z.describe('another span of the same call that lent the messages which this one does not carry')),
  repeated: z
    .optional(z.object({ span_id: z.string(), messages: count }))
    .check(z.describe('with `before`: how many of the first messages stood in that span already')),
  tools: z.array(toolDefinition),
  documents: z.array(retrievedDocument),
  attributes,
  /** Which spelling a value had: s text, i integer, d double, b bool, y bytes, j JSON, n empty, r blob reference. */
  attribute_types: z.record(z.string(), z.string()),
  resource: attributes,
  scope: z.object({ name: maybe, version: maybe, attributes: z.optional(attributes) }),
  events: z.array(spanEvent),
  links: z.array(spanLink),
  /** What OTLP said before mapping. */
  otel: z.object({
    kind: count,
    status_code: count,
    status_message: maybe,
    trace_state: maybe,
    flags: count,
    schema_url: maybe,
    dropped_attributes: count,
    start: timeNs,
    end: timeNs,
  }),
  received: timeNs,
  dialect: maybe,
  sdk: maybe,
  protocol: maybe,
  clock: z.enum(['ok', 'future', 'past']),
  damaged: z.boolean(),
  response_model: maybe,
  response_id: maybe,
  prompt_name: maybe,
  prompt_version: maybe,
  finish_reason: maybe,
  stream: z.boolean(),
  /** By the model's tokenizer, of a call that carries no count; null where that cannot be said. */
  tokens_estimated: tokens,
  price: z.nullable(z.object({ id: z.string(), by_bucket: z.record(z.string(), usd) })),
  /** The content row has not arrived or was removed: the fields above are then empty. */
  content: z.enum(['stored', 'missing']),
})
export type SpanDetail = z.infer<typeof spanDetail>

export const spanQuery = z.strictObject({ ...projectParameter })
export type SpanQuery = z.infer<typeof spanQuery>

export const spanDetailQuery = z.strictObject({
  ...projectParameter,
  before: z.optional(
    z.string().check(z.maxLength(200), z.describe('an earlier span of the trace, to say what was repeated since')),
  ),
})
export type SpanDetailQuery = z.infer<typeof spanDetailQuery>
