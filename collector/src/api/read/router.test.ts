import { type AnswerOf, ROUTES, type RouteName, type SkeletonLine, skeletonLine } from '@vitrine/schemas/api'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { grantScope } from '../../query/project-scope.ts'
import { at, OTHER_PROJECT, PROJECT, spanIdOf, spanRow, T0, traceIdOf } from '../../query/test-store.ts'
import { book, gone, openTestApi, received, SECRET, type TestApi } from './test-api.ts'

// The engine answers in milliseconds, but the machine may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(() => api.close())

/** Every answer is held to the schema that clients read it by. */
async function get<Name extends RouteName>(name: Name, path: string): Promise<AnswerOf<Name>> {
  const response = await fetch(api.base + path)
  const value: unknown = await response.json()
  expect({ path, status: response.status, value: response.status === 200 ? '' : value }).toMatchObject({ status: 200 })
  return z.parse(ROUTES[name].answer, value) as AnswerOf<Name>
}
const codeOf = async (path: string) => {
  const response = await fetch(api.base + path)
  return [response.status, ((await response.json()) as { code?: string }).code]
}

describe('the read routes', () => {
  it('list traces with the numbers of the whole trace and of the matching part', async () => {
    const { traces, next_cursor } = await get('listTraces', '/traces?q=has:error')
    expect(next_cursor).toBeNull()
    expect(traces).toHaveLength(1)
    expect(traces[0]).toMatchObject({
      trace_id: traceIdOf(1),
      client_trace_id: 'my-trace',
      name: 'root',
      start: String(T0 + 1_000_000_000n),
      end: String(T0 + 5_000_000_000n),
      duration: '4000000000',
      status: 'error',
      spans: 2,
      errors: 1,
      session: 's1',
      user: null,
      tags: ['a'],
      calls: 1,
      tokens: { input: 10, output: 5 },
      cost: { ours: '0.25', priced_calls: 1 },
      models: ['gpt-4o'],
      ttft: '100000000',
      scores: [{ name: 'good', value: 1, text: null }],
      input_preview: 'question',
      output_preview: 'answer',
      matched: {
        spans: 1,
        calls: 1,
        errors: 1,
        tokens: { input: 10, output: 5 },
        cost: { ours: '0.25', reported: null },
      },
    })
  })

  it.each(['-start', 'start', '-duration', 'duration', '-cost', 'cost', '-tokens', '-spans', 'errors'])(
    'pages through every trace once, sorted by %s',
    async (sort) => {
      const all = await get('listTraces', `/traces?sort=${sort}`)
      const paged: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: AnswerOf<'listTraces'> = await get(
          'listTraces',
          `/traces?sort=${sort}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        )
        paged.push(...page.traces.map((trace) => trace.trace_id))
        cursor = page.next_cursor
      }
      expect(paged).toEqual(all.traces.map((trace) => trace.trace_id))
      expect(new Set(paged).size).toBe(7)
    },
  )

  it('list spans, sessions and users', async () => {
    const spans = await get('listSpans', '/spans?sort=start&limit=2')
    expect(spans.spans.map((span) => [span.span_id, span.duration, span.calls])).toEqual([
      [spanIdOf(1), '4000000000', 0],
      [spanIdOf(2), '1000000000', 1],
    ])
    const more = await get('listSpans', `/spans?sort=start&limit=2&cursor=${spans.next_cursor}`)
    expect(more.spans.map((span) => span.span_id)).toEqual([spanIdOf(70), spanIdOf(200)])
    expect(more.spans[1]).toMatchObject({ running: true, end: null, duration: null })
    const { sessions } = await get('listSessions', '/sessions')
    expect(sessions).toMatchObject([{ id: 's1', traces: 1, spans: 2, calls: 1, tokens: { input: 10 } }])
    const { users } = await get('listUsers', '/users')
    expect(users).toMatchObject([{ id: 'u1', traces: 1, spans: 1 }])
  })

  it('show a trace in pages, by our id and by the client’s', async () => {
    const first = await get('getTrace', '/traces/my-trace?limit=1')
    expect(first).toMatchObject({ trace_id: traceIdOf(1), span_count: 2 })
    expect(first.spans.map((span) => span.span_id)).toEqual([spanIdOf(1)])
    const second = await get('getTrace', `/traces/${traceIdOf(1).toUpperCase()}?limit=1&cursor=${first.next_cursor}`)
    expect(second.spans).toMatchObject([
      { span_id: spanIdOf(2), status: 'error', calls: 1, tokens: { output: 5 }, cost: { ours: '0.25' } },
    ])
    expect(second.next_cursor).toBeNull()
  })

  it('stream the same as columns', async () => {
    const response = await fetch(`${api.base}/traces/${traceIdOf(1)}/skeleton`)
    expect(response.headers.get('content-type')).toContain('ndjson')
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line): SkeletonLine => z.parse(skeletonLine, JSON.parse(line)))
    expect(lines.map((line) => line.type)).toEqual(['header', 'spans', 'end'])
    expect(lines[1]).toMatchObject({
      n: 2,
      start: [0, 1e9],
      end: [4e9, 2e9],
      parent_span_id: [null, spanIdOf(1)],
      model_index: [-1, 0],
      status: [0, 2],
      tokens_input: [null, 10],
      cost_ours: [null, '0.25'],
    })
    expect(await codeOf('/traces/nothing/skeleton')).toEqual([404, 'unknown_trace'])
  })

  it('list what came since a watermark, with the numbers of the whole', async () => {
    const { traces, watermark } = await get('listTraces', '/traces')
    expect(watermark).toMatch(/^\d+:\d+$/)
    const ids = async (path: string) => (await get('listTraces', path)).traces.map((trace) => trace.trace_id)
    expect(await ids('/traces?after=')).toHaveLength(traces.length)
    expect(await ids('/traces?after=0:0')).toHaveLength(traces.length)
    expect(await ids('/traces?after=0:8')).toEqual([])
    await api.test.store.insertRows('spans', [
      spanRow(2, 70, { kind: 'llm', user_id: 'u1', start_time: at(70), end_time: at(73), queue_offset: 9, version: 2 }),
    ])
    expect(await ids('/traces?after=0:8')).toEqual([traceIdOf(2)])
    expect(await ids('/traces?after=0:8&q=kind:agent')).toEqual([])
    expect(await ids('/traces?after=1:8')).toHaveLength(traces.length)
    expect(await codeOf('/traces?after=x')).toEqual([400, 'invalid_parameter'])
    expect((await get('listSpans', '/spans?after=0:9')).spans).toHaveLength(1)
    expect((await get('listUsers', '/users?after=0:9')).users).toMatchObject([{ id: 'u1', traces: 1 }])
    expect((await get('listSessions', '/sessions?after=0:9')).sessions).toEqual([])
    await api.test.store.command('delete from spans where queue_offset = 9 settings lightweight_deletes_sync = 2')
  })

  it('answer a page that polls with a line while nothing changed', async () => {
    const first = await fetch(`${api.base}/traces`)
    const etag = first.headers.get('etag') ?? ''
    await first.text()
    const again = await fetch(`${api.base}/traces`, { headers: { 'if-none-match': `"other", W/${etag}` } })
    expect([again.status, await again.text(), again.headers.get('cache-control')]).toEqual([
      304,
      '',
      'private, no-cache',
    ])
    const other = await fetch(`${api.base}/traces?limit=1`, { headers: { 'if-none-match': etag } })
    expect([other.status, other.headers.get('etag') === etag]).toEqual([200, false])
    await other.text()
  })

  it('open a span with its content, and one whose content is gone', async () => {
    const span = await get('getSpan', `/traces/my-trace/spans/${spanIdOf(2)}`)
    expect(span).toMatchObject({
      content: 'stored',
      attributes: { n: '9007199254740993' },
      attribute_types: { n: 'i' },
    })
    expect(span.messages).toMatchObject([{ role: 'user', parts: [{ type: 'text', text: 'سلام Hello' }] }])
    expect(await get('getSpan', '/traces/my-trace/spans/my-span')).toMatchObject({
      span_id: spanIdOf(1),
      content: 'missing',
    })
    expect(await codeOf(`/traces/my-trace/spans/${spanIdOf(70)}`)).toEqual([404, 'unknown_span'])
  })

  it('find spans by words of their content and name', async () => {
    expect(await get('count', '/count?q=hello&scope=spans')).toEqual({ n: 1, exact: true })
    expect(await get('count', `/count?q=${encodeURIComponent('سلام')}&scope=spans`)).toEqual({ n: 1, exact: true })
    expect(await get('count', '/count?q=-hello&scope=spans')).toEqual({ n: 7, exact: true })
    expect(await get('count', '/count?q=root')).toEqual({ n: 1, exact: true })
  })

  it('count facets without their own term', async () => {
    const { facets } = await get('facets', '/facets?fields=kind,model&q=kind:llm&limit=1')
    expect(facets).toEqual([
      { field: 'kind', values: [{ value: 'other', count: 5 }], other: 3, distinct: 3 },
      { field: 'model', values: [{ value: 'gpt-4o', count: 2 }], other: 0, distinct: 1 },
    ])
  })

  it('balance the books from three counts', async () => {
    const ledger = await get('ledger', '/ledger?by=key')
    expect(ledger.total).toEqual({
      received: 10,
      stored: 9,
      rejected: { total: 1, by_reason: { bad_time: 1 } },
      waiting: 0,
      repeats: 1,
      spans: 8,
      deleted: 0,
      lost: 0,
      refused_requests: { 429: 3 },
      balanced: true,
    })
    expect(ledger.groups.find((group) => group.value === 'k1')?.total).toMatchObject({
      received: 10,
      stored: 9,
      balanced: true,
    })
    for (const by of ['sdk', 'protocol']) {
      const { groups } = await get('ledger', `/ledger?by=${by}`)
      expect(groups.map((group) => group.total.received)).toEqual([10])
    }
    const day = await get('ledger', '/ledger?by=day&from=2026-03-01&to=2026-03-02')
    expect(day.groups).toMatchObject([
      { value: '2026-03-01', total: { received: 10, spans: 8, repeats: 1, balanced: true } },
    ])
    received.push({ projectId: PROJECT, day: '2026-03-01', keyId: 'k1', sdk: 'py', protocol: 'otlp_traces', spans: 1 })
    expect((await get('ledger', '/ledger')).total.balanced).toBe(false)
    received.pop()
  })

  it('count offsets that never came to the books, and what waited in a log that was deleted, as lost', async () => {
    await api.test.store.insertRows(
      'ingest_books',
      [10, 13].map((offset) => book(offset, { queue: 'q#1', project_id: OTHER_PROJECT })),
    )
    expect((await get('ledger', '/ledger')).total).toMatchObject({ lost: 2, balanced: false })
    gone.records = 3
    expect((await get('ledger', '/ledger')).total).toMatchObject({ lost: 5, balanced: false })
    gone.records = 0
  })

  it('say which statements made them, with values apart, when asked', async () => {
    const from = 'from=2026-03-01&to=2026-03-02'
    const series = await get('series', `/series?metric=spans,duration_p50&q=user:u1&explain=true&${from}`)
    const table = await get('table', `/table?metric=spans&by=kind&explain=true&${from}`)
    const heatmap = await get('heatmap', `/heatmap?metric=duration&explain=true&${from}`)
    for (const { statements = [] } of [series, table, heatmap]) {
      expect(statements.length).toBeGreaterThan(0)
      for (const { sql, params } of statements) {
        expect(sql).toContain('project_id = {project:String}')
        expect(params.project).toBe(PROJECT)
      }
    }
    expect(JSON.stringify(series.statements?.map(({ sql }) => sql))).not.toContain('u1')
    // Run by hand, they give what is drawn.
    const byHand = await Promise.all(
      (series.statements ?? []).map(({ sql, params }) =>
        api.test.store.query<Record<string, unknown>>(sql, params as never),
      ),
    )
    const given = new Set(byHand.flat().flatMap((row) => Object.values(row).map(Number)))
    // Buckets in which nothing happened are filled up afterwards.
    const drawn = series.series.flatMap(({ points }) => points.map(Number).filter((point) => point !== 0))
    expect(drawn.length).toBeGreaterThan(1)
    expect(drawn.filter((value) => !given.has(value))).toEqual([])
    expect((await get('table', `/table?metric=spans&by=kind&${from}`)).statements).toBeUndefined()
  })

  it('say what came first and what is missing', async () => {
    const seen = await get('onboarding', '/onboarding')
    expect(seen).toMatchObject({
      spans: 8,
      waiting: 0,
      rejected: 1,
      first_span: { span_id: spanIdOf(1), name: 'root' },
      refused: [{ status: 429, requests: 3 }],
    })
    expect(seen.sources[0]).toMatchObject({ service: 'shop', calls: 2, priced_calls: 2, missing: ['content'] })
  })

  it.each([
    ['/totals?banana=1', 400, 'unknown_parameter'],
    ['/totals?q=modle:x', 400, 'invalid_filter'],
    ['/totals?q=has(kind:llm', 400, 'invalid_filter'],
    ['/totals?by=banana', 400, 'invalid_parameter'],
    ['/totals?by=kind,model', 400, 'invalid_parameter'],
    ['/totals?from=yesterday', 400, 'invalid_parameter'],
    ['/totals?from=2026-03-02&to=2026-03-01', 400, 'invalid_parameter'],
    ['/traces?limit=5000', 400, 'invalid_parameter'],
    ['/traces?limit=-1', 400, 'invalid_parameter'],
    ['/traces?sort=banana', 400, 'invalid_parameter'],
    ['/traces?cursor=banana', 400, 'invalid_cursor'],
    ['/series?metric=banana', 400, 'invalid_parameter'],
    ['/series?metric=spans&tz=Mars/Base', 400, 'invalid_parameter'],
    ['/series?metric=spans&step=1m&from=2020-01-01', 400, 'invalid_parameter'],
    ['/series?metric=spans&step=2m', 400, 'invalid_parameter'],
    ['/facets?fields=banana', 400, 'invalid_parameter'],
    ['/facets', 400, 'invalid_parameter'],
    ['/traces/unknown', 404, 'unknown_trace'],
    ['/ledger?by=banana', 400, 'invalid_parameter'],
  ])('refuse %s', async (path, status, code) => {
    expect(await codeOf(path)).toEqual([status, code])
  })

  it('refuse a cursor of another filter', async () => {
    const { next_cursor } = await get('listTraces', '/traces?limit=1')
    expect(await codeOf(`/traces?limit=1&q=kind:llm&cursor=${next_cursor}`)).toEqual([400, 'invalid_cursor'])
  })
})

describe('another project', () => {
  const tries = [
    '/totals?by=model',
    '/totals?by=attribute:x',
    `/totals?trace=${traceIdOf(99)}`,
    `/totals?q=${SECRET}`,
    `/totals?user=${SECRET}`,
    '/totals?by=trace&q=has:score',
    '/totals?q=trace.spans>0',
    `/totals?q=score.${SECRET}>0`,
    `/series?metric=spans,traces,score:${SECRET}&by=service&from=2026-03-01&to=2026-03-02`,
    '/traces',
    `/traces?trace=${SECRET}`,
    `/traces/${traceIdOf(99)}`,
    `/traces/${SECRET}`,
    `/traces/${traceIdOf(1)}`,
    `/traces/${traceIdOf(99)}/skeleton`,
    `/traces/${traceIdOf(1)}/skeleton`,
    `/traces/${traceIdOf(99)}/spans/${spanIdOf(9)}`,
    `/traces/${traceIdOf(1)}/spans/${spanIdOf(9)}`,
    '/spans',
    '/sessions',
    '/users',
    '/facets?fields=model,name,user,session,service,trace&limit=200',
    '/count?q=hello',
    '/ledger?by=key',
    '/onboarding',
    `/totals?project=${OTHER_PROJECT}`,
    `/traces?project=${OTHER_PROJECT}`,
  ]

  it.each(tries)('is never read by %s', async (path) => {
    const response = await fetch(api.base + path)
    const text = await response.text()
    expect([200, 404]).toContain(response.status)
    // The refusal and the filters of a series repeat what was asked for: of the name that this path asks by, no other.
    const repeated = path.includes(`score:${SECRET}`) ? [`score:${SECRET}`, `score.${SECRET}:*`] : []
    const told = [...repeated, `"q":"${SECRET}"`].reduce((left, word) => left.replaceAll(word, ''), text)
    expect(response.status === 404 ? '' : told).not.toContain(SECRET)
    expect(text).not.toContain(traceIdOf(99))
    expect(text).not.toContain('987654321') // its tokens
  })

  it('cannot be asked for with a forged scope', async () => {
    const { queryTotals } = await import('../../query/totals.ts')
    const forged = { projectId: OTHER_PROJECT } as ReturnType<typeof grantScope>
    const request = {
      window: { fromNs: undefined, toNs: undefined },
      filter: { kind: 'all' } as const,
      by: undefined,
      limit: 1,
    }
    await expect(queryTotals(api.test.store, forged, request)).rejects.toThrow(/BUG/)
  })
})
