import { parseFilter } from '@vitrine/schemas/filter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queryMatches } from './matches.ts'
import { grantScope } from './project-scope.ts'
import { at, openTestStore, PROJECT, spanIdOf, spanRow, T0, type TestStore, traceIdOf } from './test-store.ts'

let test: TestStore
const scope = grantScope(PROJECT)

/** Spans of one trace: what each was asked and said. */
const SAID = [
  ['plan', 'nothing of interest'],
  ['{"role":"system"}', '[{"role":"user","content":"My \\"parcel\\" is lost.\\nPlease refund it"}]'],
  ['the parcel', 'refund, refund'],
] as const

beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows('spans', [
    ...SAID.map((_, index) => spanRow(1, index + 1, { kind: index === 2 ? 'tool' : 'llm' })),
    spanRow(2, 4, { name: 'refund desk' }),
  ])
  await test.store.insertRows(
    'span_content',
    SAID.map(([asked, said], index) => ({
      project_id: PROJECT,
      hour: Number(T0 / 1_000_000_000n),
      trace_id: traceIdOf(1),
      start_time: at(index + 1),
      span_id: spanIdOf(index + 1),
      attribute_keys: ['asked', 'said'],
      attribute_types: 'ss',
      attribute_values: [asked, said],
      version: 1,
    })),
  )
}, 60_000)
afterAll(() => test.close())

async function matchesOf(q: string, ids: readonly { traceId: string; spanId: string | undefined }[]) {
  const parsed = parseFilter(q)
  if (parsed.kind !== 'ok') throw new Error(`cannot read ${q}`)
  const window = { fromNs: undefined, toNs: undefined }
  const { matches } = await queryMatches(test.store, scope, { window, filter: parsed.filter, ids })
  return matches.map(({ span_id, place, key, before, match, after }) => ({
    span: Number.parseInt(span_id, 16),
    at: key ?? place,
    text: `${before}[${match}]${after}`,
  }))
}
const TRACE = { traceId: traceIdOf(1), spanId: undefined }
const spanOf = (n: number) => ({ traceId: traceIdOf(1), spanId: spanIdOf(n) })

describe('the places of a search', () => {
  it.each([
    ['parcel refund', [TRACE], [{ span: 2, at: 'said', text: 'My "[parcel]" is lost. Please refund it' }]],
    ['"please refund"', [TRACE], [{ span: 2, at: 'said', text: 'My "parcel" is lost. [Please refund] it' }]],
    ['refund kind:tool', [TRACE], [{ span: 3, at: 'said', text: '[refund], refund' }]],
    [
      'parcel',
      [spanOf(3), spanOf(2)],
      [
        { span: 3, at: 'asked', text: 'the [parcel]' },
        { span: 2, at: 'said', text: 'My "[parcel]" is lost. Please refund it' },
      ],
    ],
    ['refund', [{ traceId: traceIdOf(2), spanId: undefined }], [{ span: 4, at: 'name', text: '[refund] desk' }]],
    ['-refund', [TRACE], []],
    ['kind:tool', [TRACE], []],
    ['nobody', [TRACE], []],
  ])('of %s', async (q, ids, places) => {
    expect(await matchesOf(q, ids)).toEqual(places)
  })
})
