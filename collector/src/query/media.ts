/** Pictures and sound that lie in the blob store, back in the messages of a span that somebody opens. */
import type { Message, MessagePart, SpanDetail } from '@vitrine/schemas/api'
import type { ProjectScope } from './project-scope.ts'
import type { BlobReader } from './span-content.ts'

/** A page shows no more of one span at once; what is over it keeps its reference, type and size. */
const MAX_INLINE_BYTES = 16 * 2 ** 20

export async function withMedia(
  detail: SpanDetail,
  scope: ProjectScope,
  blobs: BlobReader | undefined,
): Promise<SpanDetail> {
  if (blobs === undefined || !detail.messages.some((each) => each.parts.some(isKept))) return detail
  let leftBytes = MAX_INLINE_BYTES
  const messages: Message[] = []
  for (const message of detail.messages) {
    const parts: MessagePart[] = []
    for (const part of message.parts) {
      const isAffordable = isKept(part) && (part.size_bytes ?? 0) <= leftBytes
      const bytes = isAffordable ? await blobs.get(scope.projectId, part.uri) : undefined
      leftBytes -= bytes?.byteLength ?? 0
      parts.push(isAffordable && bytes !== undefined ? { ...part, data: base64Of(bytes) } : part)
    }
    messages.push({ ...message, parts })
  }
  return { ...detail, messages }
}

type Kept = Extract<MessagePart, { type: 'image' | 'audio' | 'video' | 'file' }> & { readonly uri: string }

function isKept(part: MessagePart): part is Kept {
  return 'uri' in part && typeof part.uri === 'string' && part.uri.startsWith('sha256:')
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
