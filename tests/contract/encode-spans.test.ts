import path from 'node:path'
import { type SpanRow, TOKEN_BUCKETS } from '@vitrine/schemas'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChdbStore } from '../../collector/src/store/chdb.ts'
import { encodeSpans } from '../../collector/src/store/encode-spans.ts'
import { renderParams } from '../../collector/src/store/literals.ts'
import { migrate } from '../../collector/src/store/migrate.ts'
import type { Store } from '../../collector/src/store/store.ts'
import { tempFolder } from '../support/product.ts'

/** What goes in as bytes comes out as values: every column, held against the engine itself. */
const folder = tempFolder('encode-')
let store: Store
beforeAll(async () => {
  store = await createChdbStore({ path: path.join(folder.path, 'store') })
  await migrate(store)
})
afterAll(async () => {
  await store.close()
  folder.remove()
})

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('', '\0', "'\\\n\t", 'x'.repeat(300), 'é'.repeat(50)),
)
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
const bytes = fc.uint8Array({ maxLength: 300 })
const count = fc.oneof(fc.constant(0), fc.nat(), fc.constant(2 ** 53 - 1))
const pico = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n })
const startNs = fc.bigInt({ min: 1_420_070_400_000_000_000n, max: 1_900_000_000_000_000_000n })
const tokens = fc.dictionary(fc.constantFrom(...TOKEN_BUCKETS), count)
const map = fc
  .uniqueArray(fc.tuple(text, text), { maxLength: 5, selector: ([key]) => key })
  .map((entries) => new Map(entries))

const content = fc
  .array(fc.record({ key: text, type: fc.constantFrom('s', 'i', 'j', 'y'), value: bytes }), { maxLength: 6 })
  .chain((attributes) =>
    fc.record({
      attributeKeys: fc.constant(attributes.map(({ key }) => key)),
      attributeTypes: fc.constant(attributes.map(({ type }) => type).join('')),
      attributeValues: fc.constant(attributes.map(({ value }) => value)),
      events: bytes,
      links: bytes,
      resource: bytes,
      scope: bytes,
      schemaUrl: text,
      traceState: text,
      flags: fc.nat(2 ** 31),
      otelKind: fc.nat(255),
      statusCode: fc.nat(255),
      statusMessage: text,
      rawStartNs: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      rawEndNs: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      droppedAttributes: fc.nat(2 ** 31),
    }),
  )

const row: fc.Arbitrary<SpanRow> = fc.record({
  projectId: fc.constant('p~1'),
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.oneof(fc.constant(''), hex(16)),
  startNs,
  endNs: startNs,
  isRunning: fc.boolean(),
  clock: fc.constantFrom('ok', 'future', 'past'),
  receivedMs: fc.nat(2 ** 31).map((offset) => 1_700_000_000_000 + offset),
  name: text,
  kind: fc.constantFrom('llm', 'tool', 'other'),
  status: fc.constantFrom('unset', 'ok', 'error'),
  errorType: text,
  errorMessage: text,
  service: text,
  scopeName: text,
  sdk: text,
  dialect: text,
  model: text,
  responseModel: text,
  provider: text,
  responseId: text,
  tokens,
  documents: fc.option(count, { nil: undefined }),
  cost: fc.option(
    fc.record({ totalPicoUsd: pico, byBucket: fc.dictionary(fc.constantFrom(...TOKEN_BUCKETS), pico), priceId: text }),
    { nil: undefined },
  ),
  reportedCostPicoUsd: fc.option(pico),
  userId: text,
  sessionId: text,
  environment: text,
  release: text,
  tags: fc.array(text, { maxLength: 4 }),
  traceName: text,
  promptName: text,
  promptVersion: text,
  agentName: text,
  toolName: text,
  finishReason: text,
  isStream: fc.boolean(),
  ttftNs: fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n })),
  ownCounts: fc.constantFrom(0, 1),
  inputBytes: fc.nat(),
  outputBytes: fc.nat(),
  inputPreview: text,
  outputPreview: text,
  attributes: map,
  resourceAttributes: map,
  longKeys: fc.array(text, { maxLength: 3 }),
  clientId: text,
  clientTraceId: text,
  keyId: text,
  protocol: text,
  partition: fc.nat(),
  offset: fc.nat(2 ** 31).map((offset) => offset * 1000),
  isDamaged: fc.boolean(),
  retentionDays: fc.constantFrom(0, 7, 14, 30, 1000),
  version: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
  content,
})

