import { afterAll, beforeAll, expect, it } from 'vitest'
import { spanIdOf, spanRow, traceIdOf, traceRow } from '../../query/test-store.ts'
import { openTestApi, type TestApi } from '../test-api.ts'

/** From filters to items on real rows: three traces of a root and two model calls each, and one of another project. */
let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
  const spans = [1, 2, 3].flatMap((trace) => [
    spanRow(trace, trace * 10, { kind: 'agent', name: 'agent' }),
    spanRow(trace, trace * 10 + 1, {
      kind: 'llm',
      name: 'chat',
      model: `m${trace}`,
      parent_span_id: spanIdOf(trace * 10),
    }),
    spanRow(trace, trace * 10 + 2, { kind: 'llm', name: 'chat', model: 'm', parent_span_id: spanIdOf(trace * 10) }),
  ])
  const foreign = { project_id: 'other~1' }
  await api.store.insertRows('spans', [...spans, spanRow(9, 91, { kind: 'llm', ...foreign })])
  const traces = [1, 2, 3].map((trace) => traceRow(trace, { root_span_id: spanIdOf(trace * 10) }))
  await api.store.insertRows('traces', [...traces, traceRow(9, foreign)])
}, 60_000)
afterAll(() => api.close())

async function sourcesOf(source: unknown): Promise<string[]> {
  const { json } = await api.ask('/api/v1/datasets/preview', { body: { source } })
  return json.items.map((item: { source_span_id: string }) => item.source_span_id)
}

const filter = (scope: string, terms: Record<string, string>, limit?: number) => ({
  kind: 'filter',
  scope,
  filter: terms,
  ...(limit === undefined ? {} : { limit }),
})

it.each([
  ['a span', { kind: 'span', trace_id: traceIdOf(1), span_id: spanIdOf(11) }, [11]],
  ['a trace, by its root', { kind: 'trace', trace_id: traceIdOf(2) }, [20]],
  ['all spans that match', filter('spans', { model: 'm' }), [12, 22, 32]],
  ['the roots of traces with a match', filter('traces', { model: 'm2' }), [20]],
  ['as many as asked for', filter('spans', { kind: 'llm' }, 2), [11, 12]],
  ['a grammar filter', filter('spans', { q: 'kind:llm model:m3' }), [31]],
  ['nothing of another project', { kind: 'span', trace_id: traceIdOf(9), span_id: spanIdOf(91) }, []],
  ['nothing of another project by its trace', { kind: 'trace', trace_id: traceIdOf(9) }, []],
])('finds %s', async (_what, source, spans) => {
  expect(await sourcesOf(source)).toEqual(spans.map(spanIdOf))
})

it('says what is wrong with a filter before a job starts, and makes no dataset', async () => {
  for (const path of ['preview', 'from']) {
    const body = { name: 'never', source: filter('spans', { q: 'kind:(' }) }
    const { json } = await api.ask(`/api/v1/datasets/${path}`, { body })
    expect(json.error.code).toBe('invalid_filter')
  }
  expect((await api.ask('/api/v1/datasets')).json.datasets).toEqual([])
})

it('adds what was previewed, and not what was received since', async () => {
  const source = filter('spans', { model: 'm-later' })
  const later = (span: number, received: string) =>
    spanRow(4, span, { kind: 'llm', model: 'm-later', received_time: received })
  await api.store.insertRows('spans', [later(41, '2024-01-01 00:00:00.000')])
  const { json } = await api.ask('/api/v1/datasets/preview', { body: { source } })
  expect(json.total).toBe(1)
  expect(json.until).toMatch(/^\d{19}$/)
  const after = new Date(Number(BigInt(json.until) / 1_000_000n) + 1).toISOString().replace('T', ' ').slice(0, 23)
  await api.store.insertRows('spans', [later(42, after)])
  expect(await sourcesOf({ ...source, until: json.until })).toEqual([spanIdOf(41)])
})
