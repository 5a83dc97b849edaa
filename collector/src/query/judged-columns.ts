/** The columns of `judged`: those of the table `spans`, and those that are made of them. */
import { TOKEN_BUCKETS } from '@vitrine/schemas'

/** Of the table, as the migrations make it; a test compares. */
export const SPAN_TABLE_COLUMNS: readonly string[] = [
  'project_id',
  'start_time',
  'trace_id',
  'span_id',
  'parent_span_id',
  'end_time',
  'is_running',
  'clock',
  'received_time',
  'name',
  'kind',
  'status',
  'error_type',
  'error_message',
  'service',
  'scope_name',
  'sdk',
  'dialect',
  'model',
  'response_model',
  'provider',
  'response_id',
  ...TOKEN_BUCKETS.map((bucket) => `tokens_${bucket}`),
  'cost_total',
  'cost_by_bucket',
  'price_id',
  'estimated_input',
  'estimated_output',
  'documents',
  'cost_reported',
  'user_id',
  'session_id',
  'environment',
  'release',
  'tags',
  'prompt_name',
  'prompt_version',
  'agent_name',
  'tool_name',
  'finish_reason',
  'is_stream',
  'ttft_ns',
  'own_counts',
  'input_bytes',
  'output_bytes',
  'input_preview',
  'output_preview',
  'attributes',
  'resource_attributes',
  'long_keys',
  'client_id',
  'client_trace_id',
  'key_id',
  'protocol',
  'queue_partition',
  'queue_offset',
  'is_damaged',
  'retention_days',
  'version',
  'deleted',
  'trace_key',
  'span_hash',
  'tokens_in',
  'tokens_out',
  'said_usage',
  'trace_name',
]

export interface JudgedColumn {
  readonly name: string
  readonly sql: string
  /** `traces`: what the span's trace says, as `t.trace_<column>`; `children` and `attempts`: what spans beside it say. */
  readonly join?: 'verdicts' | 'traces' | 'children' | 'attempts'
}

const VERDICTS = 'from span_verdicts final where project_id = {project:String}'

/** A text as a number: whoever only counts texts has them joined and compared twice as fast. Never 0. */
export function keyOf(column: string): string {
  return `reinterpretAsUInt128(sipHash128(${column}))`
}

/** As the tables make them of their ids; comparing numbers, no text has to be read of spans. */
export const TRACE_KEY = keyOf('trace_id')
export const SPAN_HASH = 'cityHash64(span_id)'
const PAIR = '(s.trace_key, s.span_hash)'
const PAIRS = `select ${TRACE_KEY}, ${SPAN_HASH} ${VERDICTS}`

/** A retrieval inside a retrieval is a step of it. */
const KIND = `if(s.kind = 'retrieval' and ${PAIR} in (${PAIRS} and reason = 'step'), 'chain', s.kind)`

const LASTS = 'greatest(toUnixTimestamp64Nano(s.end_time) - toUnixTimestamp64Nano(s.start_time), 0)'

const JUDGED: readonly JudgedColumn[] = [
  { name: 'kind', sql: KIND },
  { name: 'start_ns', sql: 'toUnixTimestamp64Nano(s.start_time)' },
  {
    name: 'duration_ns',
    sql: `if(s.is_running = 1, null, ${LASTS})`,
  },
  { name: 'is_call', sql: 'if(v.judged = 1, v.counts, s.own_counts)', join: 'verdicts' },
  { name: 'in_sums', sql: 'if(v.judged = 1, v.usage, s.own_counts)', join: 'verdicts' },
  { name: 'merged_into', sql: 'v.merged_into', join: 'verdicts' },
  { name: 'whose', sql: "if(s.user_id != '', s.user_id, t.trace_user_id)", join: 'traces' },
  { name: 'session', sql: "if(s.session_id != '', s.session_id, t.trace_session_id)", join: 'traces' },
  { name: 'feature', sql: 't.trace_name', join: 'traces' },
  { name: 'whose_key', sql: `if(s.user_id != '', ${keyOf('s.user_id')}, t.trace_user_id_key)`, join: 'traces' },
  {
    name: 'session_key',
    sql: `if(s.session_id != '', ${keyOf('s.session_id')}, t.trace_session_id_key)`,
    join: 'traces',
  },
  { name: 'self_ns', sql: `if(s.is_running = 1, null, if(c.is_parent = 1, c.alone, ${LASTS}))`, join: 'children' },
  { name: 'is_retry', sql: 'a.is_again', join: 'attempts' },
]

/** Columns that other spans of the trace decide, in the window or out of it. */
export const AMONG_OTHERS = /\b(self_ns|is_retry)\b/

/** By its own reading alone: right while the project has no verdict. */
const BY_ITSELF: Readonly<Record<string, string>> = {
  is_call: 's.own_counts',
  in_sums: 's.own_counts',
  kind: 's.kind',
}

/**
 * The same as the join where few traces are judged: most spans are told apart by their trace alone. Short only when the
 * engine evaluates lazily (`QueryOptions.lazily`). Both answers are bits of one number: of two conditions that look
 * alike, the engine would look up the second again for the spans that the first one leaves.
 */
const BITS = `if(s.trace_key in (select ${TRACE_KEY} ${VERDICTS}), if(${PAIR} in (${PAIRS}), (${PAIR} in (${PAIRS} and counts = 1)) + 2 * (${PAIR} in (${PAIRS} and usage = 1)), 3 * s.own_counts), 3 * s.own_counts)`

const BY_FEW: Readonly<Record<string, string>> = {
  is_call: `bitAnd(${BITS}, 1)`,
  in_sums: `bitShiftRight(${BITS}, 1)`,
}

/** How what a trace says of its spans is found; all three say the same where they are allowed. */
export type VerdictReading = 'join' | 'few' | 'none'

/** Only a join finds the span that another one was merged into. */
export function withVerdicts(columns: readonly JudgedColumn[], reading: VerdictReading): readonly JudgedColumn[] {
  if (reading === 'join' || columns.some(({ name }) => name === 'merged_into')) return columns
  const sqlOf = reading === 'none' ? BY_ITSELF : BY_FEW
  return columns.map(({ join, ...column }) => ({
    ...column,
    sql: sqlOf[column.name] ?? column.sql,
    ...(join === undefined || join === 'verdicts' ? {} : { join }),
  }))
}

/** Of the table of traces, what these columns inherit. */
export function inheritedColumns(columns: readonly JudgedColumn[]): readonly string[] {
  return [...new Set(columns.flatMap(({ sql }) => [...sql.matchAll(/\bt\.trace_(\w+)/g)].map(([, name = '']) => name)))]
}

/** What joins compare. */
const ALWAYS = ['trace_key', 'span_hash']

/** The columns that a query text names; a word that only looks like one costs a column, no more. */
export function columnsNamed(text: string): { stored: readonly string[]; made: readonly JudgedColumn[] } {
  const words = new Set(text.match(/\b[a-z]\w*/g))
  const made = JUDGED.filter((column) => words.has(column.name))
  const needed = new Set([
    ...ALWAYS,
    ...made.flatMap(({ sql }) => [...sql.matchAll(/\bs\.(\w+)/g)].map(([, name]) => name)),
  ])
  const stored = SPAN_TABLE_COLUMNS.filter((name) => words.has(name) || needed.has(name))
  return { stored, made }
}
