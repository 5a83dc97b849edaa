/**
 * A trace's skeleton as it streams in: one JSON line after the other, a header, column blocks of 2,000 spans, an end.
 * The header and the shape of the columns are checked, not each row: 10,000 rows checked one by one cost more than
 * everything else on the page.
 */

import { type ScoreBrief, type SkeletonBlock, type SkeletonHeader, skeletonHeader } from '@vitrine/schemas/api'
import type { SkeletonSpan } from './skeleton-span.ts'

export type SkeletonPart =
  | { readonly kind: 'header'; readonly header: SkeletonHeader }
  | { readonly kind: 'spans'; readonly spans: readonly SkeletonSpan[] }
  | { readonly kind: 'end'; readonly spanCount: number }
  | { readonly kind: 'broken'; readonly message: string }

/** Reads the parts in order; a stream that stops without its end line is reported as broken. */
export async function* readSkeleton(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SkeletonPart> {
  let header: SkeletonHeader | undefined
  let isOver = false
  for await (const line of linesOf(chunks)) {
    // Read to the end of the bytes: an answer that is left before its end costs its connection.
    if (isOver) continue
    const part = partOf(line, header)
    if (part.kind === 'header') header = part.header
    isOver = part.kind === 'end'
    yield part
    if (part.kind === 'broken') return
  }
  if (!isOver) yield { kind: 'broken', message: 'the stream ended early' }
}

/** Lines of text from bytes in any cut; a character may straddle two chunks. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let pieces: string[] = []
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    const last = lines.pop() ?? ''
    for (const line of lines) {
      const whole = pieces.join('') + line
      pieces = []
      if (whole.trim() !== '') yield whole
    }
    if (last !== '') pieces.push(last)
  }
  const rest = pieces.join('') + decoder.decode()
  if (rest.trim() !== '') yield rest
}

function partOf(line: string, header: SkeletonHeader | undefined): SkeletonPart {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { kind: 'broken', message: 'a line of the stream is not JSON' }
  }
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  if (type === 'header') {
    const parsed = skeletonHeader.safeParse(value)
    return parsed.success
      ? { kind: 'header', header: parsed.data }
      : { kind: 'broken', message: 'the header of the stream has another shape' }
  }
  if (type === 'end') return { kind: 'end', spanCount: Number((value as { span_count: unknown }).span_count) }
  if (type === 'error') return { kind: 'broken', message: String((value as { message: unknown }).message) }
  if (type !== 'spans' || header === undefined || !isBlock(value, header)) {
    return { kind: 'broken', message: 'a block of the stream has another shape' }
  }
  return { kind: 'spans', spans: spansOf(value, header) }
}

const COLUMNS = [
  'span_id',
  'parent_span_id',
  'name_index',
  'kind_index',
  'service_index',
  'model_index',
  'provider_index',
  'error_type_index',
  'tool_index',
  'start',
  'end',
  'running',
  'status',
  'calls',
  'ttft',
  'tokens_input',
  'tokens_output',
  'cost_ours',
  'cost_reported',
] as const satisfies readonly (keyof SkeletonBlock)[]

function isBlock(value: unknown, header: SkeletonHeader): value is SkeletonBlock {
  const block = value as SkeletonBlock
  const isColumn = (column: unknown) => Array.isArray(column) && column.length === block.n
  return (
    Number.isInteger(block.n) &&
    typeof block.tables === 'object' &&
    block.tables !== null &&
    Array.isArray(block.scores) &&
    COLUMNS.every((name) => isColumn(block[name])) &&
    Array.isArray(block.tokens) &&
    block.tokens.length === header.buckets.length &&
    block.tokens.every(isColumn)
  )
}

const STATUS = ['unset', 'ok', 'error'] as const
const NO_SCORES: readonly ScoreBrief[] = []

function spansOf(block: SkeletonBlock, header: SkeletonHeader): readonly SkeletonSpan[] {
  const scores = scoresByRow(block)
  const { tables } = block
  const spans: SkeletonSpan[] = []
  for (let row = 0; row < block.n; row += 1) {
    spans.push({
      spanId: block.span_id[row] ?? '',
      parentSpanId: block.parent_span_id[row] ?? null,
      name: tables.name[block.name_index[row] ?? -1] ?? '',
      kind: tables.kind[block.kind_index[row] ?? -1] ?? 'other',
      status: STATUS[block.status[row] ?? 0] ?? 'unset',
      errorType: tables.error_type[block.error_type_index[row] ?? -1] ?? null,
      startNs: block.start[row] ?? 0,
      endNs: block.end[row] ?? null,
      isRunning: block.running[row] === 1,
      ttftNs: block.ttft[row] ?? null,
      service: tables.service[block.service_index[row] ?? -1] ?? null,
      model: tables.model[block.model_index[row] ?? -1] ?? null,
      provider: tables.provider[block.provider_index[row] ?? -1] ?? null,
      tool: tables.tool[block.tool_index[row] ?? -1] ?? null,
      isCall: block.calls[row] === 1,
      tokens: {
        input: block.tokens_input[row] ?? null,
        output: block.tokens_output[row] ?? null,
        buckets: bucketsAt(block, header, row),
      },
      costUsd: block.cost_ours[row] ?? null,
      reportedUsd: block.cost_reported[row] ?? null,
      scores: scores.get(row) ?? NO_SCORES,
    })
  }
  return spans
}

function bucketsAt(block: SkeletonBlock, header: SkeletonHeader, row: number): SkeletonSpan['tokens']['buckets'] {
  const buckets: Record<string, number | null> = {}
  header.buckets.forEach((bucket, at) => {
    buckets[bucket] = block.tokens[at]?.[row] ?? null
  })
  return buckets as SkeletonSpan['tokens']['buckets']
}

function scoresByRow(block: SkeletonBlock): ReadonlyMap<number, readonly ScoreBrief[]> {
  const map = new Map<number, ScoreBrief[]>()
  for (const [row, name, value, text] of block.scores) {
    const list = map.get(row)
    if (list === undefined) map.set(row, [{ name, value, text }])
    else list.push({ name, value, text })
  }
  return map
}
