/**
 * Spans as an OTLP ExportTraceServiceRequest in protobuf, written straight into one buffer. Field numbers are those of
 * opentelemetry/proto/trace/v1; a test compares the bytes with those of OpenTelemetry's own exporter.
 */
import type { Attributes, AttributeValue, HrTime } from '@opentelemetry/api'
import type { ReadSpan, ResourceLike, Scope, SpanEvent } from './span.ts'

type SpanLink = ReadSpan['links'][number]

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5
/** Span flags: whether the parent is remote is known, and is so. */
const HAS_IS_REMOTE = 0x100
const IS_REMOTE = 0x200

export function encodeSpans(spans: readonly ReadSpan[]): Buffer {
  const writer = new Writer()
  for (const [resource, scopes] of grouped(spans)) {
    writer.message(1, () => {
      writer.message(1, () => {
        writer.attributes(1, resource.attributes)
        writer.varint(2, 0)
      })
      for (const [scope, members] of scopes) {
        writer.message(2, () => {
          writer.message(1, () => {
            writer.string(1, scope.name)
            if (scope.version) writer.string(2, scope.version)
          })
          for (const span of members) writer.message(2, () => writeSpan(writer, span))
          if (scope.schemaUrl) writer.string(3, scope.schemaUrl)
        })
      }
    })
  }
  return writer.finish()
}

const NO_SCOPE: Scope = { name: '' }

function grouped(spans: readonly ReadSpan[]): Map<ResourceLike, Map<Scope, ReadSpan[]>> {
  const byResource = new Map<ResourceLike, Map<Scope, ReadSpan[]>>()
  for (const span of spans) {
    const scopes = byResource.get(span.resource) ?? new Map<Scope, ReadSpan[]>()
    byResource.set(span.resource, scopes)
    const scope = span.instrumentationScope ?? span.instrumentationLibrary ?? NO_SCOPE
    const members = scopes.get(scope) ?? []
    scopes.set(scope, members)
    members.push(span)
  }
  return byResource
}

function writeSpan(writer: Writer, span: ReadSpan): void {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext()
  writer.hex(1, traceId)
  writer.hex(2, spanId)
  const state = traceState?.serialize()
  if (state) writer.string(3, state)
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId
  if (parentSpanId) writer.hex(4, parentSpanId)
  writer.string(5, span.name)
  writer.varint(6, span.kind + 1)
  writer.time(7, span.startTime)
  writer.time(8, span.endTime)
  writer.attributes(9, span.attributes)
  writer.varint(10, span.droppedAttributesCount ?? 0)
  for (const event of span.events) writer.message(11, () => writeEvent(writer, event))
  writer.varint(12, span.droppedEventsCount ?? 0)
  for (const link of span.links) writer.message(13, () => writeLink(writer, link))
  writer.varint(14, span.droppedLinksCount ?? 0)
  writer.message(15, () => {
    if (span.status.message) writer.string(2, span.status.message)
    writer.varint(3, span.status.code)
  })
  writer.fixed32(16, flagsOf(traceFlags, span.parentSpanContext?.isRemote))
}

function writeEvent(writer: Writer, event: SpanEvent): void {
  writer.time(1, event.time)
  writer.string(2, event.name)
  writer.attributes(3, event.attributes ?? {})
  writer.varint(4, event.droppedAttributesCount ?? 0)
}

function writeLink(writer: Writer, link: SpanLink): void {
  writer.hex(1, link.context.traceId)
  writer.hex(2, link.context.spanId)
  const state = link.context.traceState?.serialize()
  if (state) writer.string(3, state)
  writer.attributes(4, link.attributes ?? {})
  writer.varint(5, link.droppedAttributesCount ?? 0)
  writer.fixed32(6, flagsOf(link.context.traceFlags, link.context.isRemote))
}

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0)
}

class Writer {
  #bytes: Buffer
  #at = 0

  constructor(size = 16_384) {
    this.#bytes = Buffer.allocUnsafe(size)
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  /** The length goes before the content; room for a short one is left, and longer ones move the content. */
  message(field: number, write: () => void): void {
    this.#tag(field, BYTES)
    this.#room(1)
    const start = this.#at + 1
    this.#at = start
    write()
    const length = this.#at - start
    const extra = varintSize(length) - 1
    if (extra > 0) {
      this.#room(extra)
      this.#bytes.copyWithin(start + extra, start, this.#at)
    }
    this.#at = start - 1
    this.#rawVarint(length)
    this.#at += length
  }

  /** Most of a span. The lengths are known beforehand, so that no content is moved. */
  attributes(field: number, attributes: Attributes): void {
    for (const key in attributes) {
      const value = attributes[key]
      if (value === undefined) continue
      const name = nameField(key)
      if (typeof value === 'string') this.#textAttribute(field, name, value)
      else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
        this.#countAttribute(field, name, value)
      else
        this.message(field, () => {
          this.#copy(name)
          this.message(2, () => this.#anyValue(value))
        })
    }
  }

  #textAttribute(field: number, name: Uint8Array, text: string): void {
    const size = byteLength(text)
    this.#attributeHead(field, name, 1 + varintSize(size) + size)
    this.#sizedString(1, text, size)
  }

  #countAttribute(field: number, name: Uint8Array, count: number): void {
    this.#attributeHead(field, name, 1 + varintSize(count))
    this.varint(3, count)
  }

