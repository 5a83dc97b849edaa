/** GET /traces/{trace_id}/skeleton: a header, then column blocks, so that ten thousand spans parse in milliseconds. */
import { TOKEN_BUCKETS } from '@vitrine/schemas'
import { SKELETON_BLOCK_SPANS, type SkeletonBlock, type SkeletonLine } from '@vitrine/schemas/api'
import type { Store } from '../store/store.ts'
import { type FindOptions, findOrAwaitTrace } from './find-trace.ts'
import { decimalOf, type MeasureRow, maybeText, numberOf, numberOrNull, textOf, tokensOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import type { Briefs } from './score-briefs.ts'
import { startOfTrace } from './skeleton.ts'
import { traceOptions, traceStatement } from './trace-spans.ts'

const STATUS_NUMBERS: Readonly<Record<string, number>> = { unset: 0, ok: 1, error: 2 }
const MAX_SPANS = 2_000_000

export async function* streamSkeleton(
  store: Store,
  scope: ProjectScope,
  id: string,
  options: FindOptions = {},
): AsyncIterable<SkeletonLine> {
  const { signal } = options
  const place = await findOrAwaitTrace(store, scope, id, options)
  const first = await startOfTrace(store, scope, { place, limit: SKELETON_BLOCK_SPANS }, signal)
  const { facts, briefs } = first
  const startNs = BigInt(facts.start)
  yield {
    type: 'header',
    format: 1,
    trace: facts,
    start: facts.start,
    span_count: facts.spans,
    buckets: [...TOKEN_BUCKETS],
  }
  if (first.rows.length <= SKELETON_BLOCK_SPANS) {
    yield blockOf(first.rows, startNs, briefs)
    yield { type: 'end', span_count: first.rows.length }
    return
  }
  const { sql, params } = traceStatement(scope, place, { limit: MAX_SPANS })
  const reading = { maxRows: MAX_SPANS, ...traceOptions(signal) }
  let waiting: MeasureRow[] = []
  let sent = 0
  for await (const rows of store.stream<MeasureRow>(sql, params, reading)) {
    waiting.push(...rows.map(first.judge))
    while (waiting.length >= SKELETON_BLOCK_SPANS) {
      yield blockOf(waiting.slice(0, SKELETON_BLOCK_SPANS), startNs, briefs)
      sent += SKELETON_BLOCK_SPANS
      waiting = waiting.slice(SKELETON_BLOCK_SPANS)
    }
  }
  if (waiting.length > 0) yield blockOf(waiting, startNs, briefs)
  yield { type: 'end', span_count: sent + waiting.length }
}

function blockOf(rows: readonly MeasureRow[], startNs: bigint, briefs: Briefs): SkeletonBlock {
  const texts = (column: string) => tableOf(rows.map((row) => textOf(row, column)))
  const name = texts('name')
  const kind = texts('kind')
  const service = texts('service')
  const model = texts('model')
  const provider = texts('provider')
  const errorType = texts('error_type')
  const agent = texts('agent_name')
  const tool = texts('tool_name')
  const user = texts('whose')
  const session = texts('session')
  const offset = (row: MeasureRow, column: string) => Number(BigInt(textOf(row, column)) - startNs)
  const tokens = rows.map((row) => tokensOf(row, 'tokens'))
  return {
    type: 'spans',
    n: rows.length,
    tables: {
      name: name.table,
      kind: kind.table,
      service: service.table,
      model: model.table,
      provider: provider.table,
      error_type: errorType.table,
      agent: agent.table,
      tool: tool.table,
      user: user.table,
      session: session.table,
    },
    span_id: rows.map((row) => textOf(row, 'span_id')),
    parent_span_id: rows.map((row) => maybeText(row, 'parent_span_id')),
    name_index: name.index,
    kind_index: kind.index,
    service_index: service.index,
    model_index: model.index,
    provider_index: provider.index,
    error_type_index: errorType.index,
    agent_index: agent.index,
    tool_index: tool.index,
    user_index: user.index,
    session_index: session.index,
    start: rows.map((row) => offset(row, 'start_ns')),
    end: rows.map((row) => (numberOf(row, 'is_running') === 1 ? null : offset(row, 'end_ns'))),
    running: rows.map((row) => numberOf(row, 'is_running')),
    status: rows.map((row) => STATUS_NUMBERS[textOf(row, 'status')] ?? 0),
    calls: rows.map((row) => numberOf(row, 'is_call')),
    usage: rows.map((row) => numberOf(row, 'in_sums')),
    ttft: rows.map((row) => numberOrNull(row.ttft_ns)),
    tokens_input: tokens.map((each) => each.input),
    tokens_output: tokens.map((each) => each.output),
    tokens: TOKEN_BUCKETS.map((bucket) => tokens.map((each) => each.buckets[bucket])),
    cost_ours: rows.map((row) => decimalOf(row, 'cost_total')),
    cost_reported: rows.map((row) => decimalOf(row, 'cost_reported')),
    scores: rows.flatMap((row, index) =>
      briefs
        .ofSpan(textOf(row, 'trace_id'), textOf(row, 'span_id'))
        .map((score): [number, string, number | null, string | null] => [index, score.name, score.value, score.text]),
    ),
  }
}

/** Each text once, and for each row where it stands; -1 = nobody said. */
function tableOf(values: readonly string[]): { table: string[]; index: number[] } {
  const places = new Map<string, number>()
  const index = values.map((value) => {
    if (value === '') return -1
    const place = places.get(value) ?? places.size
    places.set(value, place)
    return place
  })
  return { table: [...places.keys()], index }
}
