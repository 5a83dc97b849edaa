/** What folding reads: the fragments of some traces, and the spans that have any. Bytes travel as base64. */
import type { SpanContent, SpanRow } from '@vitrine/schemas'
import type { Fragment } from '../mapping/content-view.ts'
import { epochIn } from '../normalise/times.ts'
import type { Store } from '../store/store.ts'
import { decimalSeconds } from './evaluation-scores.ts'

export interface SpanToFold {
  readonly projectId: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly keyId: string
  readonly protocol: string
  readonly partition: number
  readonly offset: number
  readonly receivedMs: number
  readonly retentionDays: number
  readonly isDamaged: boolean
  readonly clientId: string
  readonly clientTraceId: string
  readonly version: bigint
  readonly content: SpanContent
  /** As derived from the whole values, some of which may be references by now. */
  readonly sides: Pick<SpanRow, 'inputBytes' | 'outputBytes' | 'inputPreview' | 'outputPreview'>
}

/** Key times of the first and the last span of a batch. */
export interface StartRange {
  readonly firstNs: bigint
  readonly lastNs: bigint
}

const FRAGMENTS = `select trace_id, span_id, kind, time_ns, base64Encode(payload) as payload
from span_fragments final
where project_id = {project:String} and trace_id in {ids:Array(String)}
order by trace_id, span_id, time_ns, fragment_id
limit 1000000`

interface FragmentFields {
  readonly trace_id: string
  readonly span_id: string
  readonly kind: Fragment['kind']
  readonly time_ns: string
  readonly payload: string
}

