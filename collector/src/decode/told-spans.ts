/**
 * Coding agents send log records by default, and spans only where a beta is switched on, or with less in them. A record
 * that lies in no span and tells of a request, a tool or a prompt is read as the span that it would have been: ids from
 * what it says, so that a re-send meets it; times from its duration. A record inside a span is part of that.
 */
import { createHash } from 'node:crypto'
import { EventRecord, readScopeName } from '../mapping/otlp-records.ts'
import { numberOf } from '../mapping/values.ts'
import { cursorOf, LEN, readLength, readVarint, skipField, Writer } from '../mapping/wire.ts'
import { agentOf, type Told } from './agent-logs.ts'
import type { ScopeRange } from './otlp-walk.ts'

/** A trace export (protobuf) of the one span that a record tells of; undefined where it tells of none. */
export function spanToldBy(payload: Uint8Array, scope: ScopeRange): Uint8Array | undefined {
  const agent = agentOf(readScopeName(scope.scope).name)
  if (agent === undefined) return undefined
  const record = EventRecord.ofLog(payload)
  const told = record.timeNs === 0n ? undefined : agent.read(record)
  if (told === undefined || told.session === '') return undefined
  const writer = new Writer()
  writer.message(1, (block) => {
    block.bytesField(1, scope.resource)
    block.message(2, (scoped) => {
      scoped.bytesField(1, scope.scope)
      scoped.message(2, (span) => writeSpan(span, { agent: agent.name, record, payload, told }))
    })
  })
  return Buffer.from(writer.finish())
}

interface Source {
  readonly agent: string
  readonly record: EventRecord
  readonly payload: Uint8Array
  readonly told: Told
}

function writeSpan(span: Writer, { agent, record, payload, told }: Source): void {
  const { type, session, trace, which } = told
  const id = (length: number, ...parts: readonly string[]) => idOf(length, [agent, session, ...parts])
  const durationMs = Math.max(0, numberOf(record.get('duration_ms')) ?? 0)
  span.bytesField(1, id(16, ...trace))
  span.bytesField(2, type === 'interaction' ? id(8, ...which, type) : id(8, ...trace, type, ...which))
  if (told.prompt !== undefined && type !== 'interaction') span.bytesField(4, id(8, told.prompt, 'interaction'))
  span.textField(5, `${told.namespace}.${type}`)
  span.varintField(6, type === 'llm_request' ? 3 : 1)
  span.fixed64Field(7, record.timeNs - BigInt(Math.round(durationMs * 1e6)))
  if (!told.isPart) span.fixed64Field(8, record.timeNs)
  copyAttributes(payload, span)
  span.message(9, (attribute) => {
    attribute.textField(1, 'span.type')
    attribute.message(2, (value) => value.textField(1, type))
  })
  if (told.error !== undefined) span.message(15, (status) => writeError(status, told.error ?? ''))
}

function writeError(status: Writer, message: string): void {
  if (message !== '') status.textField(2, message)
  status.varintField(3, 2)
}

function idOf(length: number, parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, length)
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