/** Lone surrogates have no UTF-8: they arrive as the replacement character, like everywhere. */
const stored = (value: string) => Buffer.from(value).toString('utf8')
const seconds = (ns: bigint) => `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`

describe('encoding spans', () => {
  it('gives back every column of every row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { minLength: 1, maxLength: 8, selector: ({ spanId }) => spanId }),
        async (rows) => {
          await store.command('truncate table spans')
          await store.command('truncate table span_content')
          for (const insert of encodeSpans(rows)) {
            await store.insertNative('span_content', [insert.content])
            await store.insertNative('spans', [insert.spans])
          }
          const spans = await store.query<Record<string, unknown>>(SPANS)
          const contents = await store.query<Record<string, unknown>>(CONTENTS)
          const byId = (a: SpanRow, b: SpanRow) => (a.spanId < b.spanId ? -1 : 1)
          expect(spans).toEqual([...rows].sort(byId).map(expectedSpan))
          expect(contents).toEqual([...rows].sort(byId).map(expectedContent))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('never lets one insert touch more than 50 partitions, and loses no row', async () => {
    const spread = fc.array(row, { minLength: 60, maxLength: 150, size: 'max' })
    await fc.assert(
      fc.asyncProperty(spread, async (rows) => {
        await store.command('truncate table spans')
        const inserts = encodeSpans(rows)
        const taken = inserts.map((insert) => insert.rows).reduce((sum, count) => sum + count, 0)
        expect(taken).toBe(rows.length)
        for (const { spans } of inserts) {
          await store.command('truncate table spans')
          await store.insertNative('spans', [spans])
          const [found] = await store.query<{ n: string }>(
            'select uniqExact(partition) as n from system.parts where ' + "active and table = 'spans' limit 1",
          )
          expect(Number(found?.n)).toBeLessThanOrEqual(50)
        }
      }),
      { numRuns: 5 },
    )
  })

  it('renders parameters as the engine binds them', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 5 }), async (one, many) => {
        const rows = await store.query<{ one: string; many: string[] }>(
          'select {one:String} as one, {many:Array(String)} as many',
          { one, many },
        )
        expect(rows).toEqual([{ one: stored(one), many: many.map(stored) }])
      }),
      { numRuns: 200 },
    )
  })

  it('takes nothing for a parameter that is not of a plain type', () => {
    expect(() => renderParams('select {x:Identifier}', { x: 'y' })).toThrow(/type Identifier/)
    expect(() => renderParams('select {x:String}', {})).toThrow(/no value/)
  })
})

const SPANS = `select
    trace_id, span_id, parent_span_id, toString(toDecimal128(start_time, 9)) as start, toString(toDecimal128(end_time, 9)) as end,
    is_running, clock, toUnixTimestamp64Milli(received_time) as received, name, kind, status, error_type, error_message,
    service, scope_name, sdk, dialect, model, response_model, provider, response_id,
    [tokens_input_uncached, tokens_cache_read, tokens_cache_write, tokens_input_audio, tokens_input_image, tokens_input_video,
      tokens_output, tokens_reasoning, tokens_output_audio, tokens_output_image, tokens_output_video] as tokens,
    toString(documents) as documents, toString(cost_total) as cost, mapKeys(cost_by_bucket) as cost_keys,
    arrayMap(x -> toString(x), mapValues(cost_by_bucket)) as costs, price_id, toString(cost_reported) as reported,
    user_id, session_id, environment, release, tags, trace_name, prompt_name, prompt_version, agent_name, tool_name, finish_reason,
    is_stream, ttft_ns, own_counts, input_bytes, output_bytes, input_preview, output_preview,
    mapKeys(attributes) as keys, mapValues(attributes) as values, mapKeys(resource_attributes) as resource_keys,
    long_keys, client_id, client_trace_id, key_id, protocol, queue_partition, queue_offset, is_damaged, retention_days,
    toString(version) as version, deleted
  from spans order by span_id limit 1000`

