import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces, type TestSpan } from '../support/otlp.ts'
import { ADMIN_KEY, type Product, startProduct, tempFolder } from '../support/product.ts'

/** Promise 2 from the outside: however the same spans arrive, every total is the same, at once. */
const folder = tempFolder()
let product: Product
beforeAll(async () => {
  product = await startProduct({ data: folder.path })
})
afterAll(async () => {
  await product.stop()
  folder.remove()
})

function family(): TestSpan[] {
  return Array.from({ length: 25 }, () => {
    const traceId = newTraceId()
    const root = newSpanId()
    const agent: TestSpan = {
      traceId,
      spanId: root,
      name: 'invoke_agent helper',
      startMs: 1_760_000_000_000,
      durationMs: 900,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'session.id': `s-${traceId}`,
        'user.id': 'u-1',
        'gen_ai.usage.input_tokens': 300,
      },
    }
    const calls = [1, 2, 3].map((turn) =>
      llmSpan({
        traceId,
        spanId: newSpanId(),
        parentSpanId: root,
        startMs: 1_760_000_000_000 + turn * 100,
        input: 100,
        output: 10 * turn,
      }),
    )
    const tool: TestSpan = {
      traceId,
      spanId: newSpanId(),
      parentSpanId: root,
      name: 'execute_tool search',
      startMs: 1_760_000_000_500,
      status: 2,
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
    }
    return [agent, ...calls, tool]
  }).flat()
}

const spans = family()
const chunk = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size))

/** The same spans, said to have begun in the hour after. */
const later = (some: readonly TestSpan[]): TestSpan[] =>
  some.map((span) => ({ ...span, startMs: (span.startMs ?? 0) + 3_600_000 }))

const WAYS: readonly (readonly [string, () => TestSpan[][]])[] = [
  ['in one request', () => [spans]],
  ['in one request, twice', () => [spans, spans]],
  ['one span a request', () => chunk(spans, 1)],
  ['twice, with another start', () => [spans, later(spans)]],
  ['with another start before, split', () => [...chunk(later(spans), 9), ...chunk(spans, 7)]],
  ['children before parents, split', () => chunk([...spans].reverse(), 7)],
  [
    'shuffled, with every second request repeated',
    () =>
      chunk(
        [...spans].sort((a, b) => (a.spanId ?? '').localeCompare(b.spanId ?? '')),
        4,
      ).flatMap((part, index) => (index % 2 === 0 ? [part, part] : [part])),
  ],
]

describe('the same spans', () => {
  it.each(WAYS)('give the same totals when sent %s', async (way, requests) => {
    const { key } = await product.api<{ key: string }>('/projects', { key: ADMIN_KEY, body: { name: `way ${way}` } })
    for (const part of chunk(requests(), 10)) {
      const answers = await Promise.all(part.map((request) => postTraces(product.otlp, otlpBody(request), key)))
      expect(answers.map((answer) => answer.status)).toEqual(part.map(() => 200))
    }
    await product.drained({ key })
    const { total } = await product.api<{ total: Record<string, unknown> }>('/totals', { key })
    expect(total).toMatchObject({
      traces: 25,
      spans: 125,
      spans_by_kind: { agent: 25, llm: 75, tool: 25 },
      errors: 25,
      sessions: 25,
      users: 1,
      calls: 75,
      rolled_up_traces: 0,
      tokens: { input: 7500, output: 1500 },
    })
    const ledger = await product.api<{ total: Record<string, unknown> }>('/ledger', { key })
    expect(ledger.total).toMatchObject({ balanced: true, waiting: 0, spans: 125 })
    const { spans: listed } = await product.api<{ spans: unknown[] }>('/spans?limit=200', { key })
    expect(listed).toHaveLength(125)
  })
})
