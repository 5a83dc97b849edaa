/** Span rows → Native blocks for `spans` and `span_content`, split so that one insert touches few partitions. */
import type { SpanRow, TokenBucket } from '@vitrine/schemas'
import { type BlockWriter, createBlockWriter } from './native/block.ts'
import {
  bytesArrayColumn,
  bytesColumn,
  type Column,
  millisColumn,
  nanosColumn,
  nullablePicoColumn,
  nullableU64Column,
  picoMapColumn,
  secondsColumn,
  sharedTextMapColumn,
  textArrayColumn,
  textColumn,
  textMapColumn,
  u8Column,
  u16Column,
  u32Column,
  u64Column,
  u128Column,
} from './native/columns.ts'

/** The engine refuses an insert that touches more than 100 partitions; each is a part on disk. */
const MAX_PARTITIONS = 50

/** What goes in by one insert into each of the two tables. */
export interface EncodedSpans {
  readonly rows: number
  readonly spans: Uint8Array<ArrayBuffer>
  readonly content: Uint8Array<ArrayBuffer>
}

/** A row of the store takes the span's and the mapper's word; a tombstone (`deleted`) takes an old key away. */
export interface StoredRow extends SpanRow {
  readonly deleted?: 0 | 1
}

export interface SpanEncoder {
  /** Writes the row down; it need not be kept. */
  add(row: StoredRow): void
  /** What was added, nearly always as one pair of blocks. */
  finish(): readonly EncodedSpans[]
}

export function encodeSpans(rows: readonly StoredRow[]): readonly EncodedSpans[] {
  const encoder = createSpanEncoder()
  for (const row of rows) encoder.add(row)
  return encoder.finish()
}

export function createSpanEncoder(): SpanEncoder {
  return new PartitionedEncoder()
}

interface Insert {
  readonly partitions: Set<number>
  readonly blocks: Blocks
}

/** Each insert takes the first MAX_PARTITIONS partitions that no insert before it has. */
class PartitionedEncoder implements SpanEncoder {
  readonly #inserts: Insert[] = []
  #lastPartition = -1
  #lastInsert: Insert | undefined

  add(row: StoredRow): void {
    const partition = partitionOf(row)
    if (this.#lastInsert === undefined || partition !== this.#lastPartition) {
      this.#lastInsert = this.#insertOf(partition)
      this.#lastPartition = partition
    }
    const { spans, content } = this.#lastInsert.blocks
    spans.write(row)
    content.write(row)
  }

  finish(): readonly EncodedSpans[] {
    return this.#inserts.map(({ blocks }) => {
      const { spans, content } = blocks
      const encoded = { rows: spans.rows, spans: spans.finish(), content: content.finish() }
      giveBack(blocks)
      return encoded
    })
  }

  #insertOf(partition: number): Insert {
    const known = this.#inserts.find(({ partitions }) => partitions.has(partition))
    if (known !== undefined) return known
    const last = this.#inserts.at(-1)
    if (last !== undefined && last.partitions.size < MAX_PARTITIONS) {
      last.partitions.add(partition)
      return last
    }
    const insert = { partitions: new Set([partition]), blocks: takeBlocks() }
    this.#inserts.push(insert)
    return insert
  }
}

interface Blocks {
  readonly spans: BlockWriter<StoredRow>
  readonly content: BlockWriter<StoredRow>
}

/** Writers keep their memory from batch to batch. One that an error left half-filled is not given back. */
const idle: Blocks[] = []

function takeBlocks(): Blocks {
  return idle.pop() ?? { spans: createBlockWriter(spanColumns()), content: createBlockWriter(contentColumns()) }
}

function giveBack(blocks: Blocks): void {
  if (idle.length === 0) idle.push(blocks)
}

const DAY_NS = 86_400e9

/** The tables' partition key as a number: the retention class, and the week or month of the start. */
function partitionOf(row: SpanRow): number {
  const day = Math.floor(Number(row.startNs) / DAY_NS)
  const isWeekly = row.retentionDays === 7 || row.retentionDays === 14
  const period = isWeekly ? Math.floor((day + 3) / 7) : monthOf(day)
  return row.retentionDays * 1e6 + period
}

let cachedDay = -1
let cachedMonth = -1
function monthOf(day: number): number {
  if (day === cachedDay) return cachedMonth
  const date = new Date(day * 86_400_000)
  cachedDay = day
  cachedMonth = date.getUTCFullYear() * 12 + date.getUTCMonth()
  return cachedMonth
}

function tokenColumn(bucket: TokenBucket): Column<StoredRow> {
  return nullableU64Column(`tokens_${bucket}`, (row) => row.tokens[bucket])
}

const NO_COST = {}

