/** One span as it is stored, for whoever derives it again to explain it. */
import type { ContentRow, Fragment } from '../mapping/content-view.ts'
import type { Store } from '../store/store.ts'
import { findTrace } from './find-trace.ts'
import type { ProjectScope } from './project-scope.ts'
import { type BlobReader, readContents } from './span-content.ts'
import { findSpan, keyOf } from './span-detail.ts'

export interface StoredSpanContent {
  readonly row: ContentRow
  readonly fragments: readonly Fragment[]
}

/** undefined: its content is gone. Throws when there is no such span. */
export async function readStoredSpan(
  store: Store,
  scope: ProjectScope,
  asked: { readonly traceId: string; readonly spanId: string },
  options: { readonly blobs?: BlobReader | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<StoredSpanContent | undefined> {
  const { blobs, signal } = options
  const place = await findTrace(store, scope, asked.traceId, signal)
  const { row } = await findSpan(store, scope, place, asked.spanId, signal)
  const key = keyOf(row)
  const contents = await readContents(store, scope, [key], { blobs, signal })
  return contents.get(`${key.traceId}/${key.spanId}`)
}
