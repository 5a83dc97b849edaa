/** Rows of the lists out of rows of the store. */
import type { GroupRow, Matched, ScoreBrief, TraceRow } from '@vitrine/schemas/api'
import { costOf, type MeasureRow, maybeText, numberOf, textOf, tokensOf } from './measures.ts'

export type TraceFacts = Omit<TraceRow, 'matched'>

const STATUSES = ['unset', 'ok', 'error'] as const

export function traceFactsOf(row: MeasureRow, scores: readonly ScoreBrief[]): TraceFacts {
  const isRunning = numberOf(row, 'running') === 1
  const errors = numberOf(row, 'errors')
  return {
    trace_id: textOf(row, 'id'),
    client_trace_id: maybeText(row, 'client_trace'),
    name: maybeText(row, 'root_name'),
    start: textOf(row, 'first_ns'),
    end: isRunning ? null : textOf(row, 'last_ns'),
    duration: isRunning ? null : durationOf(row),
    running: isRunning,
    status: errors > 0 ? 'error' : (STATUSES.find((status) => status === row.root_status) ?? 'unset'),
    spans: numberOf(row, 'spans'),
    errors,
    service: maybeText(row, 'root_service'),
    user: maybeText(row, 'root_user'),
    session: maybeText(row, 'root_session'),
    tags: textsOf(row, 'all_tags'),
    environment: maybeText(row, 'root_environment'),
    release: maybeText(row, 'root_release'),
    calls: numberOf(row, 'calls'),
    calls_without_usage: numberOf(row, 'calls_without_usage'),
    rolled_up: numberOf(row, 'rolled_up_traces') > 0,
    tokens: tokensOf(row),
    cost: costOf(row),
    models: textsOf(row, 'all_models'),
    ttft: maybeText(row, 'first_ttft'),
    scores: [...scores],
    input_preview: maybeText(row, 'first_input'),
    output_preview: maybeText(row, 'last_output'),
  }
}

export function groupRowOf(row: MeasureRow, matched: MeasureRow): GroupRow {
  return {
    id: textOf(row, 'id'),
    start: textOf(row, 'first_ns'),
    end: textOf(row, 'last_ns'),
    duration: durationOf(row),
    traces: numberOf(row, 'traces'),
    spans: numberOf(row, 'spans'),
    errors: numberOf(row, 'errors'),
    sessions: numberOf(row, 'sessions'),
    users: textsOf(row, 'all_users'),
    calls: numberOf(row, 'calls'),
    tokens: tokensOf(row),
    cost: costOf(row),
    models: textsOf(row, 'all_models'),
    input_preview: maybeText(row, 'first_input'),
    output_preview: maybeText(row, 'last_output'),
    matched: matchedOf(matched),
  }
}

export function matchedOf(row: MeasureRow): Matched {
  const { input, output } = tokensOf(row)
  const { ours, reported } = costOf(row)
  return {
    spans: numberOf(row, 'spans'),
    calls: numberOf(row, 'calls'),
    errors: numberOf(row, 'errors'),
    tokens: { input, output },
    cost: { ours, reported },
  }
}

export function textsOf(row: MeasureRow, column: string): string[] {
  const value = row[column]
  return Array.isArray(value) ? value.map(String) : []
}

function durationOf(row: MeasureRow): string {
  return String(BigInt(textOf(row, 'last_ns')) - BigInt(textOf(row, 'first_ns')))
}