const spanColumns = (): readonly Column<StoredRow>[] => [
  textColumn('project_id', (row) => row.projectId),
  nanosColumn('start_time', (row) => row.startNs),
  textColumn('trace_id', (row) => row.traceId),
  textColumn('span_id', (row) => row.spanId),
  textColumn('parent_span_id', (row) => row.parentSpanId),
  nanosColumn('end_time', (row) => row.endNs),
  u8Column('is_running', (row) => row.isRunning),
  textColumn('clock', (row) => row.clock),
  millisColumn('received_time', (row) => row.receivedMs),
  textColumn('name', (row) => row.name),
  textColumn('kind', (row) => row.kind),
  textColumn('status', (row) => row.status),
  textColumn('error_type', (row) => row.errorType),
  textColumn('error_message', (row) => row.errorMessage),
  textColumn('service', (row) => row.service),
  textColumn('scope_name', (row) => row.scopeName),
  textColumn('sdk', (row) => row.sdk),
  textColumn('dialect', (row) => row.dialect),
  textColumn('model', (row) => row.model),
  textColumn('response_model', (row) => row.responseModel),
  textColumn('provider', (row) => row.provider),
  textColumn('response_id', (row) => row.responseId),
  tokenColumn('input_uncached'),
  tokenColumn('cache_read'),
  tokenColumn('cache_write'),
  tokenColumn('input_audio'),
  tokenColumn('input_image'),
  tokenColumn('input_video'),
  tokenColumn('output'),
  tokenColumn('reasoning'),
  tokenColumn('output_audio'),
  tokenColumn('output_image'),
  tokenColumn('output_video'),
  nullableU64Column('estimated_input', (row) => row.estimated?.input),
  nullableU64Column('estimated_output', (row) => row.estimated?.output),
  nullableU64Column('documents', (row) => row.documents),
  nullablePicoColumn('cost_total', (row) => row.cost?.totalPicoUsd),
  picoMapColumn('cost_by_bucket', (row) => row.cost?.byBucket ?? NO_COST),
  textColumn('price_id', (row) => row.cost?.priceId ?? ''),
  nullablePicoColumn('cost_reported', (row) => row.reportedCostPicoUsd),
  textColumn('user_id', (row) => row.userId),
  textColumn('session_id', (row) => row.sessionId),
  textColumn('environment', (row) => row.environment),
  textColumn('release', (row) => row.release),
  textArrayColumn('tags', (row) => row.tags),
  textColumn('trace_name', (row) => row.traceName),
  textColumn('prompt_name', (row) => row.promptName),
  textColumn('prompt_version', (row) => row.promptVersion),
  textColumn('agent_name', (row) => row.agentName),
  textColumn('tool_name', (row) => row.toolName),
  textColumn('finish_reason', (row) => row.finishReason),
  u8Column('is_stream', (row) => row.isStream),
  nullableU64Column('ttft_ns', (row) => row.ttftNs),
  u8Column('own_counts', (row) => row.ownCounts),
  u32Column('input_bytes', (row) => row.inputBytes),
  u32Column('output_bytes', (row) => row.outputBytes),
  textColumn('input_preview', (row) => row.inputPreview),
  textColumn('output_preview', (row) => row.outputPreview),
  textMapColumn('attributes', (row) => row.attributes),
  sharedTextMapColumn('resource_attributes', (row) => row.resourceAttributes),
  textArrayColumn('long_keys', (row) => row.longKeys),
  textColumn('client_id', (row) => row.clientId),
  textColumn('client_trace_id', (row) => row.clientTraceId),
  textColumn('key_id', (row) => row.keyId),
  textColumn('protocol', (row) => row.protocol),
  u32Column('queue_partition', (row) => row.partition),
  u64Column('queue_offset', (row) => row.offset),
  u8Column('is_damaged', (row) => row.isDamaged),
  u16Column('retention_days', (row) => row.retentionDays),
  u128Column('version', (row) => row.version),
  u8Column('deleted', (row) => row.deleted ?? 0),
]

/** Raised when what content holds changes meaning, so that readers can tell rows apart. */
const MAPPER_VERSION = 1
const HOUR_NS = 3_600e9

const contentColumns = (): readonly Column<StoredRow>[] => [
  textColumn('project_id', (row) => row.projectId),
  secondsColumn('hour', (row) => Number(row.startNs / BigInt(HOUR_NS)) * 3600),
  textColumn('trace_id', (row) => row.traceId),
  nanosColumn('start_time', (row) => row.startNs),
  textColumn('span_id', (row) => row.spanId),
  textColumn('parent_span_id', (row) => row.parentSpanId),
  textColumn('name', (row) => row.rawName ?? row.name),
  textArrayColumn('attribute_keys', (row) => row.content.attributeKeys),
  textColumn('attribute_types', (row) => row.content.attributeTypes),
  bytesArrayColumn('attribute_values', (row) => row.content.attributeValues),
  bytesColumn('events', (row) => row.content.events),
  bytesColumn('links', (row) => row.content.links),
  bytesColumn('resource', (row) => row.content.resource),
  bytesColumn('scope', (row) => row.content.scope),
  textColumn('schema_url', (row) => row.content.schemaUrl),
  textColumn('trace_state', (row) => row.content.traceState),
  u32Column('flags', (row) => row.content.flags),
  u8Column('otel_kind', (row) => row.content.otelKind),
  u8Column('status_code', (row) => row.content.statusCode),
  textColumn('status_message', (row) => row.content.statusMessage),
  u64Column('raw_start_ns', (row) => row.content.rawStartNs),
  u64Column('raw_end_ns', (row) => row.content.rawEndNs),
  u32Column('dropped_attributes', (row) => row.content.droppedAttributes),
  millisColumn('received_time', (row) => row.receivedMs),
  textColumn('dialect', (row) => row.dialect),
  u16Column('mapper_version', () => MAPPER_VERSION),
  textColumn('protocol', (row) => row.protocol),
  textColumn('key_id', (row) => row.keyId),
  textColumn('client_id', (row) => row.clientId),
  textColumn('client_trace_id', (row) => row.clientTraceId),
  u16Column('retention_days', (row) => row.retentionDays),
  u128Column('version', (row) => row.version),
  u8Column('deleted', (row) => row.deleted ?? 0),
]