function expectedSpan(one: SpanRow): Record<string, unknown> {
  const cost = Object.entries(one.cost?.byBucket ?? {})
  return {
    trace_id: one.traceId,
    span_id: one.spanId,
    parent_span_id: one.parentSpanId,
    start: trimmed(seconds(one.startNs)),
    end: trimmed(seconds(one.endNs)),
    is_running: Number(one.isRunning),
    clock: one.clock,
    received: String(one.receivedMs),
    name: stored(one.name),
    kind: one.kind,
    status: one.status,
    error_type: stored(one.errorType),
    error_message: stored(one.errorMessage),
    service: stored(one.service),
    scope_name: stored(one.scopeName),
    sdk: stored(one.sdk),
    dialect: stored(one.dialect),
    model: stored(one.model),
    response_model: stored(one.responseModel),
    provider: stored(one.provider),
    response_id: stored(one.responseId),
    tokens: TOKEN_BUCKETS.map((bucket) => (one.tokens[bucket] === undefined ? null : String(one.tokens[bucket]))),
    documents: one.documents === undefined ? null : String(one.documents),
    cost: dollars(one.cost?.totalPicoUsd),
    cost_keys: cost.map(([bucket]) => bucket),
    costs: cost.map(([, value]) => dollars(value)),
    price_id: stored(one.cost?.priceId ?? ''),
    reported: dollars(one.reportedCostPicoUsd),
    user_id: stored(one.userId),
    session_id: stored(one.sessionId),
    environment: stored(one.environment),
    release: stored(one.release),
    tags: one.tags.map(stored),
    trace_name: stored(one.traceName),
    prompt_name: stored(one.promptName),
    prompt_version: stored(one.promptVersion),
    agent_name: stored(one.agentName),
    tool_name: stored(one.toolName),
    finish_reason: stored(one.finishReason),
    is_stream: Number(one.isStream),
    ttft_ns: one.ttftNs === null ? null : String(one.ttftNs),
    own_counts: one.ownCounts,
    input_bytes: one.inputBytes,
    output_bytes: one.outputBytes,
    input_preview: stored(one.inputPreview),
    output_preview: stored(one.outputPreview),
    keys: [...one.attributes.keys()].map(stored),
    values: [...one.attributes.values()].map(stored),
    resource_keys: [...one.resourceAttributes.keys()].map(stored),
    long_keys: one.longKeys.map(stored),
    client_id: stored(one.clientId),
    client_trace_id: stored(one.clientTraceId),
    key_id: stored(one.keyId),
    protocol: stored(one.protocol),
    queue_partition: one.partition,
    queue_offset: String(one.offset),
    is_damaged: Number(one.isDamaged),
    retention_days: one.retentionDays,
    version: String(one.version),
    deleted: 0,
  }
}

const CONTENTS = `select
    trace_id, span_id, toUInt32(hour) as hour, name, attribute_keys as keys, attribute_types as types,
    arrayMap(x -> hex(x), attribute_values) as values, hex(events) as events, hex(links) as links, hex(resource) as resource,
    hex(scope) as scope, schema_url, trace_state, flags, otel_kind, status_code, status_message, raw_start_ns, raw_end_ns,
    dropped_attributes, toString(version) as version
  from span_content order by span_id limit 1000`

function expectedContent(one: SpanRow): Record<string, unknown> {
  const { content: had } = one
  const upper = (value: Uint8Array) => Buffer.from(value).toString('hex').toUpperCase()
  return {
    trace_id: one.traceId,
    span_id: one.spanId,
    hour: Number(one.startNs / 3_600_000_000_000n) * 3600,
    name: stored(one.name),
    keys: had.attributeKeys.map(stored),
    types: had.attributeTypes,
    values: had.attributeValues.map(upper),
    events: upper(had.events),
    links: upper(had.links),
    resource: upper(had.resource),
    scope: upper(had.scope),
    schema_url: stored(had.schemaUrl),
    trace_state: stored(had.traceState),
    flags: had.flags,
    otel_kind: had.otelKind,
    status_code: had.statusCode,
    status_message: stored(had.statusMessage),
    raw_start_ns: String(had.rawStartNs),
    raw_end_ns: String(had.rawEndNs),
    dropped_attributes: had.droppedAttributes,
    version: String(one.version),
  }
}

function dollars(pico: bigint | null | undefined): string | null {
  if (pico === null || pico === undefined) return null
  const text = `${pico / 10n ** 12n}.${String(pico % 10n ** 12n).padStart(12, '0')}`
  return trimmed(text)
}

/** Decimals are shown without zeros at their end. */
function trimmed(decimal: string): string {
  return decimal.replace(/\.?0+$/, '')
}
