import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../collector/src/base/errors.ts'
import { NO_RULES } from '../../collector/src/derive.ts'
import { blobReference } from '../../collector/src/store/blobs.ts'
import { boundStore } from '../../collector/src/store/test-bound-store.ts'
import { deleteProject } from '../../collector/src/work/delete-project.ts'
import { drainAgain, type IngestHome, type IngestHomeOptions, openIngestHome, PROJECT } from '../support/ingest-home.ts'
import { llmSpan, newSpanId, newTraceId, otlpBody, type TestSpan } from '../support/otlp.ts'

let home: IngestHome | undefined
afterEach(async () => {
  await home?.close()
  home = undefined
})

async function open(options: IngestHomeOptions = {}): Promise<IngestHome> {
  home = await openIngestHome(options)
  return home
}

const TOTALS = `select count() as spans, uniqExact(trace_id) as traces, sum(tokens_input_uncached) as input,
  sum(tokens_output) as output from spans final`
const BOOKS =
  'select sum(received) as received, sum(stored) as stored, sum(rejected) as rejected from ingest_books final'

describe('the ingest loop', () => {
  it('stores what was sent, writes the books and commits', async () => {
    const { send, drain, store, queue } = await open()
    const traceId = newTraceId()
    const [root, call] = [newSpanId(), newSpanId()]
    const startMs = Date.UTC(2026, 0, 2, 3, 4, 5)
    await send(
      otlpBody([
        {
          traceId,
          spanId: root,
          name: 'answer',
          startMs,
          durationMs: 900,
          attributes: { 'session.id': 's1', 'user.id': 'u1' },
        },
        llmSpan({ traceId, spanId: call, parentSpanId: root, startMs: startMs + 10, input: 120, output: 7 }),
      ]),
    )
    await drain()
    expect(queue.stats().waitingRecords).toBe(0)
    expect(await store.query(TOTALS)).toEqual([{ spans: '2', traces: '1', input: '120', output: '7' }])
    expect(await store.query(BOOKS)).toEqual([{ received: '2', stored: '2', rejected: '0' }])
    const traces = await store.query(
      `select trace_id, root_span_id, name, service, session_id, user_id, rolled_up,
        toUnixTimestamp64Milli(start_time) as start, toUnixTimestamp64Milli(end_time) as end from traces final`,
    )
    expect(traces).toEqual([
      {
        trace_id: traceId,
        root_span_id: root,
        name: 'answer',
        service: 'test',
        session_id: 's1',
        user_id: 'u1',
        rolled_up: 0,
        start: String(startMs),
        end: String(startMs + 900),
      },
    ])
    const content = await store.query<{ span_id: string; keys: string[]; values: string[] }>(
      `select span_id, attribute_keys as keys, attribute_values as values from span_content final where span_id = {call:String}`,
      { call },
    )
    expect(content[0]?.values[content[0].keys.indexOf('gen_ai.request.model')]).toBe('gpt-4o')
  })

  it('counts the same requests once: twice, reordered, split, children before parents', async () => {
    const trees = Array.from({ length: 12 }, () => tree())
    const once = await totalsOf([...trees.map((spans) => otlpBody(spans))])
    const split = trees.flatMap((spans) => [...spans].reverse().map((span) => otlpBody([span])))
    const again = await totalsOf([...split, ...trees.map((spans) => otlpBody(spans)).reverse(), ...split])
    expect(again).toEqual(once)
  })

  it('calls a trace what its spans say, wherever they say it and whenever it comes', async () => {
    const [early, late, unsaid] = [tree(), tree(), tree()]
    const named = (spans: readonly TestSpan[], index: number, name: string) =>
      spans.map((span, at) =>
        at === index ? { ...span, attributes: { ...span.attributes, 'langfuse.trace.name': name } } : span,
      )
    const { send, drain, store } = await open()
    // The earliest span that says a name has the last word, and none of these is the root.
    for (const spans of [named(named(early, 1, 'early'), 3, 'overruled'), named(late, 3, 'late'), unsaid]) {
      const [last, ...others] = [...spans].reverse()
      await send(otlpBody([last as TestSpan]))
      await drain()
      await send(otlpBody(others))
      await drain()
    }
    const names = await store.query<{ name: string }>(`select name from traces final order by name`)
    expect(names).toEqual([{ name: 'agent' }, { name: 'early' }, { name: 'late' }])
  })

  async function totalsOf(bodies: readonly string[]): Promise<unknown> {
    const { send, drain, store } = await open()
    for (const body of bodies) await send(body)
    await drain()
    const totals = await store.query(TOTALS)
    const traces = await store.query(
      `select trace_id, name, root_span_id, user_id, session_id, rolled_up, start_time, end_time from traces final order by trace_id`,
    )
    const verdicts = await store.query(
      'select trace_id, span_id, counts, usage, merged_into, reason from span_verdicts final order by trace_id, span_id',
    )
    await home?.close()
    home = undefined
    return { totals, traces, verdicts }
  }

  it('rejects the one value that the store refuses, and stores its neighbours', async () => {
    const { send, drain, store, deadLetter, queue } = await open()
    await store.command(`alter table spans add constraint planted check name != 'refuse-me'`)
    await send(otlpBody(Array.from({ length: 9 }, (_, index) => ({ name: `before-${index}` }))))
    await send(otlpBody([{ name: 'a' }, { name: 'b' }, { name: 'refuse-me' }, { name: 'c' }, { name: 'd' }]))
    await send(otlpBody([{ name: 'after' }]))
    await drain()
    expect(queue.stats().waitingRecords).toBe(0)
    expect(await store.query('select count() as n from spans final')).toEqual([{ n: '14' }])
    expect(await store.query(BOOKS)).toEqual([{ received: '15', stored: '14', rejected: '1' }])
    const entries = deadLetter.list({ projectId: PROJECT, limit: 10 })
    expect(entries.map(({ reason, offset, index, spans }) => ({ reason, offset, index, spans }))).toEqual([
      { reason: 'store_refused', offset: 1, index: 2, spans: 1 },
    ])
    expect(Buffer.from(entries[0]?.bytes ?? []).toString()).toContain('refuse-me')
  })

  it('rejects spans of deleted projects and traces, and spans past their retention', async () => {
    const gone = newTraceId()
    const { send, drain, store, deadLetter } = await open({
      rulesOf: (id) => ({
        ...NO_RULES,
        isDeleted: id === 'gone~1',
        retention: [{ fromNs: 0n, days: 30 }],
        deletedTraces: new Set([gone]),
      }),
    })
    const old = Date.now() - 31 * 86_400_000
    await send(otlpBody([{ name: 'kept' }, { name: 'deleted', traceId: gone }, { name: 'old', startMs: old }]))
    await send(otlpBody([{}, {}]), { projectId: 'gone~1' })
    await drain()
    expect(await store.query('select name from spans final')).toEqual([{ name: 'kept' }])
    const counts = deadLetter.counts().map(({ projectId, reason, spans }) => `${projectId} ${reason} ${spans}`)
    expect(counts.sort()).toEqual([`${PROJECT} deleted 1`, `${PROJECT} expired 1`, 'gone~1 deleted 2'])
    expect(await store.query(BOOKS)).toEqual([{ received: '5', stored: '1', rejected: '4' }])
  })

  it('holds everything while the store is away, and stores it once when it is back', async () => {
    let failures = 4
    const { send, drain, store } = await open({
      wrapStore: (inner) => ({
        ...boundStore(inner),
        insertNative: async (table, blocks) => {
          if (failures-- > 0) throw new AppError('store_unavailable', 'away', { retryable: true })
          await inner.insertNative(table, blocks)
        },
      }),
    })
    await send(otlpBody([{ name: 'one' }, { name: 'two' }]))
    await drain()
    expect(failures).toBeLessThan(0)
    expect(await store.query('select count() as n from spans final')).toEqual([{ n: '2' }])
    expect(await store.query(BOOKS)).toEqual([{ received: '2', stored: '2', rejected: '0' }])
  })

  it('moves values over 1 MiB to the blob store and leaves a reference', async () => {
    const large = randomBytes(600_000).toString('hex')
    const found: string[] = []
    const { send, drain, store, blobs } = await open({
      wrapStore: (inner) => ({
        ...boundStore(inner),
        insertNative: async (table, blocks) => {
          const isThere = (await blobs.get(PROJECT, blobReference(Buffer.from(large)))) !== undefined
          if (table === 'spans' || table === 'span_content') found.push(`${table}: ${isThere}`)
          await inner.insertNative(table, blocks)
        },
      }),
    })
    await send(otlpBody([{ attributes: { 'input.value': large, small: 'stays' } }]))
    await drain()
    const [row] = await store.query<{ keys: string[]; types: string; values: string[] }>(
      'select attribute_keys as keys, attribute_types as types, attribute_values as values from span_content final',
    )
    expect(row?.types).toBe('rs')
    // What refers to it comes first, so that whoever deletes sees that it is needed; what is listed can be opened.
    expect(found).toEqual(['span_content: false', 'spans: true'])
    const reference = row?.values[0] ?? ''
    expect(Buffer.from((await blobs.get(PROJECT, reference)) ?? []).toString()).toBe(large)
    expect(await blobs.get('other~1', reference)).toBeUndefined()
  })

  it('joins log records with their span, whichever comes first', async () => {
    const { send, drain, store } = await open()
    const [early, late] = [spanWithLog(), spanWithLog()]
    await send(early.log, { protocol: 'otlp_logs', spanCount: 1 })
    await send(otlpBody([early.span]))
    await send(otlpBody([late.span]))
    await drain()
    await send(late.log, { protocol: 'otlp_logs', spanCount: 1 })
    await send(late.log, { protocol: 'otlp_logs', spanCount: 1 })
    await drainAgain(home as IngestHome)
    // A row's version ends with how many records were folded into it: the same in either order.
    const rows = await store.query(
      'select trace_id, toUInt64(version % 128) as folded from spans final order by trace_id',
    )
    const traces = [early, late].map(({ span }) => ({ trace_id: span.traceId, folded: '1' }))
    expect(rows).toEqual(traces.sort((a, b) => String(a.trace_id).localeCompare(String(b.trace_id))))
    const content = 'select count() as n, uniqExact(version) as versions from span_content final'
    expect(await store.query(content)).toEqual([{ n: '2', versions: '2' }])
    expect(await store.query('select count() as n from span_fragments final')).toEqual([{ n: '2' }])
  })

  it('makes scores of evaluation events, once', async () => {
    const { send, drain, store } = await open()
    const body = JSON.parse(otlpBody([{ spanId: newSpanId(), traceId: newTraceId() }]))
    body.resourceSpans[0].scopeSpans[0].spans[0].events = [
      {
        name: 'gen_ai.evaluation.result',
        timeUnixNano: '1767322800000000000',
        attributes: [
          { key: 'gen_ai.evaluation.name', value: { stringValue: 'relevance' } },
          { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 0.5 } },
          { key: 'gen_ai.evaluation.explanation', value: { stringValue: 'half of it' } },
        ],
      },
    ]
    await send(JSON.stringify(body))
    await send(JSON.stringify(body))
    await drain()
    expect(await store.query('select name, data_type, value, comment, source from scores final')).toEqual([
      { name: 'relevance', data_type: 'numeric', value: 0.5, comment: 'half of it', source: 'span' },
    ])
  })

  it('gives the same verdicts in whatever batches the spans of one call arrive, and takes them back', async () => {
    const { send, drain, store } = await open()
    const traceId = newTraceId()
    const [outer, inner] = [newSpanId(), newSpanId()]
    await send(otlpBody([llmSpan({ traceId, spanId: outer, startMs: 1767322800000, durationMs: 500 })]))
    await drain()
    expect(await store.query('select count() as n from span_verdicts final')).toEqual([{ n: '0' }])
    await send(
      otlpBody([llmSpan({ traceId, spanId: inner, parentSpanId: outer, startMs: 1767322800010, durationMs: 400 })]),
    )
    await drainAgain(home as IngestHome)
    expect(await store.query('select span_id, counts, usage, merged_into, reason from span_verdicts final')).toEqual([
      { span_id: outer, counts: 0, usage: 0, merged_into: inner, reason: 'wrapper' },
    ])
  })

  it('joins calls that share an answer across traces', async () => {
    const { send, drain, store } = await open()
    const attributes = { 'gen_ai.response.id': 'chatcmpl-abcdef123456' }
    const [first, second] = [newTraceId(), newTraceId()]
    const startMs = 1767322800000
    await send(otlpBody([llmSpan({ traceId: first, startMs, durationMs: 500, attributes })]))
    await drain()
    const again = otlpBody([llmSpan({ traceId: second, startMs: startMs + 10, durationMs: 400, attributes })])
    // Another instrumentation: one alone would not see a call in two traces.
    await send(again.replace('"scope":{"name":"test"}', '"scope":{"name":"other"}'))
    await drainAgain(home as IngestHome)
    const rows = await store.query<{ reason: string }>('select reason from span_verdicts final')
    expect(rows).toEqual([{ reason: 'same_response' }])
  })

  it('deletes all that a project holds and says how many spans went, also when it is asked again', async () => {
    const { send, drain, store } = await open()
    await send(otlpBody([{ name: 'a' }, { name: 'b' }]))
    await send(otlpBody([{ name: 'other' }]), { projectId: 'other~1' })
    await drain()
    expect(await deleteProject(store, PROJECT)).toBe(2)
    expect(await deleteProject(store, PROJECT)).toBe(0)
    for (const table of ['spans', 'span_content', 'traces']) {
      expect(await store.query(`select project_id from ${table} final`)).toEqual([{ project_id: 'other~1' }])
    }
  })
})