/** By `<trace id>/<span id>`. */
export async function readFragments(
  store: Store,
  project: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Fragment[]>> {
  const rows = await store.query<FragmentFields>(FRAGMENTS, { project, ids })
  const bySpan = new Map<string, Fragment[]>()
  for (const row of rows) {
    const key = `${row.trace_id}/${row.span_id}`
    const payload = Buffer.from(row.payload, 'base64')
    const fragment: Fragment = { kind: row.kind, timeNs: BigInt(row.time_ns), payload }
    const list = bySpan.get(key)
    if (list === undefined) bySpan.set(key, [fragment])
    else list.push(fragment)
  }
  return bySpan
}

/** What a stored span is derived from anew; `c` is its row of span_content. Bytes as base64. */
export const CONTENT_OF_SPAN = `    c.trace_id as trace_id,
    c.span_id as span_id,
    c.parent_span_id as parent_span_id,
    c.name as name,
    c.attribute_keys as keys,
    c.attribute_types as types,
    arrayMap(value -> base64Encode(value), c.attribute_values) as values,
    base64Encode(c.events) as events,
    base64Encode(c.links) as links,
    base64Encode(c.resource) as resource,
    base64Encode(c.scope) as scope,
    c.schema_url as schema_url,
    c.trace_state as trace_state,
    c.flags as flags,
    c.otel_kind as otel_kind,
    c.status_code as status_code,
    c.status_message as status_message,
    c.raw_start_ns as raw_start_ns,
    c.raw_end_ns as raw_end_ns,
    c.dropped_attributes as dropped_attributes,
    toUnixTimestamp64Milli(c.received_time) as received_ms,
    c.protocol as protocol,
    c.key_id as key_id,
    c.client_id as client_id,
    c.client_trace_id as client_trace_id,
    c.retention_days as retention_days,
    toString(c.version) as version`

// A trace lies between its batch's spans and what `traces` knows of it: without these bounds all content would be read.
const SPANS = `with
    bounds as
    (
        select count() as n, min(start_time) as first, max(end_time) as last
        from traces final
        where project_id = {project:String} and trace_id in {ids:Array(String)}
    ),
    narrow as
    (
        select
            trace_id, span_id, start_time, version, queue_partition, queue_offset, is_damaged, input_bytes, output_bytes,
            input_preview, output_preview
        from spans final
        where project_id = {project:String}
            and trace_id in {ids:Array(String)}
            and start_time >= if((select n from bounds) = 0, {from:DateTime64(9, 'UTC')}, least({from:DateTime64(9, 'UTC')}, (select first from bounds)))
            and start_time <= if((select n from bounds) = 0, {to:DateTime64(9, 'UTC')}, greatest({to:DateTime64(9, 'UTC')}, (select last from bounds)))
            and (trace_id, span_id) in
            (
                select trace_id, span_id from span_fragments final
                where project_id = {project:String} and trace_id in {ids:Array(String)}
            )
    )
select
${CONTENT_OF_SPAN},
    toString(s.version) as narrow_version,
    s.queue_partition as queue_partition,
    s.queue_offset as queue_offset,
    s.is_damaged as is_damaged,
    s.input_bytes as input_bytes,
    s.output_bytes as output_bytes,
    s.input_preview as input_preview,
    s.output_preview as output_preview
from
(
    select * from span_content final
    where project_id = {project:String}
        and hour in (select toStartOfHour(start_time) from narrow)
        and trace_id in {ids:Array(String)}
) as c
inner join narrow as s on s.trace_id = c.trace_id and s.span_id = c.span_id and s.start_time = c.start_time
limit 100000`

export type StoredSpan = Readonly<Record<string, string | number>> & {
  readonly keys: string[]
  readonly values: string[]
}

/** Before and after every key time, of ten digits as the engine reads seconds. */
const FIRST_NS = 1_000_000_000n * 1_000_000_000n
const LAST_NS = 9_000_000_000n * 1_000_000_000n

export async function readSpansToFold(
  store: Store,
  asked: { readonly projectId: string; readonly ids: readonly string[]; readonly range: StartRange | undefined },
): Promise<SpanToFold[]> {
  const { projectId, ids, range } = asked
  const rows = await store.query<StoredSpan>(SPANS, {
    project: projectId,
    ids,
    // Without spans in the batch only what `traces` knows counts.
    from: decimalSeconds(range?.firstNs ?? LAST_NS),
    to: decimalSeconds(range?.lastNs ?? FIRST_NS),
  })
  return rows.map((row) => spanOf(projectId, row))
}

/** A row of CONTENT_OF_SPAN with the narrow row's place in the queue, sides and version. */
export function spanOf(projectId: string, row: StoredSpan): SpanToFold {
  const text = (name: string) => String(row[name])
  const number = (name: string) => Number(row[name])
  return {
    projectId,
    traceId: text('trace_id'),
    spanId: text('span_id'),
    parentSpanId: text('parent_span_id'),
    name: text('name'),
    keyId: text('key_id'),
    protocol: text('protocol'),
    partition: number('queue_partition'),
    offset: number('queue_offset'),
    receivedMs: number('received_ms'),
    retentionDays: number('retention_days'),
    isDamaged: row.is_damaged === 1,
    clientId: text('client_id'),
    clientTraceId: text('client_trace_id'),
    version: atLeastEpochOf(BigInt(text('version')), BigInt(text('narrow_version'))),
    content: contentOf(row),
    sides: {
      inputBytes: number('input_bytes'),
      outputBytes: number('output_bytes'),
      inputPreview: text('input_preview'),
      outputPreview: text('output_preview'),
    },
  }
}

/** History that was derived anew has a later epoch in the narrow row alone; a fold must not fall behind it. */
function atLeastEpochOf(version: bigint, narrow: bigint): bigint {
  const epoch = epochIn(narrow)
  return epochIn(version) >= epoch ? version : (BigInt(epoch) << 112n) | BigInt.asUintN(112, version)
}

function contentOf(row: StoredSpan): SpanContent {
  const text = (name: string) => String(row[name])
  const number = (name: string) => Number(row[name])
  const bytes = (name: string) => Buffer.from(text(name), 'base64')
  return {
    attributeKeys: row.keys,
    attributeTypes: text('types'),
    attributeValues: row.values.map((value) => Buffer.from(value, 'base64')),
    events: bytes('events'),
    links: bytes('links'),
    resource: bytes('resource'),
    scope: bytes('scope'),
    schemaUrl: text('schema_url'),
    traceState: text('trace_state'),
    flags: number('flags'),
    otelKind: number('otel_kind'),
    statusCode: number('status_code'),
    statusMessage: text('status_message'),
    rawStartNs: BigInt(text('raw_start_ns')),
    rawEndNs: BigInt(text('raw_end_ns')),
    droppedAttributes: number('dropped_attributes'),
  }
}
