/** A stored span derived again, in words: what each canonical field holds under given rules. Pure. */
import { type MappingRule, type SpanRow, TOKEN_BUCKETS } from '@vitrine/schemas'
import { usdOfPico } from '../base/money.ts'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import { deriveSpan } from '../enrich/derive-span.ts'
import type { PriceBook } from '../enrich/price-book.ts'
import { withAnnouncements } from '../mapping/announcements.ts'
import { type ContentRow, type Fragment, viewOfContent } from '../mapping/content-view.ts'
import type { SpanView } from '../mapping/span-view.ts'

export interface ReadUnder {
  readonly projectId: string
  readonly rules: readonly MappingRule[]
  readonly prices: PriceBook
}

/** Field by field; null where nobody said. */
export type FieldTexts = Readonly<Record<string, string | null>>

/** The row that ingest would make of this span now. `wrap` puts something between the mapper and the span. */
export function deriveAgain(
  row: ContentRow,
  fragments: readonly Fragment[],
  { projectId, rules, prices }: ReadUnder,
  wrap: (view: SpanView) => SpanView = (view) => view,
): SpanRow {
  const { content } = withAnnouncements(row, fragments)
  const view = wrap(viewOfContent(row, fragments))
  const isHidden = new Set(content.attributeKeys.filter((key) => !view.has(key)))
  const kept = content.attributeKeys.map((key) => !isHidden.has(key))
  const decoded: DecodedSpan = {
    view,
    content: {
      ...content,
      attributeKeys: content.attributeKeys.filter((_, index) => kept[index]),
      attributeTypes: [...content.attributeTypes].filter((_, index) => kept[index]).join(''),
      attributeValues: content.attributeValues.filter((_, index) => kept[index]).map(bytesOf),
    },
    payload: new Uint8Array(),
    index: 0,
    isDamaged: false,
    contentHash: 0,
  }
  const delivery = { projectId, keyId: '', protocol: '', partition: 0, offset: 0, epoch: 0 }
  const receivedMs = Number((view.endNs === 0n ? view.startNs : view.endNs) / 1_000_000n)
  return deriveSpan(decoded, { ...delivery, receivedMs, mapping: rules, retentionDaysFor: () => 0 }, prices)
}

export function textsOf(row: SpanRow): FieldTexts {
  const tokens = TOKEN_BUCKETS.map((bucket) => [`tokens_${bucket}`, textOrNull(row.tokens[bucket])] as const)
  return {
    kind: row.kind,
    name: row.name,
    status: row.status,
    error: orNull(row.errorMessage),
    model: orNull(row.model),
    response_model: orNull(row.responseModel),
    provider: orNull(row.provider),
    response_id: orNull(row.responseId),
    session: orNull(row.sessionId),
    user: orNull(row.userId),
    environment: orNull(row.environment),
    release: orNull(row.release),
    tags: row.tags.length === 0 ? null : row.tags.join(', '),
    agent: orNull(row.agentName),
    tool: orNull(row.toolName),
    trace_name: orNull(row.traceName),
    prompt_name: orNull(row.promptName),
    prompt_version: orNull(row.promptVersion),
    finish_reason: orNull(row.finishReason),
    stream: row.isStream ? 'true' : null,
    time_to_first_token: row.ttftNs === null ? null : `${Number(row.ttftNs) / 1e6} ms`,
    input: orNull(row.inputPreview),
    output: orNull(row.outputPreview),
    ...Object.fromEntries(tokens),
    service_tier: row.billing?.service ?? null,
    cost: row.cost === undefined ? null : usdOfPico(row.cost.totalPicoUsd),
    price: row.cost?.priceId ?? null,
    reported_cost: row.reportedCostPicoUsd === null ? null : usdOfPico(row.reportedCostPicoUsd),
  }
}

const MAX_GLIMPSE = 120

/** Every key that a rule may name, with a glimpse of its value: the span's own, then its resource's. */
export function glimpsesOf(view: SpanView): Record<string, string> {
  const glimpses: Record<string, string> = {}
  for (const key of view.resourceKeys()) glimpses[key] = glimpse(view.resource(key))
  for (const key of view.keys()) glimpses[key] = glimpse(view.get(key))
  return glimpses
}

export function glimpse(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, bigintText) ?? '')
  return text.length <= MAX_GLIMPSE ? text : `${text.slice(0, MAX_GLIMPSE)}…`
}

const bigintText = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
const orNull = (text: string) => (text === '' ? null : text)
const textOrNull = (count: number | undefined) => (count === undefined ? null : String(count))
const bytesOf = (value: Uint8Array | string) => (typeof value === 'string' ? Buffer.from(value) : value)
