import { afterEach, describe, expect, it } from 'vitest'
import { checkTraces } from '../../collector/src/decode/check.ts'
import { transcodeTraces } from '../../collector/src/decode/json-traces.ts'
import { drainAgain, type IngestHome, openIngestHome, PROJECT } from '../support/ingest-home.ts'
import { newSpanId, newTraceId, otlpBody } from '../support/otlp.ts'

/** What the dead letter keeps of a span is a request: once the cause is mended, it can be sent again as it is. */
let home: IngestHome | undefined
afterEach(async () => {
  await home?.close()
  home = undefined
})

const STORED = `select s.trace_id as trace_id, s.span_id as span_id, s.name as name, s.service as service,
  s.scope_name as scope, s.attributes as attributes, toUnixTimestamp64Milli(s.start_time) as start
  from spans as s final order by name`

describe.each(['json', 'protobuf'] as const)('a rejected span of a %s body', (contentType) => {
  it('is stored, whole and once, when its bytes are sent again', async () => {
    home = await openIngestHome()
    const { queue, store, deadLetter, drain } = home
    const traceId = newTraceId()
    const startMs = Date.UTC(2026, 3, 5)
    const spans = ['before', 'refuse-me', 'after'].map((name) => ({
      traceId,
      spanId: newSpanId(),
      name,
      startMs,
      attributes: { big: 9_007_199_254_740_991, text: 'سلام "quoted"', of: name },
    }))
    const body = Buffer.from(otlpBody(spans, { 'service.name': 'shop' }))
    const append = (payload: Uint8Array, deliveryId: string) =>
      queue.append({
        payload,
        headers: {
          projectId: PROJECT,
          protocol: 'otlp_traces',
          contentType,
          contentEncoding: 'identity',
          spanCount: deliveryId === 'first' ? 3 : 1,
          deliveryId,
          receivedMs: Date.now(),
          keyId: 'k1',
          sdk: 'test',
          inflatedBytes: payload.byteLength,
        },
      })

    await store.command(`alter table spans add constraint planted check name != 'refuse-me'`)
    await append(contentType === 'json' ? body : transcodeTraces(body).bytes, 'first')
    await drain()
    const [entry, ...others] = deadLetter.list({ projectId: PROJECT, limit: 10 })
    expect([entry?.reason, entry?.index, others]).toEqual(['store_refused', 1, []])
    const bytes = Buffer.from(entry?.bytes ?? [])
    expect(checkTraces(bytes, contentType)).toEqual({ kind: 'ok', spans: 1, rejected: [] })

    await store.command('alter table spans drop constraint planted')
    for (const delivery of ['again', 'and again']) {
      await append(bytes, delivery)
      await drainAgain(home)
    }
    const attributes = (of: string) => ({ big: '9007199254740991', text: 'سلام "quoted"', of })
    const wanted = spans.map(({ spanId, name }) => ({
      trace_id: traceId,
      span_id: spanId,
      name,
      service: 'shop',
      scope: 'test',
      attributes: attributes(name),
      start: String(startMs),
    }))
    expect(await store.query(STORED)).toEqual(wanted.sort((a, b) => (a.name < b.name ? -1 : 1)))
    expect(deadLetter.list({ projectId: PROJECT, limit: 10 })).toHaveLength(1)
    expect(
      await store.query('select sum(received) as r, sum(stored) as s, sum(rejected) as x from ingest_books final'),
    ).toEqual([{ r: '5', s: '4', x: '1' }])
  })
})
