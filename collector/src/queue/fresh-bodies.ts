/**
 * Bodies that were just received, kept for a consumer in this process so that it need not read and inflate them
 * again. Bounded: when the consumer falls behind, what is kept stays and newer bodies are left to the disk.
 */
export interface FreshBody {
  readonly payload: Uint8Array
  readonly inflated: Uint8Array | undefined
}

export interface FreshBodies {
  /** false: there is no room for it. */
  keep(offset: number, body: FreshBody): boolean
  take(offset: number): FreshBody | undefined
}

export function createFreshBodies(maxBytes: number): FreshBodies {
  const kept = new Map<number, FreshBody>()
  let bytes = 0
  return {
    keep: (offset, body) => {
      const size = sizeOf(body)
      if (bytes + size > maxBytes) return false
      kept.set(offset, body)
      bytes += size
      return true
    },
    take: (offset) => {
      const body = kept.get(offset)
      if (body === undefined) return undefined
      kept.delete(offset)
      bytes -= sizeOf(body)
      return body
    },
  }
}

function sizeOf(body: FreshBody): number {
  const isShared = body.inflated === undefined || body.inflated.buffer === body.payload.buffer
  return body.payload.length + (isShared ? 0 : (body.inflated?.length ?? 0))
}
