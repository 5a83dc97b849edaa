/** A time window over the start of spans, as a condition on the primary key. */
import type { Bindings } from './sql.ts'

export interface Window {
  /** Unix ns, inclusive; undefined = no bound. */
  readonly fromNs: bigint | undefined
  /** Unix ns, exclusive. */
  readonly toNs: bigint | undefined
}

export const ANY_TIME: Window = { fromNs: undefined, toNs: undefined }

export function windowSql(
  { window, traceIds }: { readonly window: Window; readonly traceIds?: readonly string[] | undefined },
  bind: Bindings,
): string {
  const from =
    window.fromNs === undefined
      ? ''
      : ` and start_time >= fromUnixTimestamp64Nano(${bind.add('Int64', clamp(window.fromNs))})`
  const to =
    window.toNs === undefined
      ? ''
      : ` and start_time < fromUnixTimestamp64Nano(${bind.add('Int64', clamp(window.toNs))})`
  const traces = traceIds === undefined ? '' : ` and trace_id in (${bind.add('Array(String)', traceIds)})`
  return `${from}${to}${traces}`
}

/** DateTime64(9) ends in the year 2262. */
const MOST_NS = 9_223_372_036_000_000_000n
const clamp = (ns: bigint) => (ns > MOST_NS ? MOST_NS : ns < 0n ? 0n : ns)
