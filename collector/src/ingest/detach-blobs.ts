/**
 * What does not belong into a row leaves it: pictures and sound inside a text, then values that are too large still.
 * Their bytes go to the blob store, a reference stays.
 */
import type { SpanContent } from '@vitrine/schemas'
import { BLOB_MIN_BYTES, blobReference } from '../store/blobs.ts'
import { detachMedia, MEDIA_MIN_BYTES } from './detach-media.ts'
import { detachFromRecord, SHAPES } from './detach-records.ts'

export interface DetachedBlob {
  readonly projectId: string
  readonly bytes: Uint8Array
}

export function detachBlobs(
  projectId: string,
  content: SpanContent,
): { readonly content: SpanContent; readonly blobs: readonly DetachedBlob[] } {
  const values = content.attributeValues
  let hasLong = false
  for (let i = 0; i < values.length; i++) if ((values[i] as Uint8Array).byteLength >= MEDIA_MIN_BYTES) hasLong = true
  if (!hasLong && content.events.byteLength < MEDIA_MIN_BYTES) return { content, blobs: NONE }
  const record = detachFromRecord(content.events, SHAPES.events)
  const blobs: DetachedBlob[] = record.blobs.map((bytes) => ({ projectId, bytes }))
  let attributeTypes = ''
  const attributeValues = values.map((whole, index) => {
    const media = isText(content, index) ? detachMedia(whole, content.attributeKeys[index] as string) : undefined
    for (const bytes of media?.blobs ?? []) blobs.push({ projectId, bytes })
    const value = media?.value ?? whole
    const isLarge = value.byteLength > BLOB_MIN_BYTES
    attributeTypes += isLarge ? 'r' : content.attributeTypes[index]
    if (!isLarge) return value
    // A copy: it crosses to another thread, and the body's buffer stays here.
    blobs.push({ projectId, bytes: new Uint8Array(value) })
    return Buffer.from(blobReference(value))
  })
  return blobs.length === 0
    ? { content, blobs: NONE }
    : { content: { ...content, attributeTypes, attributeValues, events: record.bytes }, blobs }
}

function isText(content: SpanContent, index: number): boolean {
  const type = content.attributeTypes[index]
  return type === 's' || type === 'j'
}

const NONE: readonly DetachedBlob[] = []
