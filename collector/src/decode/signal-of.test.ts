import { expect, test } from 'vitest'
import { Writer } from '../mapping/wire.ts'
import { CHECKS } from './check.ts'
import type { Signal } from './signal-of.ts'

type Write = (item: Writer) => void

/** A request of these items, whatever they are. */
function bodyOf(...items: readonly Write[]): Uint8Array {
  const writer = new Writer()
  writer.message(1, (resource) => {
    resource.message(2, (scope) => {
      for (const write of items) scope.message(2, write)
    })
  })
  return writer.finish()
}

const TRACE_ID = Buffer.alloc(16, 1)
const SPAN_ID = Buffer.alloc(8, 2)

const span: Write = (item) => {
  item.bytesField(1, TRACE_ID)
  item.bytesField(2, SPAN_ID)
  item.textField(5, 'chat')
  item.fixed64Field(7, 1n)
  item.fixed64Field(8, 2n)
}
const record: Write = (item) => {
  item.fixed64Field(1, 1n)
  item.textField(3, 'INFO')
  item.message(5, (body) => body.textField(1, 'said'))
  item.bytesField(9, TRACE_ID)
  item.bytesField(10, SPAN_ID)
}
/** As several SDKs write it: only the time of observation, and no text. */
const bareRecord: Write = (item) => {
  item.message(5, (body) => body.textField(1, 'said'))
  item.fixed64Field(11, 1n)
}
const metricOf =
  (field: number, name = 'gen_ai.client.token.usage', description = ''): Write =>
  (item) => {
    item.textField(1, name)
    if (description !== '') item.textField(2, description)
    item.message(field, (data) => data.message(1, (point) => point.fixed64Field(3, 1n)))
  }
/** Its ids have the wrong lengths, and it has no times: nothing tells whose it is but that it was sent here. */
const poorSpan: Write = (item) => {
  item.bytesField(1, TRACE_ID)
  item.bytesField(2, SPAN_ID)
  item.textField(5, 'no times')
}
const broken: Write = (item) => item.bytesField(250, Buffer.from([1]))

test.each<[Signal, string, Write]>([
  ['logs', 'spans', span],
  ['logs', 'a gauge', metricOf(5)],
  ['logs', 'a histogram', metricOf(9)],
  ['metrics', 'spans', span],
  ['metrics', 'records', record],
  ['metrics', 'records without a time', bareRecord],
  ['traces', 'records', record],
  ['traces', 'records without a time', bareRecord],
  ['traces', 'a sum', metricOf(7)],
  ['traces', 'a metric that is named like an id', metricOf(5, 'sixteen.letters!', 'what it is for')],
])('%s that hold %s are refused, with the right path', (path, _, item) => {
  const checked = CHECKS[path](bodyOf(item, item), 'protobuf')
  expect(checked).toMatchObject({
    kind: 'unparsable',
    why: expect.stringMatching(/^it holds \w+: send it to \/v1\/\w+$/),
  })
  const [, found] = /\/v1\/(\w+)$/.exec(checked.kind === 'unparsable' ? checked.why : '') ?? []
  expect(CHECKS[found as Signal](bodyOf(item, item), 'protobuf')).toMatchObject({ kind: 'ok', spans: 2, rejected: [] })
})

test.each<[Signal, string, Write]>([
  ['traces', 'a span without times', poorSpan],
  ['traces', 'what cannot be walked', broken],
  ['logs', 'nothing at all', () => undefined],
])('%s that hold %s are judged one by one', (path, _, item) => {
  expect(CHECKS[path](bodyOf(item), 'protobuf')).toMatchObject({ kind: 'ok', spans: 1 })
})

test('one span among others keeps a body where it is', () => {
  expect(CHECKS.traces(bodyOf(record, span), 'protobuf')).toMatchObject({
    kind: 'ok',
    spans: 2,
    rejected: [{ index: 0 }],
  })
})
