/** A trace as a stranger sees it by a share link: what says who, where and with what is left out, not only masked. */
import type { Message, MessagePart, SkeletonLine, SpanDetail } from '@vitrine/schemas/api'
import { redactText, redactValue } from './redact-text.ts'

export function redactLine(line: SkeletonLine): SkeletonLine {
  if (line.type === 'header') {
    const { trace } = line
    // Named one by one: what a trace learns to say tomorrow is not shown to strangers by that.
    const { trace_id, start, end, duration, running, status, spans, errors, service, release } = trace
    const { calls, calls_without_usage, rolled_up, tokens, cost, models, ttft } = trace
    const times = { start, end, duration, running, status, ttft }
    const sums = { spans, errors, calls, calls_without_usage, rolled_up, tokens, cost, models }
    const nobody = { client_trace_id: null, user: null, session: null, tags: [], scores: [], environment: null }
    const name = trace.name === null ? null : redactText(trace.name)
    const said = { input_preview: null, output_preview: null }
    return { ...line, trace: { trace_id, name, service, release, ...times, ...sums, ...said, ...nobody } }
  }
  if (line.type !== 'spans') return line
  const nobody = line.span_id.map(() => -1)
  const tables = Object.fromEntries(Object.entries(line.tables).map(([name, table]) => [name, table.map(redactText)]))
  return {
    ...line,
    tables: { ...line.tables, ...tables, user: [], session: [] },
    user_index: nobody,
    session_index: nobody,
    scores: [],
  }
}

/** Without `content` no text of the span is left but its name and the kind of its failure. */
export function redactSpan(span: SpanDetail, content: boolean): SpanDetail {
  const text = (value: string | null) => (content && value !== null ? redactText(value) : null)
  // The messages say what input and output held; as they came they may hold pictures in any spelling.
  const value = (given: unknown) => (content && span.messages.length === 0 ? redactValue(given) : null)
  return {
    ...span,
    client_id: null,
    name: redactText(span.name),
    error_message: text(span.error_message),
    user: null,
    session: null,
    environment: null,
    tags: [],
    scores: [],
    input_preview: text(span.input_preview),
    output_preview: text(span.output_preview),
    input: value(span.input),
    output: value(span.output),
    messages: content ? span.messages.map(redactMessage) : [],
    tools: content ? (redactValue(span.tools) as SpanDetail['tools']) : [],
    documents: content ? (redactValue(span.documents) as SpanDetail['documents']) : [],
    attributes: {},
    attribute_types: {},
    resource: {},
    scope: { name: span.scope.name, version: span.scope.version },
    events: span.events.map(({ name, time, attributes }) => ({
      name: redactText(name),
      time,
      attributes: content ? (redactValue(failureOf(attributes)) as Record<string, unknown>) : {},
    })),
    links: [],
    otel: { ...span.otel, status_message: text(span.otel.status_message), trace_state: null },
    response_id: null,
    prompt_name: text(span.prompt_name),
    prompt_version: text(span.prompt_version),
  }
}

/** Of an event, what it says about a failure; stack traces name people and machines. */
function failureOf(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = ['exception.type', 'exception.message']
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => kept.includes(key)))
}

function redactMessage(message: Message): Message {
  return { ...message, name: null, parts: message.parts.map(redactPart) }
}

/** Pictures and files are not shown: nobody can tell what is on them. */
function redactPart(part: MessagePart): MessagePart {
  const isMedia = part.type === 'image' || part.type === 'audio' || part.type === 'video' || part.type === 'file'
  if (isMedia) return { type: part.type, media_type: part.media_type ?? null }
  return redactValue(part) as MessagePart
}
