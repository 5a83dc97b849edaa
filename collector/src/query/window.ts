/** A time window over the start of spans, as a condition on the primary key. */
import type { Bindings } from './sql.ts'

export interface Window {
  /** Unix ns, inclusive; undefined = no bound. */
  readonly fromNs: bigint | undefined
  /** Unix ns, exclusive. */
  readonly toNs: bigint | undefined
}

export const ANY_TIME: Window = { fromNs: undefined, toNs: undefined }

/** Both ends inclusive, Unix ns. */
export interface Range {
  readonly firstNs: bigint
  readonly lastNs: bigint
}

interface Bounds {
  readonly window: Window
  readonly traceIds?: readonly string[] | undefined
  readonly ranges?: readonly Range[] | undefined
  /** Only these parts of the window. */
  readonly parts?: readonly Window[] | undefined
}

export function windowSql({ window, traceIds, ranges, parts }: Bounds, bind: Bindings): string {
  const from = window.fromNs === undefined ? '' : ` and start_time >= ${timeSql(window.fromNs, bind)}`
  const to = window.toNs === undefined ? '' : ` and start_time < ${timeSql(window.toNs, bind)}`
  const within =
    ranges === undefined
      ? ''
      : ` and (${ranges.map(({ firstNs, lastNs }) => `start_time between ${timeSql(firstNs, bind)} and ${timeSql(lastNs, bind)}`).join(' or ')})`
  const traces = traceIds === undefined ? '' : ` and trace_id in (${bind.add('Array(String)', traceIds)})`
  const partly = anySql(parts, (part) => windowSql({ window: part }, bind))
  return `${from}${to}${partly}${within}${traces}`
}

/** Conditions begin with 'and'. */
function anySql(parts: readonly Window[] | undefined, sqlOf: (part: Window) => string): string {
  return parts === undefined ? '' : ` and (${parts.map((part) => `(1${sqlOf(part)})`).join(' or ')})`
}

/** Of a row of `traces`: some of its spans may lie in the window, or in one of these parts of it. */
export function overlapSql({ fromNs, toNs }: Window, bind: Bindings, parts?: readonly Window[]): string {
  const from = fromNs === undefined ? '' : ` and end_time >= ${timeSql(fromNs, bind)}`
  const to = toNs === undefined ? '' : ` and start_time < ${timeSql(toNs, bind)}`
  return `${from}${to}${anySql(parts, (part) => overlapSql(part, bind))}`
}

function timeSql(ns: bigint, bind: Bindings): string {
  return `fromUnixTimestamp64Nano(${bind.add('Int64', clamp(ns))})`
}

/** DateTime64(9) ends in the year 2262. */
const MOST_NS = 9_223_372_036_000_000_000n
const clamp = (ns: bigint) => (ns > MOST_NS ? MOST_NS : ns < 0n ? 0n : ns)
