/** Sums over rows as the totals endpoint makes them: verdicts first, then plain addition. */
import { INPUT_BUCKETS, type SpanRow, TOKEN_BUCKETS } from '@vitrine/schemas'
import { type TraceSpan, verdicts } from '../../collector/src/normalise/calls.ts'

export interface Totals {
  calls: number
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  reasoning: number
  reportedPicoUsd: bigint
  callsByModel: Record<string, number>
  rolledUpTraces: Set<string>
}

export function totalsOf(rows: readonly SpanRow[]): Totals {
  const byKey = new Map(verdicts(rows.map(narrow)).map((verdict) => [`${verdict.traceId}/${verdict.spanId}`, verdict]))
  const totals: Totals = {
    calls: 0,
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite: 0,
    reasoning: 0,
    reportedPicoUsd: 0n,
    callsByModel: {},
    rolledUpTraces: new Set(),
  }
  for (const row of rows) {
    const verdict = byKey.get(`${row.traceId}/${row.spanId}`)
    if ((verdict?.counts ?? row.ownCounts) === 1) {
      totals.calls++
      totals.callsByModel[row.model] = (totals.callsByModel[row.model] ?? 0) + 1
    }
    if (verdict?.reason === 'rolled_up') totals.rolledUpTraces.add(row.traceId)
    if ((verdict?.usage ?? row.ownCounts) === 1) add(totals, row)
  }
  return totals
}

function add(totals: Totals, row: SpanRow): void {
  for (const bucket of TOKEN_BUCKETS) {
    const count = row.tokens[bucket] ?? 0
    if ((INPUT_BUCKETS as readonly string[]).includes(bucket)) totals.input += count
    else totals.output += count
  }
  totals.cacheRead += row.tokens.cache_read ?? 0
  totals.cacheWrite += row.tokens.cache_write ?? 0
  totals.reasoning += row.tokens.reasoning ?? 0
  totals.reportedPicoUsd += row.reportedCostPicoUsd ?? 0n
}

export function narrow(row: SpanRow): TraceSpan {
  return {
    ...row,
    hasCost: row.cost !== undefined || row.reportedCostPicoUsd !== null,
    documents: row.documents ?? null,
  }
}
