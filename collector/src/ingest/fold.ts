/**
 * A span and the log records that belong to it, in whatever order they come: whenever one arrives, all records of the
 * span and its content are read and the whole row is derived anew. The result depends only on what is there, so
 * folding again, or in another order, gives the same row. Records without a span wait in their table.
 */
import type { SpanRow } from '@vitrine/schemas'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import { deriveSpan } from '../enrich/derive-span.ts'
import { createPriceBook, type PriceBookFile } from '../enrich/price-book.ts'
import { type Fragment, viewOfContent } from '../mapping/content-view.ts'
import { encodeSpans } from '../store/encode-spans.ts'
import type { Store } from '../store/store.ts'
import { readFragments, readSpansToFold, type SpanToFold } from './fold-reads.ts'
import type { Stored } from './narrow.ts'

export interface Folder {
  /** Call it after the batch is in. */
  fold(stored: readonly Stored[]): Promise<void>
}

export function createFolder(options: { readonly store: Store; readonly prices: PriceBookFile }): Folder {
  const prices = createPriceBook(options.prices)
  const { store } = options
  let projects: Promise<Set<string>> | undefined
  return {
    fold: async (stored) => {
      projects ??= projectsWithFragments(store)
      const withFragments = await projects
      for (const { batch } of stored) for (const { projectId } of batch.fragments) withFragments.add(projectId)
      for (const [projectId, traceIds] of tracesOf(stored, withFragments)) {
        const fragments = await readFragments(store, projectId, traceIds)
        if (fragments.size === 0) continue
        const spans = await readSpansToFold(store, projectId, traceIds)
        const rows = spans.flatMap((span) => {
          const ofSpan = fragments.get(`${span.traceId}/${span.spanId}`)
          const row = ofSpan === undefined ? undefined : foldSpan(span, ofSpan, prices)
          return row === undefined || row.version === span.version ? [] : [row]
        })
        for (const { spans: spanBlock, content } of encodeSpans(rows)) {
          await store.insertNative('span_content', [content])
          await store.insertNative('spans', [spanBlock])
        }
      }
    },
  }
}

const CONTENT_HASH_BITS = 40n

/** Pure; the order of the fragments does not matter. */
export function foldSpan(
  span: SpanToFold,
  fragments: readonly Fragment[],
  prices: Parameters<typeof deriveSpan>[2],
): SpanRow {
  const decoded: DecodedSpan = {
    view: viewOfContent(span, fragments),
    content: span.content,
    index: 0,
    isDamaged: span.isDamaged,
    // Of the span alone: how many records were folded is in the version's rank.
    contentHash: Number(span.version & ((1n << CONTENT_HASH_BITS) - 1n)),
  }
  return deriveSpan(
    decoded,
    {
      projectId: span.projectId,
      keyId: span.keyId,
      protocol: span.protocol,
      partition: span.partition,
      offset: span.offset,
      receivedMs: span.receivedMs,
      epoch: Number(span.version >> 112n),
      retentionDaysFor: () => span.retentionDays,
      fragmentsFolded: fragments.length,
      clientId: span.clientId,
      clientTraceId: span.clientTraceId,
    },
    prices,
  )
}

async function projectsWithFragments(store: Store): Promise<Set<string>> {
  const rows = await store.query<{ project_id: string }>('select distinct project_id from span_fragments limit 100000')
  return new Set(rows.map((row) => row.project_id))
}

function tracesOf(stored: readonly Stored[], projects: ReadonlySet<string>): ReadonlyMap<string, string[]> {
  const traces = new Map<string, Set<string>>()
  for (const { batch } of stored) {
    for (const { projectId, traceId } of [...batch.traces, ...batch.fragments]) {
      if (!projects.has(projectId)) continue
      const ids = traces.get(projectId)
      if (ids === undefined) traces.set(projectId, new Set([traceId]))
      else ids.add(traceId)
    }
  }
  return new Map([...traces].map(([projectId, ids]) => [projectId, [...ids]]))
}