  #attributeHead(field: number, name: Uint8Array, valueSize: number): void {
    this.#tag(field, BYTES)
    this.#rawVarint(name.length + 1 + varintSize(valueSize) + valueSize)
    this.#copy(name)
    this.#tag(2, BYTES)
    this.#rawVarint(valueSize)
  }

  #copy(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  string(field: number, text: string): void {
    this.#sizedString(field, text, byteLength(text))
  }

  #sizedString(field: number, text: string, size: number): void {
    this.#tag(field, BYTES)
    this.#rawVarint(size)
    this.#room(size)
    if (size !== text.length) this.#bytes.write(text, this.#at)
    else if (size > SHORT) this.#bytes.write(text, this.#at, 'latin1')
    else for (let index = 0; index < size; index += 1) this.#bytes[this.#at + index] = text.charCodeAt(index)
    this.#at += size
  }

  hex(field: number, hex: string): void {
    this.#tag(field, BYTES)
    const size = hex.length / 2
    this.#rawVarint(size)
    this.#room(size)
    this.#bytes.write(hex, this.#at, 'hex')
    this.#at += size
  }

  varint(field: number, value: number): void {
    this.#tag(field, VARINT)
    this.#rawVarint(value)
  }

  time(field: number, [seconds, nanoseconds]: HrTime): void {
    this.#tag(field, FIXED64)
    this.#room(8)
    // A billion is 5^9 times 2^9: seconds times 5^9 is exact in a double, and the rest is moving bits.
    const high = seconds * 1_953_125
    const low = (high % 0x80_00_00) * 512 + Math.trunc(nanoseconds)
    this.#at = this.#bytes.writeUInt32LE(low >>> 0, this.#at)
    this.#at = this.#bytes.writeUInt32LE((Math.floor(high / 0x80_00_00) + Math.floor(low / 2 ** 32)) >>> 0, this.#at)
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, FIXED32)
    this.#room(4)
    this.#bytes.writeUInt32LE(value, this.#at)
    this.#at += 4
  }

  #anyValue(value: AttributeValue | null | undefined): void {
    if (typeof value === 'string') this.string(1, value)
    else if (typeof value === 'boolean') this.varint(2, value ? 1 : 0)
    else if (typeof value === 'number') this.#number(value)
    else if (Array.isArray(value)) {
      this.message(5, () => {
        for (const item of value) this.message(1, () => this.#anyValue(item))
      })
    }
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.#tag(4, FIXED64)
      this.#room(8)
      this.#bytes.writeDoubleLE(value, this.#at)
      this.#at += 8
      return
    }
    this.#tag(3, VARINT)
    this.#rawVarint(value)
  }

  #tag(field: number, wireType: number): void {
    this.#rawVarint(field * 8 + wireType)
  }

  #rawVarint(value: number): void {
    this.#room(10)
    if (value < 0) {
      this.#negativeVarint(value)
      return
    }
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#at++] = rest
  }

  /** Two's complement in 64 bits: always ten bytes. */
  #negativeVarint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest >= 0x80n) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#bytes[this.#at++] = Number(rest)
  }

  #room(size: number): void {
    if (this.#at + size <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + size))
    this.#bytes.copy(grown, 0, 0, this.#at)
    this.#bytes = grown
  }
}

/** Names are few and the same in every span; a program that makes names up does not fill the memory. */
const nameFields = new Map<string, Uint8Array>()
const MAX_NAMES = 1000

/** An attribute's name as its field 1. */
function nameField(key: string): Uint8Array {
  const known = nameFields.get(key)
  if (known !== undefined) return known
  const writer = new Writer(3 * key.length + 20)
  writer.string(1, key)
  const field = Uint8Array.from(writer.finish())
  if (nameFields.size < MAX_NAMES) nameFields.set(key, field)
  return field
}

/** Up to here a loop is quicker than a call out of JavaScript. */
const SHORT = 48

function byteLength(text: string): number {
  if (text.length > SHORT) return Buffer.byteLength(text)
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return Buffer.byteLength(text)
  return text.length
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1
  return size
}
