/** Many spans as GET /traces/{trace_id}/spans/{span_id} answers them, a few queries for hundreds. */
import type { SpanDetail } from '@vitrine/schemas/api'
import { EVERYTHING } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { hexOf } from './find-trace.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'
import { selectSpans } from './source.ts'
import type { BlobReader } from './span-content.ts'
import { detailsOf, getSpan, SPAN_DETAIL_SQL } from './span-detail.ts'
import { SPAN_COLUMNS_SQL } from './span-rows.ts'
import { rangesOf } from './trace-ranges.ts'
import { ANY_TIME } from './window.ts'

export interface SpanRef {
  readonly traceId: string
  readonly spanId: string
}

interface Options {
  readonly blobs?: BlobReader | undefined
  readonly signal?: AbortSignal | undefined
}

const MOST_SPANS = 200
/** Content that is read and held at a time; it is there as base64, text and objects at once. */
const MOST_BYTES = 8 * 2 ** 20

/** In the order of `refs`, a batch at a time; undefined for a span that is not there. */
export async function* getSpans(
  store: Store,
  scope: ProjectScope,
  refs: readonly SpanRef[],
  options: Options = {},
): AsyncIterable<readonly (SpanDetail | undefined)[]> {
  for (let at = 0; at < refs.length; at += MOST_SPANS) {
    const step = refs.slice(at, at + MOST_SPANS)
    const rows = await rowsOf(store, scope, step, options.signal)
    for (const batch of boundedBatches(step, (ref) => numberOf(rows.get(nameOf(ref)) ?? {}, 'content_bytes'))) {
      yield await readBatch(store, scope, { batch, rows }, options)
    }
  }
}

/** Consecutive parts, of at most MOST_BYTES or of one. */
export function boundedBatches<Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  mostBytes = MOST_BYTES,
): readonly (readonly Item[])[] {
  const batches: Item[][] = []
  let bytes = 0
  for (const item of items) {
    const last = batches.at(-1)
    bytes += bytesOf(item)
    if (last !== undefined && bytes <= mostBytes) last.push(item)
    else {
      batches.push([item])
      bytes = bytesOf(item)
    }
  }
  return batches
}

async function rowsOf(
  store: Store,
  scope: ProjectScope,
  refs: readonly SpanRef[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, MeasureRow>> {
  const traceIds = [...new Set(refs.map((ref) => hexOf(ref.traceId)))]
  const ranges = await rangesOf(store, scope, traceIds, signal)
  const source = selectSpans(scope, { window: ANY_TIME, filter: EVERYTHING, traceIds, ranges })
  const sql = source.fill(SPAN_DETAIL_SQL, {
    columns: SPAN_COLUMNS_SQL,
    which: `concat(trace_id, '/', span_id) in (${source.bind.add('Array(String)', refs.map(nameOf))})`,
    order: 'trace_id, span_id',
    limit: source.bind.add('UInt64', MOST_SPANS),
  })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return new Map(rows.map((row) => [`${textOf(row, 'trace_id')}/${textOf(row, 'span_id')}`, row]))
}

async function readBatch(
  store: Store,
  scope: ProjectScope,
  { batch, rows }: { batch: readonly SpanRef[]; rows: ReadonlyMap<string, MeasureRow> },
  { blobs, signal }: Options,
): Promise<readonly (SpanDetail | undefined)[]> {
  const names = new Set(batch.map(nameOf))
  const found = [...names].map((name) => rows.get(name)).filter((row) => row !== undefined)
  const details = await detailsOf(store, scope, found, { blobs, signal })
  const byName = new Map(details.map((detail) => [`${detail.trace_id}/${detail.span_id}`, detail]))
  return await Promise.all(
    batch.map(async (ref) => byName.get(nameOf(ref)) ?? (await readOne(store, scope, ref, { blobs, signal }))),
  )
}

/** Named by ids of a client, or not there. */
async function readOne(
  store: Store,
  scope: ProjectScope,
  ref: SpanRef,
  options: Options,
): Promise<SpanDetail | undefined> {
  try {
    return await getSpan(store, scope, ref, options)
  } catch (error) {
    if (error instanceof QueryError && error.code.startsWith('unknown_')) return undefined
    throw error
  }
}

const nameOf = (ref: SpanRef) => `${hexOf(ref.traceId)}/${hexOf(ref.spanId)}`
