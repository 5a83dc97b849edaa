/** An OTLP/JSON trace body → the same request in protobuf; bad spans stay bad in a way that `admit` sees. */
import { Writer } from '../mapping/wire.ts'
import {
  field,
  idBytes,
  isObject,
  type Json,
  type JsonObject,
  listField,
  resourcesIn,
  textOr,
  unsigned64,
} from './json-text.ts'
import { writeAttributes } from './json-values.ts'
import { DAMAGED_FIELD } from './span-reader.ts'

export interface TranscodedTraces {
  readonly bytes: Uint8Array
  /** A JSON request of span `index` alone, as it came. */
  readonly bodyOfSpan: (index: number) => Uint8Array
}

interface Place {
  readonly resourceSpans: JsonObject
  readonly scopeSpans: JsonObject
  readonly span: Json
}

const SPAN_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const STATUS_CODES = ['UNSET', 'OK', 'ERROR']

/** Throws Unparsable where the outer shape is not that of a trace request. */
export function transcodeTraces(body: Uint8Array): TranscodedTraces {
  const places = placesOf(body)
  const writer = new Writer()
  let at = 0
  while (at < places.length) at = writeResourceSpans(writer, places, at)
  return { bytes: writer.finish(), bodyOfSpan: (index) => bodyOf(places[index] as Place) }
}

/** Every span of the body in order, with its resource and scope blocks. */
export function placesOf(body: Uint8Array): readonly Place[] {
  const places: Place[] = []
  for (const resourceSpans of resourcesIn(body, 'traces')) {
    if (!isObject(resourceSpans)) continue
    for (const scopeSpans of listField(resourceSpans, 'scopeSpans')) {
      if (!isObject(scopeSpans)) continue
      for (const span of listField(scopeSpans, 'spans')) places.push({ resourceSpans, scopeSpans, span })
    }
  }
  return places
}

function writeResourceSpans(writer: Writer, places: readonly Place[], from: number): number {
  const { resourceSpans } = places[from] as Place
  let at = from
  writer.message(1, (block) => {
    const resource = resourceSpans.resource
    if (isObject(resource)) block.message(1, (inner) => writeAttributes(inner, 1, resource.attributes))
    while (at < places.length && places[at]?.resourceSpans === resourceSpans) at = writeScopeSpans(block, places, at)
    block.textField(3, textOr(field(resourceSpans, 'schemaUrl'), ''))
  })
  return at
}

function writeScopeSpans(writer: Writer, places: readonly Place[], from: number): number {
  const { scopeSpans } = places[from] as Place
  let at = from
  writer.message(2, (block) => {
    const scope = scopeSpans.scope
    if (isObject(scope)) block.message(1, (inner) => writeScope(inner, scope))
    for (; at < places.length && places[at]?.scopeSpans === scopeSpans; at++) {
      const span = places[at]?.span
      // A span that is no object becomes one byte that cannot be walked: bad_framing, alone.
      if (isObject(span)) block.message(2, (inner) => writeSpan(inner, span))
      else block.bytesField(2, Buffer.from([0xff]))
    }
    block.textField(3, textOr(field(scopeSpans, 'schemaUrl'), ''))
  })
  return at
}

export function writeScope(writer: Writer, scope: JsonObject): void {
  writer.textField(1, textOr(scope.name, ''))
  writer.textField(2, textOr(scope.version, ''))
  writeAttributes(writer, 3, scope.attributes)
}

