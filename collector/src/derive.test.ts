import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type DerivedBatch, deriveBatch, type OpenEnvelope } from './derive.ts'
import { createPriceBook } from './enrich/price-book.ts'
import { createPriceBooks } from './enrich/project-prices.ts'
import type { Envelope } from './queue/queue.ts'

const FILE = new URL('../../schemas/prices/price-book.json', import.meta.url)
const prices = createPriceBooks(createPriceBook(JSON.parse(readFileSync(FILE, 'utf8'))))
const context = { nowMs: Date.UTC(2026, 0, 2), rules: new Map(), prices }

const IMAGE = `data:image/png;base64,${Buffer.alloc(200_000, 7).toString('base64')}`
const SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'chat',
  startTimeUnixNano: '1767225600000000000',
  endTimeUnixNano: '1767225601000000000',
  attributes: attributes({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.input.messages': JSON.stringify([
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'سلام' },
          { type: 'uri', uri: IMAGE },
        ],
      },
    ]),
    'session.id': 's1',
  }),
  events: [
    {
      name: 'gen_ai.evaluation.result',
      timeUnixNano: '1767225600500000000',
      attributes: attributes({ 'gen_ai.evaluation.name': 'tone', 'gen_ai.evaluation.score.label': 'kind' }),
    },
  ],
}

function attributes(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }))
}

function envelope(offset: number, spans: readonly object[]): Envelope {
  const payload = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }))
  const headers: Envelope['headers'] = {
    projectId: 'p',
    protocol: 'otlp_traces',
    contentType: 'json',
    contentEncoding: 'identity',
    spanCount: spans.length,
    deliveryId: `d${offset}`,
    receivedMs: context.nowMs,
    keyId: 'k',
    sdk: 'test',
    inflatedBytes: payload.byteLength,
  }
  return { partition: 0, offset, headers, payload }
}

/** Bytes by their hash: compared one by one, a few hundred KiB take seconds. */
const digest = (batch: DerivedBatch) =>
  JSON.parse(
    JSON.stringify(batch, (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value)
      if (value instanceof Map || value instanceof Set) return [...value]
      return value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value
    }),
  ) as unknown

describe('a batch whose bodies are given back', () => {
  it('holds nothing of them', async () => {
    const derive = (release: (body: Uint8Array) => void) =>
      deriveBatch([envelope(0, [SPAN]), envelope(1, [{ ...SPAN, spanId: 'b7ad6b7169203332' }])], context, (part) => {
        const body = Uint8Array.from(part.payload)
        return Promise.resolve<OpenEnvelope>({ ...part, body, release: () => release(body) })
      })
    const kept = await derive(() => {})
    const released = await derive((body) => body.fill(0))
    expect(kept.rows).toBe(2)
    expect(kept.blobs).not.toEqual([])
    expect(kept.scores).not.toEqual([])
    expect(digest(released)).toEqual(digest(kept))
  })

  it('keeps the bodies that rejects point into', async () => {
    const given: number[] = []
    const batch = await deriveBatch([envelope(0, [SPAN]), envelope(1, [{ name: 'no ids' }])], context, (part) =>
      Promise.resolve({ ...part, body: part.payload, release: () => given.push(part.offset) }),
    )
    expect(batch.rejects).toHaveLength(1)
    expect(given).toEqual([0])
  })
})
