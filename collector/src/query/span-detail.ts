/** GET /traces/{trace_id}/spans/{span_id}: everything one span carried; its content is mapped here, when it is read. */
import type { MappingRule } from '@vitrine/schemas'
import type { SpanDetail, SpanEvent, SpanListRow } from '@vitrine/schemas/api'
import { invariant } from '../base/errors.ts'
import { type ContentRow, type Fragment, viewOfContent } from '../mapping/content-view.ts'
import { contentOf } from '../mapping/messages.ts'
import { EventRecord } from '../mapping/otlp-records.ts'
import { CONTENT_FIELD_KEYS, withRules } from '../mapping/rules.ts'
import type { EventView } from '../mapping/span-view.ts'
import type { Store } from '../store/store.ts'
import { findTrace, hexOf, type TracePlace } from './find-trace.ts'
import { jsonValueOf } from './json-value.ts'
import { type DetailsReader, withLentMessages } from './lent-messages.ts'
import { decimalOf, estimatedOf, type MeasureRow, maybeText, numberOf, textOf } from './measures.ts'
import { withMedia } from './media.ts'
import type { ProjectScope } from './project-scope.ts'
import { QueryError } from './query-error.ts'
import { briefsOf } from './score-briefs.ts'
import { type BlobReader, readContents, type SpanKey } from './span-content.ts'
import { linksOf, scopeAttributesOf } from './span-links.ts'
import { spanListRowOf } from './span-rows.ts'
import { type Bindings, readSql } from './sql.ts'
import { judgedRow, traceOptions, traceStatement, type Verdict, verdictsOf } from './trace-spans.ts'

const DETAIL = readSql('span-detail-columns').trim()
export const SPAN_DETAIL_SQL = readSql('span-detail').replace('{{detail}}', () => DETAIL)

export async function getSpan(
  store: Store,
  scope: ProjectScope,
  asked: { readonly traceId: string; readonly spanId: string },
  options: {
    readonly blobs?: BlobReader | undefined
    readonly signal?: AbortSignal | undefined
    /** The project's: they may say what its input and output are. */
    readonly rules?: readonly MappingRule[] | undefined
  } = {},
): Promise<SpanDetail> {
  const { blobs, signal, rules } = options
  const place = await findTrace(store, scope, asked.traceId, signal)
  const { row, verdicts } = await findSpan(store, scope, place, asked.spanId, signal)
  const [detail] = await detailsOf(store, scope, [row], { blobs, signal, rules })
  invariant(detail !== undefined, 'a span without its detail')
  const read: DetailsReader = (where, ids) => readSome(store, scope, { place: where, ids }, { blobs, signal, rules })
  const whole = await withLentMessages(store, scope, { detail, place, verdicts }, { read, signal })
  return withMedia(whole, scope, blobs)
}

/** Spans of a trace by their ids. */
async function readSome(
  store: Store,
  scope: ProjectScope,
  { place, ids }: { readonly place: TracePlace; readonly ids: readonly string[] },
  options: {
    readonly blobs: BlobReader | undefined
    readonly signal: AbortSignal | undefined
    readonly rules: readonly MappingRule[] | undefined
  },
): Promise<SpanDetail[]> {
  const { sql, params } = traceStatement(scope, place, {
    columns: DETAIL,
    where: (bind) => ` and span_id in ${bind.add('Array(String)', ids)}`,
    limit: ids.length,
  })
  const rows = await store.query<MeasureRow>(sql, params, traceOptions(options.signal))
  return detailsOf(
    store,
    scope,
    rows.map((row) => judgedRow(row, place, new Map())),
    options,
  )
}

/** In the order of the rows of span-detail.sql. */
export async function detailsOf(
  store: Store,
  scope: ProjectScope,
  rows: readonly MeasureRow[],
  options: {
    readonly blobs: BlobReader | undefined
    readonly signal: AbortSignal | undefined
    readonly rules?: readonly MappingRule[] | undefined
  },
): Promise<SpanDetail[]> {
  const [contents, briefs] = await Promise.all([
    readContents(store, scope, rows.map(keyOf), options),
    briefsOf(store, scope, [...new Set(rows.map((row) => textOf(row, 'trace_id')))], options.signal),
  ])
  return rows.map((row) => {
    const { traceId, spanId } = keyOf(row)
    const content = contents.get(`${traceId}/${spanId}`)
    return {
      ...spanListRowOf(row, briefs.ofSpan(traceId, spanId)),
      ...factsOf(row),
      ...(content === undefined ? NO_CONTENT : mapped(content.row, content.fragments, options.rules ?? [])),
    }
  })
}

export function keyOf(row: MeasureRow): SpanKey {
  return {
    traceId: textOf(row, 'trace_id'),
    spanId: textOf(row, 'span_id'),
    parentSpanId: textOf(row, 'parent_span_id'),
    name: textOf(row, 'name'),
    startNs: textOf(row, 'start_ns'),
    hourS: numberOf(row, 'hour_s'),
  }
}

