import fc from 'fast-check'
import protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import { checkTraces } from '../../collector/src/decode/check.ts'
import { decodeTraces } from '../../collector/src/decode/spans.ts'

// The part of OTLP's trace messages that a span can carry, for an encoder that is not ours.
const root = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
  message Scope { string name = 1; string version = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
    int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
    uint32 dropped_attributes_count = 10; repeated Event events = 11; Status status = 15; fixed32 flags = 16;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
      ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
`).root
const Request = root.lookupType('Request')

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => value.replaceAll('\\', '/'))
const integer = fc.oneof(
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  fc.maxSafeInteger().map(BigInt),
  fc.nat().map(BigInt),
)
const scalar = fc.oneof(
  text.map((value) => ({ wire: { stringValue: value }, read: value as unknown })),
  fc.boolean().map((value) => ({ wire: { boolValue: value }, read: value as unknown })),
  integer.map((value) => ({ wire: { intValue: longOf(value) }, read: safe(value) as unknown })),
  fc.double({ noNaN: true }).map((value) => ({ wire: { doubleValue: value }, read: value as unknown })),
)
const small = fc
  .integer({ min: -1000, max: 1000 })
  .map((value) => ({ wire: { intValue: value }, read: value as unknown }))
const anyValue = fc.oneof(
  scalar,
  fc
    .array(
      fc.oneof(
        small,
        text.map((value) => ({ wire: { stringValue: value }, read: value as unknown })),
      ),
      { maxLength: 4 },
    )
    .map((items) => ({
      wire: { arrayValue: { values: items.map((item) => item.wire) } },
      read: items.map((item) => item.read) as unknown,
    })),
)
const attributes = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 60 }), anyValue), {
  selector: ([key]) => key,
  maxLength: 12,
})
const nanos = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })
const id = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length }).filter((bytes) => bytes.some((byte) => byte !== 0))
const span = fc.record({
  traceId: id(16),
  spanId: id(8),
  parent: fc.option(id(8)),
  name: text,
  start: nanos,
  end: nanos,
  attributes,
  event: text,
})

function longOf(value: bigint): protobuf.Long {
  const { fromString } = protobuf.util.Long as unknown as { fromString(text: string): protobuf.Long }
  return fromString(String(BigInt.asIntN(64, value)))
}

function safe(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function encode(spans: readonly (typeof span extends fc.Arbitrary<infer Value> ? Value : never)[]): Uint8Array {
  const list = spans.map((each) => ({
    traceId: each.traceId,
    spanId: each.spanId,
    ...(each.parent === null ? {} : { parentSpanId: each.parent }),
    name: each.name,
    kind: 3,
    startTimeUnixNano: longOf(each.start),
    endTimeUnixNano: longOf(each.end),
    attributes: each.attributes.map(([key, value]) => ({ key, value: value.wire })),
    events: [{ timeUnixNano: longOf(each.start), name: each.event }],
    status: { message: each.event, code: 2 },
  }))
  return Request.encode(
    Request.fromObject({
      resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 's', version: '1' }, spans: list }] }],
    }),
  ).finish()
}

describe('the protobuf reader', () => {
  test('reads what protobufjs writes', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (spans) => {
        const body = encode(spans)
        const decoded = decodeTraces(body, 'protobuf')
        expect(checkTraces(body, 'protobuf')).toEqual({ kind: 'ok', spans: spans.length, rejected: [] })
        expect(decoded.spans).toHaveLength(spans.length)
        decoded.spans.forEach(({ view }, index) => {
          const sent = spans[index] as (typeof spans)[number]
          expect(view.traceId).toBe(Buffer.from(sent.traceId).toString('hex'))
          expect(view.spanId).toBe(Buffer.from(sent.spanId).toString('hex'))
          expect(view.parentSpanId).toBe(sent.parent === null ? '' : Buffer.from(sent.parent).toString('hex'))
          expect([view.name, view.startNs, view.endNs, view.statusCode, view.scopeVersion]).toEqual([
            sent.name,
            sent.start,
            sent.end,
            2,
            '1',
          ])
          expect(view.keys()).toEqual(sent.attributes.map(([key]) => key))
          for (const [key, value] of sent.attributes)
            expect(view.get(key)).toEqual(Object.is(value.read, -0) ? 0 : value.read)
          expect(view.events().map((event) => event.name)).toEqual([sent.event])
        })
      }),
      { numRuns: 300 },
    )
  })

  test('gives an answer for any bytes, and the door gives the same', () => {
    const cut = fc.tuple(
      fc.array(span, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
    )
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), cut.map(damaged)), (body) => {
        const checked = checkTraces(body, 'protobuf')
        if (checked.kind === 'unparsable') {
          expect(() => decodeTraces(body, 'protobuf')).toThrow(/protobuf/)
          return
        }
        const { spans, rejected } = decodeTraces(body, 'protobuf')
        expect(spans.length + rejected.length).toBe(checked.spans)
        expect(rejected.map(({ index, reason, detail }) => ({ index, reason, detail }))).toEqual(checked.rejected)
      }),
      { numRuns: 500 },
    )
  })

  test('a rejected span can be sent again as a body of its own', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 3 }), (spans) => {
        const bad = spans.map((each) => ({ ...each, spanId: new Uint8Array(8) }))
        const { rejected } = decodeTraces(encode(bad), 'protobuf')
        expect(rejected.map(({ reason }) => reason)).toEqual(bad.map(() => 'bad_span_id'))
        for (const each of rejected) {
          expect(checkTraces(each.bytes, 'protobuf')).toMatchObject({
            kind: 'ok',
            spans: 1,
            rejected: [{ reason: 'bad_span_id' }],
          })
        }
      }),
      { numRuns: 50 },
    )
  })
})

function damaged([spans, length, changes]: [Parameters<typeof encode>[0], number, [number, number][]]): Uint8Array {
  const body = Uint8Array.from(encode(spans))
  for (const [at, byte] of changes) body[at % body.length] = byte
  return changes.length > 3 ? body.slice(0, length % (body.length + 1)) : body
}
