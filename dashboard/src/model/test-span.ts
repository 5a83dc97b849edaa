/** A span of which a test says only what it is about. */
import type { SkeletonSpan } from './skeleton-span.ts'

export function testSpan(told: Partial<SkeletonSpan> & Pick<SkeletonSpan, 'spanId' | 'startNs'>): SkeletonSpan {
  return {
    parentSpanId: null,
    name: told.spanId,
    kind: 'tool',
    status: 'unset',
    errorType: null,
    endNs: told.startNs + 1,
    isRunning: false,
    ttftNs: null,
    service: null,
    model: null,
    provider: null,
    tool: null,
    isCall: false,
    tokens: { input: null, output: null, buckets: {} as SkeletonSpan['tokens']['buckets'] },
    costUsd: null,
    reportedUsd: null,
    scores: [],
    ...told,
  }
}
