/** What stands in a text where a picture, sound or file was taken out of it: `blob:sha256:<hex>:<bytes>;image/png`. */
export const MEDIA_MARK = 'blob:'

const REFERENCE = /^blob:(sha256:[0-9a-f]{64}:(\d+));([\w.+-]+\/[\w.+-]+)$/

export interface MediaReference {
  /** As the blob store knows it. */
  readonly reference: string
  readonly sizeBytes: number
  readonly mediaType: string
}

export function mediaReference(text: string): MediaReference | undefined {
  if (!text.startsWith(MEDIA_MARK)) return undefined
  const [, reference, size, mediaType] = REFERENCE.exec(text) ?? []
  if (reference === undefined || mediaType === undefined) return undefined
  return { reference, sizeBytes: Number(size), mediaType }
}
