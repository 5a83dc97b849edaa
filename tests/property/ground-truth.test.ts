import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { SpanRow } from '@vitrine/schemas'
import { describe, expect, test } from 'vitest'
import { checkTraces } from '../../collector/src/decode/check.ts'
import { decodeTraces } from '../../collector/src/decode/spans.ts'
import { deriveSpan } from '../../collector/src/enrich/derive-span.ts'
import { EMPTY_BOOK } from '../../collector/src/enrich/price-book.ts'
import { CONTEXT, dataPath, hasSharedData } from './shared-data.ts'
import { totalsOf } from './totals.ts'

interface Truth {
  traces: number
  spans: number
  spans_by_kind: { root: number; llm: number; tool: number; other: number }
  tokens: {
    input_tokens?: number
    output_tokens?: number
    cache_read_tokens?: number
    cache_creation_tokens?: number
    reasoning_tokens?: number
  }
  cost_usd: number | null
  error_spans: number
  sessions: number | null
  users: number | null
  tool_calls: Record<string, number>
  models: Record<string, { calls: number }>
  counting_each_model_call_once?: { calls: number; input_tokens: number; output_tokens: number }
}

const truths: Record<string, Truth> = hasSharedData
  ? JSON.parse(readFileSync(dataPath('GROUND_TRUTH.public.json'), 'utf8')).sources
  : {}

/** Kinds, models and tools there are Langfuse's own reading of the spans, not ours. */
const LANGFUSE = 'langfuse-framework-traces'
/** Its truth leaves out embeddings and some outer spans. */
const VERCEL = 'vercel-ai-v6-spans'

function rowsOf(source: string): SpanRow[] {
  const lines = gunzipSync(readFileSync(dataPath(`otlp/${source}.public.jsonl.gz`)))
    .toString('utf8')
    .trim()
    .split('\n')
  return lines.flatMap((line) => {
    const body = Buffer.from(line)
    const { spans, rejected } = decodeTraces(body, 'json')
    expect(rejected).toEqual([])
    expect(checkTraces(body, 'json')).toEqual({ kind: 'ok', spans: spans.length, rejected: [] })
    return spans.map((span) => deriveSpan(span, CONTEXT, EMPTY_BOOK))
  })
}

describe.skipIf(!hasSharedData)('public runs', () => {
  test.each(Object.keys(truths))('%s reads as its raw files say', (source) => {
    const truth = truths[source] as Truth
    const rows = rowsOf(source)
    const totals = totalsOf(rows)
    expect(rows.length).toBe(truth.spans)
    expect(new Set(rows.map((row) => row.traceId)).size).toBe(truth.traces)
    expect(rows.filter((row) => row.status === 'error').length).toBe(truth.error_spans)
    if (truth.sessions !== null) expect(distinct(rows.map((row) => row.sessionId))).toBe(truth.sessions)
    if (truth.users !== null) expect(distinct(rows.map((row) => row.userId))).toBe(truth.users)
    if (truth.cost_usd !== null) expect(Number(totals.reportedPicoUsd) / 1e12).toBeCloseTo(truth.cost_usd, 5)
    if (source === VERCEL) return
    const once = truth.counting_each_model_call_once
    const tokens = once ?? truth.tokens
    expect([totals.input, totals.output]).toEqual([tokens.input_tokens ?? 0, tokens.output_tokens ?? 0])
    if (source === LANGFUSE) return expect(totals.calls).toBe(once?.calls)
    expect(totals.callsByModel).toEqual(
      Object.fromEntries(Object.entries(truth.models).map(([name, { calls }]) => [name, calls])),
    )
    expect(totals.cacheRead).toBe(truth.tokens.cache_read_tokens ?? 0)
    expect(toolsOf(rows)).toEqual(truth.tool_calls)
  })

  test('an outer span counts where no call has its answer, and only there', () => {
    const rows = rowsOf(VERCEL)
    const totals = totalsOf(rows)
    const inner = rows.filter((row) => row.kind === 'llm')
    expect(inner.length).toBe(truths[VERCEL]?.models['gpt-4o-mini']?.calls)
    expect(sum(inner, 'input_uncached')).toBe(truths[VERCEL]?.tokens.input_tokens)
    expect(sum(inner, 'output')).toBe(truths[VERCEL]?.tokens.output_tokens)
    const answers = new Set(inner.map((row) => row.responseId))
    const others = rows.filter((row) => row.ownCounts === 0 && !answers.has(row.responseId))
    expect(others.map((row) => row.name)).toEqual(['ai.embed'])
    expect([...totals.rolledUpTraces]).toEqual(others.map((row) => row.traceId))
  })
})

function sum(rows: readonly SpanRow[], bucket: 'input_uncached' | 'output'): number {
  return rows.reduce((all, row) => all + (row.tokens[bucket] ?? 0), 0)
}

function distinct(texts: readonly string[]): number {
  return new Set(texts.filter((text) => text !== '')).size
}

function toolsOf(rows: readonly SpanRow[]): Record<string, number> {
  const tools: Record<string, number> = {}
  for (const row of rows) if (row.kind === 'tool') tools[row.toolName] = (tools[row.toolName] ?? 0) + 1
  return tools
}