/** An agent with two steps, each with a framework's span around the client's. */
function tree(): TestSpan[] {
  const traceId = newTraceId()
  const [root, outer, inner, tool] = [newSpanId(), newSpanId(), newSpanId(), newSpanId()]
  const startMs = 1767322800000
  return [
    { traceId, spanId: root, name: 'agent', startMs, durationMs: 1000, attributes: { 'user.id': `u-${root}` } },
    llmSpan({ traceId, spanId: outer, parentSpanId: root, startMs: startMs + 1, durationMs: 500 }),
    llmSpan({ traceId, spanId: inner, parentSpanId: outer, startMs: startMs + 2, durationMs: 400 }),
    { traceId, spanId: tool, parentSpanId: root, name: 'tool', startMs: startMs + 600, durationMs: 50 },
  ]
}

function spanWithLog(): { span: TestSpan; log: string; word: string } {
  const [traceId, spanId] = [newTraceId(), newSpanId()]
  const word = `word${randomBytes(4).toString('hex')}`
  const record = {
    timeUnixNano: '1767322800000000000',
    traceId,
    spanId,
    eventName: 'gen_ai.choice',
    attributes: [],
    body: {
      kvlistValue: {
        values: [
          { key: 'index', value: { intValue: '0' } },
          {
            key: 'message',
            value: {
              kvlistValue: {
                values: [
                  { key: 'role', value: { stringValue: 'assistant' } },
                  { key: 'content', value: { stringValue: word } },
                ],
              },
            },
          },
        ],
      },
    },
  }
  const log = JSON.stringify({ resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords: [record] }] }] })
  return { span: llmSpan({ traceId, spanId, startMs: 1767322800000 }), log, word }
}
