/** What a rederive job reads: stored spans hour by hour, a page of narrow rows at a time, and their content. */
import { TOKEN_BUCKETS } from '@vitrine/schemas'
import { CONTENT_OF_SPAN, readFragments, type SpanToFold, type StoredSpan, spanOf } from '../ingest/fold-reads.ts'
import type { Fragment } from '../mapping/content-view.ts'
import type { Store } from '../store/store.ts'

/** A narrow row as it is stored: what the job compares with. */
export interface NarrowRow {
  readonly [column: string]: string | number | null | readonly string[]
  readonly tags: readonly string[]
}

export interface HourOfSpans {
  readonly hourS: number
  readonly spans: number
}

/** Rows a page; their content is read in parts of at most PART_BYTES. */
const PAGE_ROWS = 2_000
const PART_ROWS = 400
const PART_BYTES = 4 * 2 ** 20
/** A job may wait longer than a person. */
const PATIENT = { maxSeconds: 300 }

/** A row of this version or above is of the epoch. */
export function firstVersionOf(epoch: number): bigint {
  return BigInt(epoch) << 112n
}

const HOURS = `select toUnixTimestamp(toStartOfHour(start_time)) as hour_s, count() as spans
from spans final
where project_id = {project:String} and version < {below:UInt128}
group by hour_s
order by hour_s
limit 1000000`

export async function hoursOfSpans(store: Store, project: string, below: bigint): Promise<readonly HourOfSpans[]> {
  const rows = await store.query<{ hour_s: number; spans: string }>(HOURS, { project, below }, PATIENT)
  return rows.map((row) => ({ hourS: Number(row.hour_s), spans: Number(row.spans) }))
}

const TOKEN_COLUMNS = TOKEN_BUCKETS.map((bucket) => `s.tokens_${bucket} as tokens_${bucket}`).join(',\n    ')

const PAGE = `select
    s.trace_id as trace_id,
    s.span_id as span_id,
    toString(toUnixTimestamp64Nano(s.start_time)) as start_ns,
    toString(s.version) as narrow_version,
    s.queue_partition as queue_partition,
    s.queue_offset as queue_offset,
    s.is_damaged as is_damaged,
    s.input_bytes as input_bytes,
    s.output_bytes as output_bytes,
    s.input_preview as input_preview,
    s.output_preview as output_preview,
    s.kind as kind,
    s.status as status,
    s.model as model,
    s.response_model as response_model,
    s.provider as provider,
    s.response_id as response_id,
    s.session_id as session_id,
    s.user_id as user_id,
    s.environment as environment,
    s.release as release,
    s.tags as tags,
    s.agent_name as agent_name,
    s.tool_name as tool_name,
    s.trace_name as trace_name,
    s.prompt_name as prompt_name,
    s.prompt_version as prompt_version,
    s.finish_reason as finish_reason,
    s.dialect as dialect,
    s.estimated_input as estimated_input,
    s.estimated_output as estimated_output,
    s.documents as documents,
    toString(s.cost_total) as cost_total,
    toString(s.cost_reported) as cost_reported,
    ${TOKEN_COLUMNS},
    s.own_counts as own_counts
from spans as s final
where s.project_id = {project:String}
    and s.start_time >= toDateTime({hour:UInt32}, 'UTC')
    and s.start_time < toDateTime({hour:UInt32}, 'UTC') + interval 1 hour
    and s.version < {below:UInt128}
    and (s.trace_id, s.start_time, s.span_id) > ({trace:String}, fromUnixTimestamp64Nano({start:Int64}, 'UTC'), {span:String})
order by s.trace_id, s.start_time, s.span_id
limit ${PAGE_ROWS}`

const VERDICTS = `select trace_id, span_id, counts, usage
from span_verdicts final
where project_id = {project:String} and trace_id in {ids:Array(String)}
limit 1000000`

/** Pages of an hour, in the order of its content. */
export async function* pagesOfHour(
  store: Store,
  of: { readonly project: string; readonly hourS: number; readonly below: bigint },
): AsyncGenerator<readonly NarrowRow[]> {
  let after = { trace: '', start: '0', span: '' }
  for (;;) {
    const params = { project: of.project, hour: of.hourS, below: of.below, ...after }
    const rows = await store.query<NarrowRow>(PAGE, params, PATIENT)
    if (rows.length > 0) yield await withVerdicts(store, of.project, rows)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_ROWS) return
    after = { trace: String(last.trace_id), start: String(last.start_ns), span: String(last.span_id) }
  }
}

