/** Captured cases of the public data, read as the product reads them: decoded, joined with their logs, judged. */
import { readdirSync, readFileSync } from 'node:fs'
import type { SpanRow } from '@vitrine/schemas'
import type { Message } from '@vitrine/schemas/api'
import { decodeLogs } from '../../../collector/src/decode/logs.ts'
import { announcedSpan } from '../../../collector/src/decode/pending-span.ts'
import { type DecodedSpan, decodeTraces } from '../../../collector/src/decode/spans.ts'
import { deriveSpan } from '../../../collector/src/enrich/derive-span.ts'
import { EMPTY_BOOK } from '../../../collector/src/enrich/price-book.ts'
import { fragmentOfLog, fragmentOfOpenSpan } from '../../../collector/src/ingest/log-fragments.ts'
import { type ContentRow, type Fragment, viewOfContent } from '../../../collector/src/mapping/content-view.ts'
import { contentOf, type SpanContentView } from '../../../collector/src/mapping/messages.ts'
import { type Verdict, verdicts } from '../../../collector/src/normalise/calls.ts'
import { CONTEXT, dataPath } from '../../property/shared-data.ts'
import { narrow } from '../../property/totals.ts'

export interface ReadSpan {
  readonly row: SpanRow
  readonly content: SpanContentView
  /** Its own, or what another span of the same call lends it when it is opened. */
  readonly messages: readonly Message[]
  readonly verdict: Verdict | undefined
  readonly counts: boolean
  /** Its usage is in the sums of its trace. */
  readonly isSummed: boolean
}

export interface Bodies {
  readonly traces: readonly Body[]
  readonly logs: readonly Body[]
}

export interface Body {
  readonly bytes: Uint8Array
  readonly type: 'json' | 'protobuf'
}

/** Files of a case: `<name>.bin`, further requests `<name>.2.bin`, logs `<name>.logs.bin` or `<name>-logs.bin`. */
export function bodiesOf(folder: string, name: string, ending: 'bin' | 'json' = 'bin'): Bodies {
  const files = filesIn(folder)
  const quoted = name.replaceAll('.', '\\.')
  const matching = (pattern: string) =>
    files
      .filter((file) => new RegExp(`^${quoted}${pattern}\\.${ending}$`).test(file))
      .sort((a, b) => numberIn(a) - numberIn(b))
      .map((file) => ({
        bytes: readFileSync(dataPath(folder + file)),
        type: ending === 'bin' ? ('protobuf' as const) : ('json' as const),
      }))
  return { traces: matching('(?:\\.\\d+)?'), logs: matching('[.-]logs(?:\\.\\d+)?') }
}

const listings = new Map<string, readonly string[]>()

export function filesIn(folder: string): readonly string[] {
  const known = listings.get(folder) ?? readdirSync(dataPath(folder))
  listings.set(folder, known)
  return known
}

function numberIn(file: string): number {
  return Number(/\.(\d+)\.\w+$/.exec(file)?.[1] ?? 1)
}

export function readBodies({ traces, logs }: Bodies): ReadSpan[] {
  const place = { headers: HEADERS, partition: 0, offset: 7 }
  const fragments = new Map<string, Fragment[]>()
  const keep = (key: string, fragment: Fragment) => fragments.set(key, [...(fragments.get(key) ?? []), fragment])
  const told: Body[] = []
  for (const { bytes, type } of logs) {
    const decoded = decodeLogs(bytes, type)
    for (const log of decoded.records) keep(`${log.traceId}/${log.spanId}`, fragmentOfLog(log, place))
    told.push(...decoded.told.map((span) => ({ bytes: span, type: 'protobuf' as const })))
  }
  const newest = new Map<string, { span: DecodedSpan; version: bigint }>()
  for (const { bytes, type } of [...traces, ...told]) {
    for (const sent of decodeTraces(bytes, type).spans) {
      const span = announcedSpan(sent)
      const row = deriveSpan(span, CONTEXT, EMPTY_BOOK)
      const key = `${row.traceId}/${row.spanId}`
      if (row.isRunning) keep(key, fragmentOfOpenSpan(span, place))
      const known = newest.get(key)
      if (known === undefined || known.version < row.version) newest.set(key, { span, version: row.version })
    }
  }
  return judged([...newest].map(([key, { span }]) => read(span, fragments.get(key) ?? [])))
}

export const HEADERS = {
  projectId: CONTEXT.projectId,
  keyId: 'key',
  protocol: 'otlp_traces' as const,
  contentType: 'protobuf' as const,
  contentEncoding: 'identity' as const,
  spanCount: 1,
  deliveryId: 'd',
  sdk: '',
  inflatedBytes: 0,
  receivedMs: CONTEXT.receivedMs,
}

function read(span: DecodedSpan, fragments: readonly Fragment[]): Pick<ReadSpan, 'row' | 'content'> {
  const { traceId, spanId, parentSpanId, name } = span.view
  const stored: ContentRow = { traceId, spanId, parentSpanId, name, content: span.content }
  const view = viewOfContent(stored, fragments)
  return { row: deriveSpan({ ...span, view }, CONTEXT, EMPTY_BOOK), content: contentOf(view) }
}

function judged(spans: readonly Pick<ReadSpan, 'row' | 'content'>[]): ReadSpan[] {
  const found = verdicts(spans.map(({ row }) => narrow(row)))
  const byKey = new Map(found.map((verdict) => [`${verdict.traceId}/${verdict.spanId}`, verdict]))
  return spans.map(({ row, content }) => {
    const verdict = byKey.get(`${row.traceId}/${row.spanId}`)
    const counts = (verdict?.counts ?? row.ownCounts) === 1
    const lenders = spans.filter((other) =>
      isLender(other.row, row, byKey.get(`${other.row.traceId}/${other.row.spanId}`)),
    )
    const messages = [...content.messages, ...lenders.flatMap((lender) => lender.content.messages)]
    return { row, content, messages, verdict, counts, isSummed: (verdict?.usage ?? row.ownCounts) === 1 }
  })
}

/** As query/lent-messages.ts has it. */
function isLender(other: SpanRow, row: SpanRow, verdict: Verdict | undefined): boolean {
  if (verdict?.mergedInto === row.spanId && other.traceId === row.traceId) return true
  if (row.dialect === 'mastra' && other.spanId === row.parentSpanId) return true
  return other !== row && row.responseId !== '' && other.responseId === row.responseId
}
