/** What a row of sums.sql and measures.sql means: token and cost answers with null where nobody said. */
import { INPUT_BUCKETS, OUTPUT_BUCKETS, SPAN_KINDS, TOKEN_BUCKETS, type TokenBucket } from '@vitrine/schemas'
import type { Cost, Tokens, Totals } from '@vitrine/schemas/api'
import { fill, readSql } from './sql.ts'

/** A row as the store gives it: 64-bit integers and decimals are strings. */
export type MeasureRow = Readonly<Record<string, unknown>>

/** Sums of parts add up to the sums of the whole. */
export const SUMS_SQL = fill(readSql('sums'), {
  buckets: TOKEN_BUCKETS.map((bucket) => `sumIf(tokens_${bucket}, in_sums = 1) as sum_${bucket}`).join(',\n'),
})

export const SUM_COLUMNS: readonly string[] = [...SUMS_SQL.matchAll(/ as (\w+)/g)].map(([, name = '']) => name)

export const MEASURES_SQL = fill(readSql('measures'), { sums: SUMS_SQL })

export function numberOf(row: MeasureRow, column: string): number {
  return Number(row[column] ?? 0)
}

export function textOf(row: MeasureRow, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value)
}

/** '' is how the store keeps "nobody said". */
export function maybeText(row: MeasureRow, column: string): string | null {
  const text = textOf(row, column)
  return text === '' ? null : text
}

export function decimalOf(row: MeasureRow, column: string): string | null {
  const value = row[column]
  return value === null || value === undefined ? null : trimmed(String(value))
}

export function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** Tokens out of columns `<prefix>_<bucket>`. */
export function tokensOf(row: MeasureRow, prefix = 'sum'): Tokens {
  const buckets = Object.fromEntries(
    TOKEN_BUCKETS.map((bucket) => [bucket, numberOrNull(row[`${prefix}_${bucket}`])]),
  ) as Record<TokenBucket, number | null>
  return { input: sumOf(buckets, INPUT_BUCKETS), output: sumOf(buckets, OUTPUT_BUCKETS), buckets }
}

export function costOf(row: MeasureRow): Cost {
  return {
    ours: decimalOf(row, 'cost_ours'),
    priced_calls: numberOf(row, 'priced_calls'),
    unpriced_calls: numberOf(row, 'unpriced_calls'),
    reported: decimalOf(row, 'cost_reported_sum'),
    reported_calls: numberOf(row, 'reported_calls'),
  }
}

/** What our tokenizer counted where nobody else did; input is taken as fresh, output as visible. */
export function estimatedOf(row: MeasureRow): Tokens {
  return tokensOf({ sum_input_uncached: row.estimated_in, sum_output: row.estimated_out })
}

/** All of Totals but the lists, which other rows carry. */
export function totalsOf(row: MeasureRow): Totals {
  return {
    traces: numberOf(row, 'traces'),
    spans: numberOf(row, 'spans'),
    spans_by_kind: byKind(row.spans_by_kind),
    errors: numberOf(row, 'errors'),
    errors_by_kind: byKind(row.errors_by_kind),
    sessions: numberOf(row, 'sessions'),
    users: numberOf(row, 'users'),
    calls: numberOf(row, 'calls'),
    calls_without_usage: numberOf(row, 'calls_without_usage'),
    rolled_up_traces: numberOf(row, 'rolled_up_traces'),
    tokens: tokensOf(row),
    tokens_estimated: estimatedOf(row),
    cost: costOf(row),
    models: [],
    tools: [],
    scores: [],
  }
}

function byKind(value: unknown): Totals['spans_by_kind'] {
  const counts: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {}
  const known = SPAN_KINDS.filter((kind) => Number(counts[kind] ?? 0) > 0)
  return Object.fromEntries(known.map((kind) => [kind, Number(counts[kind])]))
}

function sumOf(buckets: Readonly<Record<TokenBucket, number | null>>, names: readonly TokenBucket[]): number | null {
  const said = names.map((name) => buckets[name]).filter((count) => count !== null)
  return said.length === 0 ? null : said.reduce((sum, count) => sum + count, 0)
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}
