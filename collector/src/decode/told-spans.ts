/**
 * Claude Code sends log records by default and spans only where a beta is switched on. A record that lies in no span
 * and tells of a request, a tool or a prompt is read as the span that it would have been: ids from the session, the
 * prompt and the request, so that a re-send meets it; times from its duration. A record inside a span is part of that.
 */
import { createHash } from 'node:crypto'
import { EventRecord, readScopeName } from '../mapping/otlp-records.ts'
import { numberOf, textOf } from '../mapping/values.ts'
import { cursorOf, LEN, readLength, readVarint, skipField, Writer } from '../mapping/wire.ts'
import type { ScopeRange } from './otlp-walk.ts'

const SCOPE = 'com.anthropic.claude_code'

/** Event, with or without its prefix → what the span is, and its name. */
const SPANS: Readonly<Record<string, string>> = {
  user_prompt: 'interaction',
  api_request: 'llm_request',
  api_error: 'llm_request',
  tool_result: 'tool',
}

/** A trace export (protobuf) of the one span that a record tells of; undefined where it tells of none. */
export function spanToldBy(payload: Uint8Array, scope: ScopeRange): Uint8Array | undefined {
  if (!readScopeName(scope.scope).name.startsWith(SCOPE)) return undefined
  const record = EventRecord.ofLog(payload)
  const type = SPANS[record.name.replace(/^claude_code\./, '')]
  const session = textOf(record.get('session.id'))
  if (type === undefined || session === '' || record.timeNs === 0n) return undefined
  const writer = new Writer()
  writer.message(1, (block) => {
    block.bytesField(1, scope.resource)
    block.message(2, (scoped) => {
      scoped.bytesField(1, scope.scope)
      scoped.message(2, (span) => writeSpan(span, { record, payload, type, session }))
    })
  })
  return Buffer.from(writer.finish())
}

interface Told {
  readonly record: EventRecord
  readonly payload: Uint8Array
  readonly type: string
  readonly session: string
}

function writeSpan(span: Writer, { record, payload, type, session }: Told): void {
  const prompt = textOf(record.get('prompt.id'))
  const durationMs = numberOf(record.get('duration_ms')) ?? 0
  const interaction = idOf(8, session, prompt, 'interaction')
  span.bytesField(1, idOf(16, session, prompt))
  span.bytesField(2, type === 'interaction' ? interaction : idOf(8, session, prompt, type, whichOf(record)))
  if (type !== 'interaction') span.bytesField(4, interaction)
  span.textField(5, `claude_code.${type}`)
  span.varintField(6, type === 'llm_request' ? 3 : 1)
  span.fixed64Field(7, record.timeNs - BigInt(Math.max(0, Math.round(durationMs * 1e6))))
  span.fixed64Field(8, record.timeNs)
  copyAttributes(payload, span)
  span.message(9, (attribute) => {
    attribute.textField(1, 'span.type')
    attribute.message(2, (value) => value.textField(1, type))
  })
  if (/error$/.test(record.name)) span.message(15, (status) => writeError(status, textOf(record.get('error'))))
}

function writeError(status: Writer, message: string): void {
  if (message !== '') status.textField(2, message)
  status.varintField(3, 2)
}

/** What tells one request or tool from another of the same prompt. */
function whichOf(record: EventRecord): string {
  for (const key of ['request_id', 'tool_use_id', 'event.sequence']) {
    const text = textOf(record.get(key))
    if (text !== '') return text
  }
  return String(record.timeNs)
}

function idOf(length: number, ...parts: readonly string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(['claude-code', ...parts]))
    .digest()
    .subarray(0, length)
}

const LOG_ATTRIBUTES = 6
const SPAN_ATTRIBUTES = 9

/** Attributes of a log record and of a span are the same message under another number. */
function copyAttributes(payload: Uint8Array, span: Writer): void {
  const cursor = cursorOf(payload)
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor)
    if (tag !== LOG_ATTRIBUTES * 8 + LEN) {
      skipField(cursor, tag & 7)
      continue
    }
    const end = readLength(cursor)
    span.bytesField(SPAN_ATTRIBUTES, cursor.bytes.subarray(cursor.at, end))
    cursor.at = end
  }
}
