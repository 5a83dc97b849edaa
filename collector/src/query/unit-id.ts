/** A trace, or with a span id one span of it: what a row of a list stands for. */
export interface UnitId {
  readonly traceId: string
  readonly spanId: string | undefined
}
