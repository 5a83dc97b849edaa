/** The content rows of spans, as the mapping room takes it: bytes as they came, large values fetched. */
import type { SpanContent } from '@vitrine/schemas'
import { withAnnouncements } from '../mapping/announcements.ts'
import type { ContentRow, Fragment } from '../mapping/content-view.ts'
import type { Blobs } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { readSql } from './sql.ts'
import { textsOf } from './trace-rows.ts'

export type BlobReader = Pick<Blobs, 'get'>

export interface SpanKey {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly startNs: string
  readonly hourS: number
}

/** Larger values stay references: a page shows no more of one span at once. */
const MAX_FETCHED_BYTES = 32 * 2 ** 20

const CONTENT = readSql('span-content')
const FRAGMENTS = readSql('span-fragments')

export interface ReadContent {
  readonly row: ContentRow
  readonly fragments: readonly Fragment[]
}

/** By `<trace id>/<span id>`; a span whose content is gone is not among them. */
export async function readContents(
  store: Store,
  scope: ProjectScope,
  keys: readonly SpanKey[],
  options: { readonly blobs: BlobReader | undefined; readonly signal: AbortSignal | undefined },
): Promise<ReadonlyMap<string, ReadContent>> {
  const found = new Map<string, ReadContent>()
  if (keys.length === 0) return found
  const queryOptions = options.signal === undefined ? {} : { signal: options.signal }
  const named = {
    project: scope.projectId,
    traces: keys.map((key) => key.traceId),
    spans: keys.map((key) => key.spanId),
  }
  const when = { hours: keys.map((key) => key.hourS), starts: keys.map((key) => key.startNs) }
  const [rows, fragments] = await Promise.all([
    store.query<MeasureRow>(CONTENT, { ...named, ...when }, queryOptions),
    store.query<MeasureRow>(FRAGMENTS, named, queryOptions),
  ])
  const rowOf = new Map(rows.map((row) => [idOfRow(row), row]))
  for (const { traceId, spanId, parentSpanId, name } of keys) {
    const id = `${traceId}/${spanId}`
    const row = rowOf.get(id)
    if (row === undefined) continue
    const content = await withBlobs(contentOfRow(row), scope, options.blobs)
    const ofSpan = fragments.filter((fragment) => idOfRow(fragment) === id).map(fragmentOf)
    found.set(id, {
      row: withAnnouncements({ traceId, spanId, parentSpanId, name, content }, ofSpan),
      fragments: ofSpan,
    })
  }
  return found
}

const idOfRow = (row: MeasureRow) => `${textOf(row, 'trace_id')}/${textOf(row, 'span_id')}`

function contentOfRow(row: MeasureRow): SpanContent {
  return {
    attributeKeys: textsOf(row, 'attribute_keys'),
    attributeTypes: textOf(row, 'attribute_types'),
    attributeValues: textsOf(row, 'attribute_values').map(bytesOf),
    events: bytesOf(textOf(row, 'events')),
    links: bytesOf(textOf(row, 'links')),
    resource: bytesOf(textOf(row, 'resource')),
    scope: bytesOf(textOf(row, 'scope')),
    schemaUrl: textOf(row, 'schema_url'),
    traceState: textOf(row, 'trace_state'),
    flags: numberOf(row, 'flags'),
    otelKind: numberOf(row, 'otel_kind'),
    statusCode: numberOf(row, 'status_code'),
    statusMessage: textOf(row, 'status_message'),
    rawStartNs: BigInt(textOf(row, 'raw_start_ns')),
    rawEndNs: BigInt(textOf(row, 'raw_end_ns')),
    droppedAttributes: numberOf(row, 'dropped_attributes'),
  }
}

async function withBlobs(
  content: SpanContent,
  scope: ProjectScope,
  blobs: BlobReader | undefined,
): Promise<SpanContent> {
  if (blobs === undefined || !content.attributeTypes.includes('r')) return content
  const values = [...content.attributeValues]
  const types = [...content.attributeTypes]
  let leftBytes = MAX_FETCHED_BYTES
  for (const [index, value] of values.entries()) {
    const reference = Buffer.from(value).toString('utf8')
    if (types[index] !== 'r' || sizeOf(reference) > leftBytes) continue
    const bytes = await blobs.get(scope.projectId, reference)
    if (bytes === undefined) continue
    leftBytes -= bytes.byteLength
    values[index] = bytes
    types[index] = 's'
  }
  return { ...content, attributeValues: values, attributeTypes: types.join('') }
}

/** A reference ends with the size of what it refers to. */
function sizeOf(reference: string): number {
  return Number(reference.slice(reference.lastIndexOf(':') + 1))
}

function fragmentOf(row: MeasureRow): Fragment {
  return {
    kind: row.kind === 'log' ? 'log' : 'span',
    timeNs: BigInt(textOf(row, 'time_ns')),
    payload: bytesOf(textOf(row, 'payload')),
  }
}

const bytesOf = (base64: string) => Buffer.from(base64, 'base64')
