/** One answer of a provider, seen in several traces that come in deliveries of their own, is counted once. */
import { afterEach, describe, expect, it } from 'vitest'
import { bodyOf as bytesOf, type SpanFacts } from '../support/dialects/span-of.ts'
import { drainAgain, type IngestHome, openIngestHome } from '../support/ingest-home.ts'
import { newSpanId, newTraceId } from '../support/otlp.ts'

let home: IngestHome | undefined
afterEach(async () => {
  await home?.close()
  home = undefined
})

const bodyOf = (spans: readonly SpanFacts[]): string => bytesOf(spans).toString()
const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5)

const counts = { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 1 }

/** The same call as a framework and as its client see it: the client's span is a trace of its own. */
function call(traceId: string, answer: string, startMs: number, more: SpanFacts = {}): [SpanFacts, SpanFacts] {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.response.id': answer }
  const facts = { name: 'chat', startMs, attributes: { ...attributes, ...counts } }
  return [
    { ...facts, traceId, spanId: newSpanId(), scope: 'langsmith', ...more },
    { ...facts, traceId: newTraceId(), spanId: newSpanId(), scope: 'com.anthropic.sdk.python' },
  ]
}

async function counted({ store }: IngestHome): Promise<{ calls: string; input: string }> {
  const [row] = await store.query<{ calls: string; input: string }>(
    `select countIf(ifNull(v.counts, s.own_counts) = 1) as calls,
        sumIf(s.tokens_input_uncached, ifNull(v.usage, s.own_counts) = 1) as input
     from (select * from spans final) as s
     left join (select trace_id, span_id, toNullable(counts) as counts, toNullable(usage) as usage
        from span_verdicts final) as v on v.trace_id = s.trace_id and v.span_id = s.span_id`,
  )
  return row as { calls: string; input: string }
}

describe('an answer that several traces saw', () => {
  it('stays one when one of its traces goes on, also after a restart', async () => {
    const open = await openIngestHome()
    home = open
    const traceId = newTraceId()
    const [first, itsClient] = call(traceId, 'msg_first', START_MS)
    const [second, alsoClient] = call(traceId, 'msg_second', START_MS + 60_000)
    await open.send(bodyOf([first, itsClient]))
    await open.drain()
    expect(await counted(open)).toEqual({ calls: '1', input: '10' })
    await open.send(bodyOf([second, alsoClient]))
    await drainAgain(open)
    expect(await counted(open)).toEqual({ calls: '2', input: '20' })
  })

  it('does not stand beside the total of its agent, which comes last', async () => {
    const open = await openIngestHome()
    home = open
    const [traceId, root] = [newTraceId(), newSpanId()]
    const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.response.id': 'msg_only' }
    const [wrapper, client] = call(traceId, 'msg_only', START_MS, { parentSpanId: root, attributes: chat })
    await open.send(bodyOf([wrapper, client]))
    await open.drain()
    const total = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'm', ...counts }
    await open.send(bodyOf([{ traceId, spanId: root, startMs: START_MS - 5, attributes: total }]))
    await drainAgain(open)
    expect(await counted(open)).toEqual({ calls: '1', input: '10' })
  })

  it('is found among more answers than the store is asked for at a time, after a restart', async () => {
    const open = await openIngestHome()
    home = open
    const pairs = Array.from({ length: 250 }, (_, index) => call(newTraceId(), `msg_${index}`, START_MS + index))
    await open.send(bodyOf(pairs.map(([framework]) => framework)))
    await open.drain()
    await open.send(bodyOf(pairs.map(([, client]) => client)))
    await drainAgain(open)
    expect(await counted(open)).toEqual({ calls: '250', input: '2500' })
  })
})

describe('a call that Codex tells of in a span and in a log record', () => {
  const endMs = START_MS + 1000
  const span = bodyOf([
    {
      traceId: newTraceId(),
      spanId: newSpanId(),
      name: 'handle_responses',
      scope: 'codex_exec',
      startMs: START_MS,
      attributes: {
        'conversation.id': 'c1',
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 25,
        'gen_ai.usage.cache_read.input_tokens': 64,
        'codex.usage.reasoning_output_tokens': 8,
      },
    },
  ])
  const facts = {
    'event.name': 'codex.sse_event',
    'event.kind': 'response.completed',
    'conversation.id': 'c1',
    model: 'gpt-5-codex',
    input_token_count: '120',
    output_token_count: '25',
    cached_token_count: '64',
    reasoning_token_count: '8',
  }
  const attributes = Object.entries(facts).map(([key, value]) => ({ key, value: { stringValue: value } }))
  const logRecords = [{ observedTimeUnixNano: `${endMs}000000`, timeUnixNano: `${endMs}000000`, attributes }]
  const record = JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ scope: { name: 'codex_otel.log_only' }, logRecords }] }],
  })
  const asLog = { protocol: 'otlp_logs', spanCount: 1 } as const

  it.each(['the span', 'the record'])('is one, when %s came before a restart', async (first) => {
    const open = await openIngestHome()
    home = open
    const sendSpan = () => open.send(span)
    const sendRecord = () => open.send(record, asLog)
    await (first === 'the span' ? sendSpan() : sendRecord())
    await open.drain()
    expect(await counted(open)).toEqual({ calls: '1', input: '56' })
    await (first === 'the span' ? sendRecord() : sendSpan())
    await drainAgain(open)
    expect(await counted(open)).toEqual({ calls: '1', input: '56' })
  })
})
