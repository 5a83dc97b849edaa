import type { RejectedCount } from './dead-letter.ts'

/** One line for each that differs in more than the number of spans. */
export function sumRejected(counts: readonly RejectedCount[]): readonly RejectedCount[] {
  const sums = new Map<string, RejectedCount>()
  for (const { spans, ...rest } of counts) {
    const { projectId, day, keyId, sdk, protocol, reason } = rest
    const id = JSON.stringify([projectId, day, keyId, sdk, protocol, reason])
    sums.set(id, { ...rest, spans: (sums.get(id)?.spans ?? 0) + spans })
  }
  return [...sums.values()]
}
