import { describe, expect, test } from 'vitest'
import { checkTraces } from './check.ts'
import { decodeTraces } from './spans.ts'

const TRACE_ID = '5b8efff798038103d269b633813fc60c'
const SPAN_ID = 'eee19b7ec3c1b174'

function body(span: object | string, head: object = {}): Buffer {
  return Buffer.from(
    JSON.stringify({ resourceSpans: [{ ...head, scopeSpans: [{ scope: { name: 's' }, spans: [span] }] }] }),
  )
}

function read(span: object): ReturnType<typeof decodeTraces>['spans'][number]['view'] {
  const { spans } = decodeTraces(body({ traceId: TRACE_ID, spanId: SPAN_ID, startTimeUnixNano: '1', ...span }), 'json')
  const view = spans[0]?.view
  if (view === undefined) throw new Error('the span was rejected')
  return view
}

describe('OTLP/JSON', () => {
  test.each([
    ['a string', { startTimeUnixNano: '1772000000123456789' }],
    ['a number beyond 2^53', { startTimeUnixNano: 1772000000123456789n }],
    ['snake case', { start_time_unix_nano: '1772000000123456789', startTimeUnixNano: undefined }],
  ])('times as %s stay exact', (_name, times) => {
    const text = JSON.stringify({ traceId: TRACE_ID, spanId: SPAN_ID, ...times }, (_key, value) =>
      typeof value === 'bigint' ? `BARE${value}` : value,
    ).replace(/"BARE(\d+)"/, '$1')
    const request = Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[${text}]}]}]}`)
    expect(decodeTraces(request, 'json').spans[0]?.view.startNs).toBe(1772000000123456789n)
  })

  test.each([
    ['intValue text', { intValue: '9223372036854775807' }, 9223372036854775807n],
    ['intValue number', { intValue: 42 }, 42],
    ['doubleValue null, which is NaN', { doubleValue: null }, Number.NaN],
    ['doubleValue text', { doubleValue: 'Infinity' }, Number.POSITIVE_INFINITY],
    ['an empty value', {}, null],
    ['an array', { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }] } }, ['a', 2]],
    ['snake case', { string_value: 'x' }, 'x'],
    ['a list of keys', { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } }, { k: true }],
  ])('reads %s', (_name, value, expected) => {
    expect(read({ attributes: [{ key: 'a', value }] }).get('a')).toEqual(expected)
  })

  test('digits inside a text are left alone', () => {
    const content = 'numbers: ,12345678901234567890 and [98765432109876543210'
    expect(read({ attributes: [{ key: 'a', value: { stringValue: content } }] }).get('a')).toBe(content)
  })

  test('enums come as numbers or names', () => {
    expect(read({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } })).toMatchObject({
      otelKind: 3,
      statusCode: 2,
    })
    expect(read({ kind: 3, status: { code: 2 } })).toMatchObject({ otelKind: 3, statusCode: 2 })
  })

  test.each(['', '0000000000000000', undefined, null])('a parent %j is none', (parentSpanId) => {
    expect(read({ parentSpanId }).parentSpanId).toBe('')
  })

  test.each([
    ['bad_trace_id', { traceId: 'xyz', spanId: SPAN_ID }],
    ['bad_trace_id', { traceId: '0'.repeat(32), spanId: SPAN_ID }],
    ['bad_span_id', { traceId: TRACE_ID, spanId: 12 }],
    ['bad_time', { traceId: TRACE_ID, spanId: SPAN_ID, startTimeUnixNano: 'yesterday' }],
    ['bad_framing', 'no span'],
  ])('%s: rejected alone, with a body to send again', (reason, span) => {
    const request = body(span)
    const { rejected } = decodeTraces(request, 'json')
    expect(rejected.map((each) => each.reason)).toEqual([reason])
    expect(checkTraces(request, 'json')).toMatchObject({ kind: 'ok', spans: 1, rejected: [{ reason, index: 0 }] })
    expect(checkTraces(rejected[0]?.bytes ?? Buffer.alloc(0), 'json')).toMatchObject({
      kind: 'ok',
      rejected: [{ reason }],
    })
  })

  test.each(['', '[]', '{"resourceSpans":3}', '{"resourceSpans":[{"scopeSpans":{}}]}', '{"resourceSpans":['])(
    '%s is unparsable',
    (text) => {
      expect(checkTraces(Buffer.from(text), 'json').kind).toBe('unparsable')
    },
  )

  test('attributes of no known shape are kept raw, and the span is marked', () => {
    const { spans } = decodeTraces(body({ traceId: TRACE_ID, spanId: SPAN_ID, attributes: { a: 1 } }), 'json')
    expect(spans[0]?.isDamaged).toBe(true)
    expect(spans[0]?.view.get('attributes')).toBe('{"a":1}')
  })
})

describe('a body that is nested beyond any stack', () => {
  test.each([
    [
      'in a value',
      (nest: string) => `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"d","value":${nest}}]}]}]}]}`,
    ],
    ['in a field that nobody knows', (nest: string) => `{"resourceSpans":[{"unknown":${nest}}]}`],
  ])('is unparsable, %s', (_where, body) => {
    const nest = `${'{"arrayValue":{"values":['.repeat(20_000)}1${']}}'.repeat(20_000)}`
    expect(checkTraces(Buffer.from(body(nest)), 'json')).toMatchObject({
      kind: 'unparsable',
      why: 'the body is nested too deeply',
    })
  })
})

test('keeps long integers beside a text of many megabytes', () => {
  const text = 'ab\\n'.repeat(5_000_000)
  const body = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":1795186532894319001,"name":"${text}"}]}]}]}`
  expect(checkTraces(Buffer.from(body), 'json')).toMatchObject({ kind: 'ok', spans: 1 })
})
