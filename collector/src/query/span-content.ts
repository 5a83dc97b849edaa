/** The content row of one span, as the mapping room takes it: bytes as they came, large values fetched. */
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

export async function readContent(
  store: Store,
  scope: ProjectScope,
  key: SpanKey,
  options: { readonly blobs: BlobReader | undefined; readonly signal: AbortSignal | undefined },
): Promise<{ readonly row: ContentRow; readonly fragments: readonly Fragment[] } | undefined> {
  const queryOptions = options.signal === undefined ? {} : { signal: options.signal }
  const named = { project: scope.projectId, trace: key.traceId, span: key.spanId }
  const [rows, fragments] = await Promise.all([
    store.query<MeasureRow>(CONTENT, { ...named, hour: key.hourS, start: key.startNs }, queryOptions),
    store.query<MeasureRow>(FRAGMENTS, named, queryOptions),
  ])
  const [row] = rows
  if (row === undefined) return undefined
  const content = await withBlobs(contentOfRow(row), scope, options.blobs)
  const { traceId, spanId, parentSpanId, name } = key
  const found = fragments.map(fragmentOf)
  return { row: withAnnouncements({ traceId, spanId, parentSpanId, name, content }, found), fragments: found }
}

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
