/**
 * What list-groups.sql says of one trace, made of all its judged rows: planning that statement takes the engine longer
 * than everything else about opening a trace. A property test holds the two to each other.
 */
import { TOKEN_BUCKETS } from '@vitrine/schemas'
import { decimalOf, type MeasureRow, numberOf, textOf } from './measures.ts'
import { textsOf } from './trace-rows.ts'

export const MOST_TAGS = 50
export const MOST_MODELS = 50

/** The row of list-groups.sql; rows are in order of start and span id, at least one. */
export function traceRowOf(rows: readonly MeasureRow[]): MeasureRow {
  const ranked = [...rows].sort((a, b) => rankOf(a) - rankOf(b))
  const [root] = ranked
  const first = (column: string) => textOf(ranked.find((row) => textOf(row, column) !== '') ?? {}, column)
  const calls = rows.filter((row) => numberOf(row, 'is_call') === 1)
  const summed = rows.filter((row) => numberOf(row, 'in_sums') === 1)
  const both = calls.filter((row) => numberOf(row, 'in_sums') === 1)
  const has = (row: MeasureRow, column: string) => (row[column] ?? null) !== null
  const said = (row: MeasureRow) => row.said_usage === true || numberOf(row, 'said_usage') === 1
  return {
    id: root?.trace_id,
    first_ns: root === undefined ? '0' : textOf(rows[0] ?? root, 'start_ns'),
    last_ns: latestEnd(rows),
    running: Math.max(...rows.map((row) => numberOf(row, 'is_running'))),
    root_name: first('trace_name') || root?.name,
    root_status: root?.status,
    root_service: first('service'),
    root_environment: first('environment'),
    root_release: first('release'),
    root_user: first('whose'),
    root_session: first('session'),
    first_input: first('input_preview'),
    last_output: lastOutput(rows),
    first_ttft: rows.find((row) => has(row, 'ttft_ns'))?.ttft_ns,
    client_trace: first('client_trace_id'),
    all_tags: sorted(rows.flatMap((row) => textsOf(row, 'tags'))).slice(0, MOST_TAGS),
    all_models: sorted(calls.map((row) => textOf(row, 'model')).filter((model) => model !== '')).slice(0, MOST_MODELS),
    traces: 1,
    rolled_up_traces: summed.length > both.length ? 1 : 0,
    spans: rows.length,
    errors: rows.filter((row) => row.status === 'error').length,
    calls: calls.length,
    calls_without_usage: calls.filter((row) => !said(row)).length,
    ...Object.fromEntries(
      TOKEN_BUCKETS.map((bucket) => {
        const counts = summed.filter((row) => has(row, `tokens_${bucket}`))
        return [`sum_${bucket}`, sumOf(counts.map((row) => BigInt(textOf(row, `tokens_${bucket}`))))]
      }),
    ),
    cost_ours: sumOfMoney(both, 'cost_total'),
    priced_calls: calls.filter((row) => has(row, 'cost_total')).length,
    unpriced_calls: calls.filter((row) => said(row) && !has(row, 'cost_total')).length,
    cost_reported_sum: sumOfMoney(summed, 'cost_reported'),
    reported_calls: both.filter((row) => has(row, 'cost_reported')).length,
  }
}

function latestEnd(rows: readonly MeasureRow[]): string {
  let last = 0n
  for (const row of rows) {
    const end = BigInt(textOf(row, 'end_ns'))
    if (end > last) last = end
  }
  return String(last)
}

/** A root speaks before its children. */
const rankOf = (row: MeasureRow) => (textOf(row, 'parent_span_id') === '' ? 0 : 1)

function lastOutput(rows: readonly MeasureRow[]): string {
  let last: MeasureRow | undefined
  for (const row of rows) {
    if (textOf(row, 'output_preview') !== '' && (last === undefined || endsAfter(row, last))) last = row
  }
  return last === undefined ? '' : textOf(last, 'output_preview')
}

/** By (is a root, end, id). */
function endsAfter(a: MeasureRow, b: MeasureRow): boolean {
  if (rankOf(a) !== rankOf(b)) return rankOf(a) < rankOf(b)
  const [endA, endB] = [BigInt(textOf(a, 'end_ns')), BigInt(textOf(b, 'end_ns'))]
  return endA === endB ? textOf(a, 'span_id') > textOf(b, 'span_id') : endA > endB
}

/** Each once, in the engine's order: by bytes. */
function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function sumOf(values: readonly bigint[]): string | null {
  return values.length === 0 ? null : String(values.reduce((sum, value) => sum + value, 0n))
}

const PICOS = 12

function sumOfMoney(rows: readonly MeasureRow[], column: string): string | null {
  const said = rows.map((row) => decimalOf(row, column)).filter((text) => text !== null)
  const sum = sumOf(said.map(picosOf))
  if (sum === null) return null
  const isNegative = sum.startsWith('-')
  const digits = sum.replace('-', '').padStart(PICOS + 1, '0')
  return `${isNegative ? '-' : ''}${digits.slice(0, -PICOS)}.${digits.slice(-PICOS)}`
}

function picosOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(`${whole}${fraction.padEnd(PICOS, '0').slice(0, PICOS)}`)
}
