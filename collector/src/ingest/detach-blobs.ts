/** Values that are too large for a row leave it: their bytes go to the blob store, a reference stays. */
import type { SpanContent } from '@vitrine/schemas'
import { BLOB_MIN_BYTES, blobReference } from '../store/blobs.ts'

export interface DetachedBlob {
  readonly projectId: string
  readonly bytes: Uint8Array
}

export function detachBlobs(
  projectId: string,
  content: SpanContent,
): { readonly content: SpanContent; readonly blobs: readonly DetachedBlob[] } {
  const values = content.attributeValues
  let hasLarge = false
  for (let i = 0; i < values.length; i++) if ((values[i] as Uint8Array).byteLength > BLOB_MIN_BYTES) hasLarge = true
  if (!hasLarge) return { content, blobs: NONE }
  const blobs: DetachedBlob[] = []
  let attributeTypes = ''
  const attributeValues = values.map((value, index) => {
    const isLarge = value.byteLength > BLOB_MIN_BYTES
    attributeTypes += isLarge ? 'r' : content.attributeTypes[index]
    if (!isLarge) return value
    // A copy: it crosses to another thread, and the body's buffer stays here.
    blobs.push({ projectId, bytes: new Uint8Array(value) })
    return Buffer.from(blobReference(value))
  })
  return { content: { ...content, attributeTypes, attributeValues }, blobs }
}

const NONE: readonly DetachedBlob[] = []