export async function findSpan(
  store: Store,
  scope: ProjectScope,
  place: TracePlace,
  id: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly row: MeasureRow; readonly verdicts: ReadonlyMap<string, Verdict> }> {
  const isOurs = (bind: Bindings) => `span_id = ${bind.add('String', hexOf(id))}`
  const { sql, params } = traceStatement(scope, place, {
    columns: DETAIL,
    where: (bind) => ` and (${isOurs(bind)} or client_id = ${bind.add('String', id)})`,
    order: (bind) => `${isOurs(bind)} desc, span_id`,
    limit: 1,
  })
  const [[row], verdicts] = await Promise.all([
    store.query<MeasureRow>(sql, params, traceOptions(signal)),
    verdictsOf(store, scope, place.traceId, signal),
  ])
  if (row !== undefined) return { row: judgedRow(row, place, verdicts), verdicts }
  throw new QueryError(
    'unknown_span',
    `cannot find the span ${id.slice(0, 200)} in its trace`,
    'check the ids and the project',
    {
      span_id: id.slice(0, 200),
    },
  )
}

type Facts = Omit<SpanDetail, keyof SpanListRow | keyof Content>

function factsOf(row: MeasureRow): Facts {
  const priceId = textOf(row, 'price_id')
  const clock = textOf(row, 'clock')
  return {
    received: `${textOf(row, 'received_ms')}000000`,
    dialect: maybeText(row, 'dialect'),
    sdk: maybeText(row, 'sdk'),
    protocol: maybeText(row, 'protocol'),
    clock: clock === 'future' || clock === 'past' ? clock : 'ok',
    damaged: numberOf(row, 'is_damaged') === 1,
    response_model: maybeText(row, 'response_model'),
    response_id: maybeText(row, 'response_id'),
    prompt_name: maybeText(row, 'prompt_name'),
    prompt_version: maybeText(row, 'prompt_version'),
    finish_reason: maybeText(row, 'finish_reason'),
    stream: numberOf(row, 'is_stream') === 1,
    tokens_estimated: estimatedOf(row),
    price: priceId === '' ? null : { id: priceId, by_bucket: amountsOf(row.cost_by_bucket) },
  }
}

type Content = Pick<
  SpanDetail,
  | 'input'
  | 'output'
  | 'messages'
  | 'messages_from'
  | 'tools'
  | 'documents'
  | 'attributes'
  | 'attribute_types'
  | 'resource'
  | 'scope'
  | 'events'
  | 'links'
  | 'otel'
  | 'content'
>

const NO_CONTENT: Content = {
  input: null,
  output: null,
  messages: [],
  tools: [],
  documents: [],
  attributes: {},
  attribute_types: {},
  resource: {},
  scope: { name: null, version: null },
  events: [],
  links: [],
  otel: {
    kind: 0,
    status_code: 0,
    status_message: null,
    trace_state: null,
    flags: 0,
    schema_url: null,
    dropped_attributes: 0,
    start: '0',
    end: '0',
  },
  content: 'missing',
}

function mapped(row: ContentRow, fragments: readonly Fragment[], rules: readonly MappingRule[]): Content {
  const { content } = row
  const view = viewOfContent(row, fragments)
  const scopeAttributes = scopeAttributesOf(content.scope)
  return {
    ...contentOf(withRules(view, rules, CONTENT_FIELD_KEYS)),
    attributes: Object.fromEntries(view.keys().map((key) => [key, jsonValueOf(view.get(key))])),
    attribute_types: Object.fromEntries(
      content.attributeKeys.map((key, index) => [key, content.attributeTypes[index] ?? 'n']),
    ),
    resource: Object.fromEntries(view.resourceKeys().map((key) => [key, jsonValueOf(view.resource(key))])),
    scope: {
      name: view.scopeName === '' ? null : view.scopeName,
      version: view.scopeVersion === '' ? null : view.scopeVersion,
      ...(Object.keys(scopeAttributes).length === 0 ? {} : { attributes: scopeAttributes }),
    },
    events: view.events().map(eventOf),
    links: linksOf(content.links),
    otel: {
      kind: content.otelKind,
      status_code: content.statusCode,
      status_message: nullIfEmpty(content.statusMessage),
      trace_state: nullIfEmpty(content.traceState),
      flags: content.flags,
      schema_url: nullIfEmpty(content.schemaUrl),
      dropped_attributes: content.droppedAttributes,
      start: String(content.rawStartNs),
      end: String(content.rawEndNs),
    },
    content: 'stored',
  }
}

function eventOf(event: EventView): SpanEvent {
  const keys = event instanceof EventRecord ? event.attributes.keys() : []
  return {
    name: event.name,
    time: String(event.timeNs),
    attributes: Object.fromEntries(keys.map((key) => [key, jsonValueOf(event.get(key))])),
    ...(event.body === undefined ? {} : { body: jsonValueOf(event.body) }),
  }
}

function amountsOf(value: unknown): Record<string, string> {
  const amounts: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {}
  return Object.fromEntries(Object.keys(amounts).map((bucket) => [bucket, decimalOf(amounts, bucket) ?? '0']))
}

const nullIfEmpty = (text: string) => (text === '' ? null : text)
