/** One span without content, out of a row of span-columns.sql. */
import { SPAN_KINDS, SPAN_STATUSES, TOKEN_BUCKETS } from '@vitrine/schemas'
import type { Cost, ScoreBrief, SkeletonSpan, SpanListRow } from '@vitrine/schemas/api'
import { decimalOf, type MeasureRow, maybeText, numberOf, textOf, tokensOf } from './measures.ts'
import { fill, readSql } from './sql.ts'
import { textsOf } from './trace-rows.ts'

const STORED = fill(readSql('span-columns'), {
  tokens: TOKEN_BUCKETS.map((bucket) => `tokens_${bucket}`).join(',\n'),
})

/** Over `judged` or `picked`. */
export const SPAN_COLUMNS_SQL = `${STORED},
start_ns,
duration_ns,
whose,
session,
is_call,
in_sums,
merged_into,
said_usage`

/** Over the table; judgedRow makes the rest of it. */
export const STORED_COLUMNS_SQL = `${STORED},
toUnixTimestamp64Nano(start_time) as start_ns,
user_id,
session_id,
own_counts,
trace_name,
client_trace_id`

export function skeletonSpanOf(row: MeasureRow, scores: readonly ScoreBrief[]): SkeletonSpan {
  const isRunning = numberOf(row, 'is_running') === 1
  const isCall = numberOf(row, 'is_call') === 1
  return {
    span_id: textOf(row, 'span_id'),
    parent_span_id: maybeText(row, 'parent_span_id'),
    client_id: maybeText(row, 'client_id'),
    name: textOf(row, 'name'),
    kind: SPAN_KINDS.find((kind) => kind === row.kind) ?? 'other',
    start: textOf(row, 'start_ns'),
    end: isRunning ? null : textOf(row, 'end_ns'),
    running: isRunning,
    status: SPAN_STATUSES.find((status) => status === row.status) ?? 'unset',
    error_type: maybeText(row, 'error_type'),
    error_message: maybeText(row, 'error_message'),
    service: maybeText(row, 'service'),
    model: maybeText(row, 'model'),
    provider: maybeText(row, 'provider'),
    user: maybeText(row, 'whose'),
    session: maybeText(row, 'session'),
    agent: maybeText(row, 'agent_name'),
    tool: maybeText(row, 'tool_name'),
    ttft: maybeText(row, 'ttft_ns'),
    calls: isCall ? 1 : 0,
    merged_into: maybeText(row, 'merged_into'),
    rolled_up: !isCall && numberOf(row, 'in_sums') === 1,
    tokens: tokensOf(row, 'tokens'),
    cost: costOfSpan(row),
    scores: [...scores],
  }
}

export function spanListRowOf(row: MeasureRow, scores: readonly ScoreBrief[]): SpanListRow {
  return {
    trace_id: textOf(row, 'trace_id'),
    ...skeletonSpanOf(row, scores),
    duration: maybeText(row, 'duration_ns'),
    environment: maybeText(row, 'environment'),
    release: maybeText(row, 'release'),
    tags: textsOf(row, 'tags'),
    input_preview: maybeText(row, 'input_preview'),
    output_preview: maybeText(row, 'output_preview'),
  }
}

/** What the span itself says; whether it counts is in `calls`. */
function costOfSpan(row: MeasureRow): Cost {
  const isCall = numberOf(row, 'is_call') === 1
  const ours = decimalOf(row, 'cost_total')
  const reported = decimalOf(row, 'cost_reported')
  const saidUsage = row.said_usage === true || numberOf(row, 'said_usage') === 1
  return {
    ours,
    priced_calls: isCall && ours !== null ? 1 : 0,
    unpriced_calls: isCall && ours === null && saidUsage ? 1 : 0,
    reported,
    reported_calls: isCall && reported !== null ? 1 : 0,
  }
}
