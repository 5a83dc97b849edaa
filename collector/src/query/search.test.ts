import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Writer } from '../mapping/wire.ts'
import { grantScope } from './project-scope.ts'
import { listSpans } from './spans.ts'
import { at, openTestStore, PROJECT, spanIdOf, spanRow, T0, type TestStore, traceIdOf } from './test-store.ts'

let test: TestStore
const scope = grantScope(PROJECT)

const LONG =
  'A long text, of more than one hundred and twenty seven bytes, whose length takes two bytes to write. '.repeat(2)
/** A text as it stands in protobuf, with a tag and a length before it. */
const textField = (text: string) => {
  const writer = new Writer()
  writer.textField(1, text)
  return Buffer.from(writer.finish()).toString('hex')
}

beforeAll(async () => {
  test = await openTestStore()
  const said = [
    '{"content":"Hello\\nWorld\\tEnds"}',
    'آیا سلام، دنیا؟ بله',
    'Привет МИР',
    '',
    '',
    'ÉTÉ à Paris',
    '一句话。你好，世界',
  ]
  await test.store.insertRows(
    'spans',
    said.map((_, index) => spanRow(index + 1, index + 1, { name: `step ${index + 1}` })),
  )
  await test.store.insertRows(
    'span_content',
    said.map((text, index) => ({
      project_id: PROJECT,
      hour: Number(T0 / 1_000_000_000n),
      trace_id: traceIdOf(index + 1),
      start_time: at(index + 1),
      span_id: spanIdOf(index + 1),
      attribute_keys: ['text', 'more'],
      attribute_types: 'ss',
      attribute_values: [text, `number${index + 1}`],
      version: 1,
    })),
  )
  // What arrives in an event, and what in a log record.
  await test.store.command(`insert into span_content (project_id, hour, trace_id, start_time, span_id, events, version)
    values ('${PROJECT}', ${T0 / 1_000_000_000n}, '${traceIdOf(4)}', '${at(4)}', '${spanIdOf(4)}', unhex('${textField(`Eventful ${LONG}`)}'), 2)`)
  await test.store.command(`insert into span_fragments (project_id, trace_id, span_id, fragment_id, kind, payload, version)
    values ('${PROJECT}', '${traceIdOf(5)}', '${spanIdOf(5)}', 'f', 'log', unhex('${textField('Recorded "a\\nb" in a line of fifty bytes or more, yes')}'), 1)`)
}, 60_000)
afterAll(() => test.close())

async function found(text: string): Promise<number[]> {
  const { spans } = await listSpans(test.store, scope, {
    window: { fromNs: undefined, toNs: undefined },
    filter: { kind: 'text', text },
    sort: 'start',
    limit: 100,
    cursor: undefined,
  })
  return spans.map((span) => Number.parseInt(span.span_id, 16))
}

describe.each(['before parts are merged', 'after'])('search %s', (when) => {
  beforeAll(async () => {
    if (when !== 'after') return
    for (const table of ['span_content', 'span_fragments']) await test.store.command(`optimize table ${table} final`)
  })

  it.each([
    ['world', [1]],
    ['HELLO ends', [1]],
    ['nWorld', []],
    ['hello nobody', []],
    ['سلام', [2]],
    ['دنیا', [2]],
    ['سلام، دنیا؟', [2]],
    ['мир', [3]],
    ['ПРИВЕТ', [3]],
    ['eventful', [4]],
    ['hundred', [4]],
    ['recorded', [5]],
    ['b', [5]],
    ['été', [6]],
    ['世界', [7]],
    ['界世', []],
    ['你好，世界', [7]],
    ['number7 话', [7]],
    ['number3', [3]],
    ['step 2', [2]],
    ['?!', []],
  ])('finds %s', async (text, spans) => {
    expect(await found(text)).toEqual(spans)
  })
})
