/** Which traces a batch touched, and where in time: all that finding verdicts needs to begin. */
import type { SpanRow } from '@vitrine/schemas'

export interface TouchedTrace {
  readonly projectId: string
  readonly traceId: string
  /** Key times of the batch's first and last span of it. */
  minStartNs: bigint
  maxStartNs: bigint
  /** Provider ids of answers: they join calls across traces. */
  readonly responseIds: string[]
}

export interface TouchedTraces {
  add(row: SpanRow): void
  list(): readonly TouchedTrace[]
}

export function createTouchedTraces(): TouchedTraces {
  const traces = new Map<string, TouchedTrace>()
  return {
    add: (row) => {
      const { projectId, traceId, startNs } = row
      const key = `${traceId}${projectId}`
      let trace = traces.get(key)
      if (trace === undefined) {
        trace = { projectId, traceId, minStartNs: startNs, maxStartNs: startNs, responseIds: [] }
        traces.set(key, trace)
      } else if (startNs < trace.minStartNs) trace.minStartNs = startNs
      else if (startNs > trace.maxStartNs) trace.maxStartNs = startNs
      if (row.responseId !== '' && row.ownCounts === 1) trace.responseIds.push(row.responseId)
    },
    list: () => [...traces.values()],
  }
}