/** Verdicts as columns of the rows: whether a span counts, and whether its usage does. */
async function withVerdicts(store: Store, project: string, rows: readonly NarrowRow[]): Promise<readonly NarrowRow[]> {
  const ids = [...new Set(rows.map((row) => String(row.trace_id)))]
  const verdicts = await store.query<NarrowRow>(VERDICTS, { project, ids }, PATIENT)
  const known = new Map(verdicts.map((row) => [`${row.trace_id}/${row.span_id}`, row]))
  return rows.map((row) => {
    const verdict = known.get(`${row.trace_id}/${row.span_id}`)
    return verdict === undefined ? row : { ...row, judged: 1, counts: verdict.counts ?? 0, usage: verdict.usage ?? 0 }
  })
}

/** Parts of a page whose content fits into memory many times over. */
export function partsOfPage(rows: readonly NarrowRow[]): readonly (readonly NarrowRow[])[] {
  const parts: NarrowRow[][] = []
  let bytes = 0
  for (const row of rows) {
    const size = Number(row.input_bytes) + Number(row.output_bytes)
    const last = parts.at(-1)
    bytes += size
    if (last !== undefined && last.length < PART_ROWS && bytes <= PART_BYTES) last.push(row)
    else {
      parts.push([row])
      bytes = size
    }
  }
  return parts
}

const CONTENTS = `select
${CONTENT_OF_SPAN},
    toString(toUnixTimestamp64Nano(c.start_time)) as start_ns
from
(
    select * from span_content final
    where project_id = {project:String}
        and hour = toDateTime({hour:UInt32}, 'UTC')
        and (trace_id, start_time, span_id) in
        (
            select arrayJoin(arrayMap(
                (id, start_ns, of_span) -> (id, fromUnixTimestamp64Nano(start_ns, 'UTC'), of_span),
                {traces:Array(String)}, {starts:Array(Int64)}, {spans:Array(String)}))
        )
) as c
limit 10000`

export interface StoredContent {
  readonly narrow: NarrowRow
  readonly span: SpanToFold
  readonly fragments: readonly Fragment[]
}

/** Those of the rows whose content is there. */
export async function readPart(
  store: Store,
  of: { readonly project: string; readonly hourS: number; readonly hasFragments: boolean },
  rows: readonly NarrowRow[],
): Promise<readonly StoredContent[]> {
  const traces = rows.map((row) => String(row.trace_id))
  const spans = rows.map((row) => String(row.span_id))
  const starts = rows.map((row) => String(row.start_ns))
  const [contents, fragments] = await Promise.all([
    store.query<StoredSpan>(CONTENTS, { project: of.project, hour: of.hourS, traces, spans, starts }, PATIENT),
    of.hasFragments ? readFragments(store, of.project, [...new Set(traces)]) : new Map<string, Fragment[]>(),
  ])
  const contentOf = new Map(contents.map((row) => [keyOf(row), row]))
  return rows.flatMap((narrow) => {
    const content = contentOf.get(keyOf(narrow))
    if (content === undefined) return []
    const span = spanOf(of.project, { ...content, ...sidesOf(narrow) })
    return [{ narrow, span, fragments: fragments.get(`${span.traceId}/${span.spanId}`) ?? [] }]
  })
}

/** As spanOf wants them beside the content. */
function sidesOf(row: NarrowRow): Record<string, string | number> {
  const names = ['narrow_version', 'queue_partition', 'queue_offset', 'is_damaged', 'input_bytes', 'output_bytes']
  return Object.fromEntries([...names, 'input_preview', 'output_preview'].map((name) => [name, scalarOf(row[name])]))
}

function scalarOf(value: NarrowRow[string] | undefined): string | number {
  return typeof value === 'string' || typeof value === 'number' ? value : 0
}

const keyOf = (row: Readonly<Record<string, unknown>>) => `${row.trace_id}/${row.span_id}/${row.start_ns}`

export async function hasFragments(store: Store, project: string): Promise<boolean> {
  const rows = await store.query('select 1 from span_fragments where project_id = {project:String} limit 1', {
    project,
  })
  return rows.length > 0
}
