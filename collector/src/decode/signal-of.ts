/**
 * Whose signal a protobuf body is, although a client sent it to another's path: a request of spans, of log records and
 * of metrics have one outer shape, and only fields of their items differ. Asked where a body would otherwise be lost or
 * kept as what it is not.
 */
import {
  BadFraming,
  type Cursor,
  FIXED32,
  FIXED64,
  LEN,
  readLength,
  readVarint,
  skipField,
  VARINT,
} from '../mapping/wire.ts'
import { walkExport } from './otlp-walk.ts'

export type Signal = 'traces' | 'logs' | 'metrics'

/** Field and wire type that only one signal's items have: a span's times, a record's time and severity. */
const TELLING: ReadonlyMap<number, Signal> = new Map([
  [tagOf(1, FIXED64), 'logs'],
  [tagOf(2, VARINT), 'logs'],
  [tagOf(11, FIXED64), 'logs'],
  [tagOf(8, FIXED32), 'logs'],
  [tagOf(6, VARINT), 'traces'],
  [tagOf(7, FIXED64), 'traces'],
  [tagOf(8, FIXED64), 'traces'],
  [tagOf(16, FIXED32), 'traces'],
])

const NAME = tagOf(1, LEN)
const DESCRIPTION = tagOf(2, LEN)
/** Gauge, sum, histogram, exponential histogram and summary; other items have other things under some of them. */
const POINTS = [5, 7, 9, 10, 11].map((field) => tagOf(field, LEN))
const [TRACE_ID_BYTES, SPAN_ID_BYTES] = [16, 8]

/** By the first item that tells; undefined where none does, or where the body cannot be walked. */
export function signalIn(body: Uint8Array): Signal | undefined {
  let found: Signal | undefined
  unlessBroken(() =>
    walkExport(body, (cursor, end) => {
      found ??= unlessBroken(() => signalOf(cursor, end))
    }),
  )
  return found
}

function unlessBroken<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
    return undefined
  }
}

/**
 * A span or a record without any time tells nothing, and neither does a metric whose name and description have the
 * lengths of ids.
 */
function signalOf(item: Cursor, end: number): Signal | undefined {
  const cursor = { bytes: item.bytes, at: item.at, end }
  const lengths = new Map<number, number>()
  while (cursor.at < end) {
    const tag = readVarint(cursor)
    const telling = TELLING.get(tag)
    if (telling !== undefined) return telling
    if ((tag & 7) === LEN) lengths.set(tag, skipLength(cursor))
    else skipField(cursor, tag & 7)
  }
  const hasIds = lengths.get(NAME) === TRACE_ID_BYTES && lengths.get(DESCRIPTION) === SPAN_ID_BYTES
  const isMetric = lengths.has(NAME) && !hasIds && POINTS.some((tag) => lengths.has(tag))
  return isMetric ? 'metrics' : undefined
}

function skipLength(cursor: Cursor): number {
  const end = readLength(cursor)
  const length = end - cursor.at
  cursor.at = end
  return length
}

function tagOf(field: number, wireType: number): number {
  return field * 8 + wireType
}