function writeSpan(writer: Writer, span: JsonObject): void {
  writer.bytesField(1, idBytes(field(span, 'traceId'), 16) ?? Buffer.alloc(0))
  writer.bytesField(2, idBytes(field(span, 'spanId'), 8) ?? Buffer.alloc(0))
  const traceState = field(span, 'traceState')
  if (typeof traceState === 'string' && traceState !== '') writer.textField(3, traceState)
  const parent = idBytes(field(span, 'parentSpanId'), 8)
  if (parent !== undefined) writer.bytesField(4, parent)
  writer.textField(5, textOr(span.name, ''))
  writer.varintField(6, enumOf(span.kind, SPAN_KINDS, 'SPAN_KIND_'))
  writeTime(writer, 7, field(span, 'startTimeUnixNano'))
  writeTime(writer, 8, field(span, 'endTimeUnixNano'))
  const isWhole = writeAttributes(writer, 9, span.attributes)
  const dropped = Number(field(span, 'droppedAttributesCount') ?? 0)
  if (dropped > 0) writer.varintField(10, Math.trunc(dropped))
  const areEventsWhole = writeItems(writer, 11, span.events, writeEvent)
  const areLinksWhole = writeItems(writer, 13, span.links, writeLink)
  if (isObject(span.status)) writeStatus(writer, span.status)
  const flags = Number(span.flags ?? 0)
  if (flags > 0) writer.fixed32Field(16, flags)
  if (!isWhole || !areEventsWhole || !areLinksWhole) writer.varintField(DAMAGED_FIELD, 1)
}

/** What is no time is written with the wrong wire type, which the walk reports as such. */
function writeTime(writer: Writer, number: number, value: Json | undefined): void {
  const ns = unsigned64(value)
  if (ns === undefined) writer.textField(number, String(value))
  else writer.fixed64Field(number, ns)
}

function writeItems(
  writer: Writer,
  number: number,
  items: Json | undefined,
  write: (inner: Writer, item: JsonObject) => void,
): boolean {
  if (items === undefined || items === null) return true
  if (!Array.isArray(items)) return false
  let isWhole = true
  for (const item of items as readonly Json[]) {
    if (isObject(item)) writer.message(number, (inner) => write(inner, item))
    else isWhole = false
  }
  return isWhole
}

function writeEvent(writer: Writer, event: JsonObject): void {
  writer.fixed64Field(1, unsigned64(field(event, 'timeUnixNano')) ?? 0n)
  writer.textField(2, textOr(event.name, ''))
  writeAttributes(writer, 3, event.attributes)
}

function writeLink(writer: Writer, link: JsonObject): void {
  writer.bytesField(1, idBytes(field(link, 'traceId'), 16) ?? Buffer.alloc(0))
  writer.bytesField(2, idBytes(field(link, 'spanId'), 8) ?? Buffer.alloc(0))
  const traceState = field(link, 'traceState')
  if (typeof traceState === 'string' && traceState !== '') writer.textField(3, traceState)
  writeAttributes(writer, 4, link.attributes)
}

function writeStatus(writer: Writer, status: JsonObject): void {
  writer.message(15, (inner) => {
    if (typeof status.message === 'string' && status.message !== '') inner.textField(2, status.message)
    const code = enumOf(status.code, STATUS_CODES, 'STATUS_CODE_')
    if (code !== 0) inner.varintField(3, code)
  })
}

/** Enums as numbers, numbers in text, or names with or without their prefix. */
function enumOf(value: Json | undefined, names: readonly string[], prefix: string): number {
  if (typeof value === 'number') return value >= 0 && value < 256 ? Math.trunc(value) : 0
  if (typeof value !== 'string') return 0
  if (/^\d{1,2}$/.test(value)) return Number(value)
  return Math.max(0, names.indexOf(value.toUpperCase().replace(prefix, '')))
}

function bodyOf(place: Place): Uint8Array {
  const { resourceSpans, scopeSpans, span } = place
  const scopeBlock = { ...withoutLists(scopeSpans), spans: [span] }
  return Buffer.from(JSON.stringify({ resourceSpans: [{ ...withoutLists(resourceSpans), scopeSpans: [scopeBlock] }] }))
}

function withoutLists(block: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(block).filter(([key]) => !['scopeSpans', 'scope_spans', 'spans'].includes(key)),
  )
}
