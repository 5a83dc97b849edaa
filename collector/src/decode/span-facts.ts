import { BadFraming, type Cursor, FIXED64, LEN, readLength, readVarint, skipField } from '../mapping/wire.ts'
import { LARGE_ATTRIBUTE_BYTES, type SpanFacts } from './admit.ts'

/** Walks one span's own fields, for `admit`. The cursor ends at `end` whatever happens. */
export function factsOf(cursor: Cursor, end: number): SpanFacts {
  const start = cursor.at
  let hasTraceId = false
  let hasSpanId = false
  let hasTimes = true
  let isFramed = true
  let attributes = 0
  let largeBytes = 0
  const outerEnd = cursor.end
  cursor.end = end
  try {
    while (cursor.at < end) {
      const tag = readVarint(cursor)
      if (tag === 74) {
        attributes++
        const attributeEnd = readLength(cursor)
        if (attributeEnd - cursor.at > LARGE_ATTRIBUTE_BYTES) largeBytes += attributeEnd - cursor.at
        cursor.at = attributeEnd
      } else if (tag === 10) hasTraceId = isId(cursor, 16)
      else if (tag === 18) hasSpanId = isId(cursor, 8)
      else {
        const field = tag >>> 3
        const wireType = tag & 7
        if ((field === 7 || field === 8) && wireType !== FIXED64) hasTimes = false
        if (field === 1 && wireType !== LEN) hasTraceId = false
        if (field === 2 && wireType !== LEN) hasSpanId = false
        skipField(cursor, wireType)
      }
    }
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
    isFramed = false
  }
  cursor.at = end
  cursor.end = outerEnd
  return { isFramed, hasTraceId, hasSpanId, hasTimes, bytes: end - start, largeBytes, attributes }
}

function isId(cursor: Cursor, length: number): boolean {
  const end = readLength(cursor)
  const start = cursor.at
  cursor.at = end
  if (end - start !== length) return false
  for (let i = start; i < end; i++) if (cursor.bytes[i] !== 0) return true
  return false
}
