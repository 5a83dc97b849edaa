/**
 * A span that was announced before it ended comes twice: open, then final. What the store keeps of it is the winning
 * delivery as it came; the announcements wait beside it, and both are merged by field whenever the span is read or
 * derived. The final word wins, a null erases nothing, and the order of arrival never matters.
 */
import type { StoredValue } from './any-value.ts'
import type { ContentRow, Fragment } from './content-row.ts'
import { readKeyValue } from './otlp-records.ts'
import { BadFraming, type Cursor, cursorOf, LEN, readLength, readVarint, skipField, VARINT } from './wire.ts'

/** True of the announcement alone; the final span need not take it back. */
const STATE_KEY = 'vitrine.span.state'

interface Announcement {
  readonly timeNs: bigint
  readonly payload: Uint8Array
  readonly values: Map<string, StoredValue>
  /** Whole fields of the span message, with their tags. */
  readonly events: Buffer[]
  readonly links: Buffer[]
  name: string
  parentSpanId: string
  traceState: string
  otelKind: number
  status: Status
}

interface Status {
  readonly code: number
  readonly message: string
}

export function withAnnouncements(row: ContentRow, fragments: readonly Fragment[]): ContentRow {
  if (!fragments.some((fragment) => fragment.kind === 'span')) return row
  const told = fragments.filter((fragment) => fragment.kind === 'span').map(read)
  told.sort(latestFirst)
  const { content } = row
  const isRunning = content.rawEndNs === 0n
  const firstText = (own: string, of: (each: Announcement) => string) => own || (told.map(of).find(Boolean) ?? '')
  const status = told.map((each) => each.status).find(({ code }) => code !== 0)
  return {
    ...row,
    name: firstText(row.name, (each) => each.name),
    parentSpanId: firstText(row.parentSpanId, (each) => each.parentSpanId),
    content: {
      ...content,
      ...mergedAttributes(content, told, isRunning),
      events: mergedFields(
        content.events,
        told.flatMap((each) => each.events),
      ),
      links: mergedFields(
        content.links,
        told.flatMap((each) => each.links),
      ),
      traceState: firstText(content.traceState, (each) => each.traceState),
      otelKind: content.otelKind || (told.map((each) => each.otelKind).find(Boolean) ?? 0),
      ...(content.statusCode === 0 && status !== undefined
        ? { statusCode: status.code, statusMessage: content.statusMessage || status.message }
        : {}),
    },
  }
}

/** Of two announcements the one that knows later events, or more, is the later one; their bytes settle the rest. */
function latestFirst(a: Announcement, b: Announcement): number {
  if (a.timeNs !== b.timeNs) return a.timeNs > b.timeNs ? -1 : 1
  return b.values.size - a.values.size || Buffer.compare(b.payload, a.payload)
}

type Attributes = Pick<ContentRow['content'], 'attributeKeys' | 'attributeTypes' | 'attributeValues'>

function mergedAttributes(own: Attributes, told: readonly Announcement[], isRunning: boolean): Attributes {
  const keys = [...own.attributeKeys]
  const values = [...own.attributeValues]
  let types = own.attributeTypes
  // While nothing has ended, the row is one announcement of several and has no more say than the others.
  const settled = new Set(isRunning ? [] : keys.filter((_, index) => own.attributeTypes[index] !== 'n'))
  if (!isRunning) settled.add(STATE_KEY)
  for (const { values: said } of told) {
    for (const [key, { type, bytes }] of said) {
      if (settled.has(key) || type === 'n') continue
      settled.add(key)
      // Of a repeated key the last value wins.
      keys.push(key)
      types += type
      values.push(bytes)
    }
  }
  return distinct({ attributeKeys: keys, attributeTypes: types, attributeValues: values })
}

/** Each key once, with its last value; a value that is a reference to a larger one stays beside its announcement's. */
function distinct({ attributeKeys, attributeTypes, attributeValues }: Attributes): Attributes {
  const last = new Map(attributeKeys.map((key, index) => [key, index]))
  const kept = [...last.values()]
  return {
    attributeKeys: kept.map((index) => attributeKeys[index] as string),
    attributeTypes: kept.map((index) => attributeTypes[index]).join(''),
    attributeValues: kept.map((index) => attributeValues[index] as Uint8Array | string),
  }
}

/** The span's own first, then what only announcements had, once each. */
function mergedFields(own: Uint8Array, told: readonly Buffer[]): Uint8Array {
  const known = new Set(fieldsOf(own).map((bytes) => bytes.toString('latin1')))
  const more = told.filter((bytes) => {
    const key = bytes.toString('latin1')
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  })
  return more.length === 0 ? own : Buffer.concat([own, ...more])
}

function fieldsOf(bytes: Uint8Array): Buffer[] {
  const fields: Buffer[] = []
  eachField(bytes, (cursor, _, wireType, from) => {
    skipField(cursor, wireType)
    fields.push(cursor.bytes.subarray(from, cursor.at))
  })
  return fields
}

function read({ timeNs, payload }: Fragment): Announcement {
  const status: Status = { code: 0, message: '' }
  const found: Announcement = {
    timeNs,
    payload,
    values: new Map(),
    events: [],
    links: [],
    name: '',
    parentSpanId: '',
    traceState: '',
    otelKind: 0,
    status,
  }
  eachField(payload, (cursor, field, wireType, from) => readField(found, { cursor, field, wireType, from }))
  return found
}

interface FieldAt {
  readonly cursor: Cursor
  readonly field: number
  readonly wireType: number
  readonly from: number
}

function readField(found: Announcement, { cursor, field, wireType, from }: FieldAt): void {
  if (field === 6 && wireType === VARINT) found.otelKind = readVarint(cursor) & 0xff
  else if (wireType !== LEN) skipField(cursor, wireType)
  else {
    const end = readLength(cursor)
    const slice = cursor.bytes.subarray(cursor.at, end)
    if (field === 9) readKeyValue(cursor, end, found.values)
    else if (field === 3) found.traceState = slice.toString('utf8')
    else if (field === 4 && slice.length === 8 && slice.some((byte) => byte !== 0))
      found.parentSpanId = slice.toString('hex')
    else if (field === 5) found.name = slice.toString('utf8')
    else if (field === 11) found.events.push(cursor.bytes.subarray(from, end))
    else if (field === 13) found.links.push(cursor.bytes.subarray(from, end))
    else if (field === 15) found.status = statusOf(slice)
    cursor.at = end
  }
}

function statusOf(bytes: Buffer): Status {
  let code = 0
  let message = ''
  eachField(bytes, (cursor, field, wireType) => {
    if (field === 3 && wireType === VARINT) code = readVarint(cursor) & 0xff
    else if (field === 2 && wireType === LEN) {
      const end = readLength(cursor)
      message = cursor.bytes.toString('utf8', cursor.at, end)
      cursor.at = end
    } else skipField(cursor, wireType)
  })
  return { code, message }
}

/** These bytes were admitted and stored: what cannot be read of them is left out. */
function eachField(
  bytes: Uint8Array,
  visit: (cursor: Cursor, field: number, wireType: number, from: number) => void,
): void {
  const cursor = cursorOf(bytes)
  try {
    while (cursor.at < cursor.end) {
      const from = cursor.at
      const tag = readVarint(cursor)
      visit(cursor, tag >>> 3, tag & 7, from)
    }
  } catch (error) {
    if (!(error instanceof BadFraming)) throw error
  }
}
