/** What deriving history anew changes: counted field by field, and in money by model. Pure. */
import { type SpanRow, TOKEN_BUCKETS } from '@vitrine/schemas'
import type { Difference, ModelDifference } from '@vitrine/schemas/api'
import { picoOfUsd, usdOfPico } from '../base/money.ts'
import type { NarrowRow } from './rederive-reads.ts'

/** Models that are told apart; the rest is one line without a name. */
const MAX_MODELS = 500

interface Sum {
  calls: number
  changed: number
  before: bigint | undefined
  after: bigint | undefined
  unpricedBefore: number
  unpricedAfter: number
}

export interface DifferenceCounter {
  /** The fields that differ, none if the row stays as it is. */
  add(stored: NarrowRow, derived: SpanRow): readonly string[]
  answer(): Difference
}

/** `from` what was counted before a restart. */
export function createDifference(from?: Difference | null): DifferenceCounter {
  const models = new Map(
    (from?.models ?? []).map((each) => [keyOf(each.model ?? '', each.provider ?? ''), sumFrom(each)]),
  )
  const fields: Record<string, number> = { ...from?.fields }
  const all = from === undefined || from === null ? newSum() : sumFrom(from)
  let spans = from?.spans ?? 0
  let changed = from?.changed ?? 0
  const sumOf = (row: SpanRow): Sum => {
    const key = keyOf(row.model, row.provider)
    const known = models.get(key) ?? models.get(models.size < MAX_MODELS ? key : OTHERS)
    if (known !== undefined) return known
    const fresh = newSum()
    models.set(models.size < MAX_MODELS ? key : OTHERS, fresh)
    return fresh
  }
  return {
    add(stored, derived) {
      spans += 1
      const different = differentFields(stored, derived)
      for (const field of different) fields[field] = (fields[field] ?? 0) + 1
      if (different.length > 0) changed += 1
      const isCall = stored.judged === 1 ? Number(stored.counts) : derived.ownCounts
      if (isCall !== 1) return different
      const isInSums = stored.judged === 1 ? Number(stored.usage) === 1 : true
      for (const sum of [sumOf(derived), all])
        addCall(sum, { stored, derived, isInSums, isChanged: different.length > 0 })
      return different
    },
    answer: () => ({
      spans,
      changed,
      fields,
      models: [...models].map(([key, sum]) => modelOf(key, sum)).sort((a, b) => b.calls - a.calls),
      ...amounts(all),
      calls: all.calls,
    }),
  }
}

const keyOf = (model: string, provider: string) => JSON.stringify([model, provider])
const OTHERS = keyOf('', '')

function sumFrom(amounts: Difference | ModelDifference): Sum {
  const picoOr = (usd: string | null) => (usd === null ? undefined : picoOfUsd(usd))
  return {
    calls: amounts.calls,
    changed: amounts.changed,
    before: picoOr(amounts.cost_before),
    after: picoOr(amounts.cost_after),
    unpricedBefore: amounts.unpriced_before,
    unpricedAfter: amounts.unpriced_after,
  }
}

function newSum(): Sum {
  return { calls: 0, changed: 0, before: undefined, after: undefined, unpricedBefore: 0, unpricedAfter: 0 }
}

function addCall(sum: Sum, call: { stored: NarrowRow; derived: SpanRow; isInSums: boolean; isChanged: boolean }): void {
  const { stored, derived, isInSums, isChanged } = call
  sum.calls += 1
  if (isChanged) sum.changed += 1
  const before = picoOf(stored.cost_total)
  const after = derived.cost?.totalPicoUsd
  if (before === undefined && TOKEN_BUCKETS.some((bucket) => stored[`tokens_${bucket}`] !== null))
    sum.unpricedBefore += 1
  if (after === undefined && TOKEN_BUCKETS.some((bucket) => derived.tokens[bucket] !== undefined))
    sum.unpricedAfter += 1
  if (!isInSums) return
  if (before !== undefined) sum.before = (sum.before ?? 0n) + before
  if (after !== undefined) sum.after = (sum.after ?? 0n) + after
}

function modelOf(key: string, sum: Sum): ModelDifference {
  const [model, provider] = JSON.parse(key) as [string, string]
  return {
    model: model === '' ? null : model,
    provider: provider === '' ? null : provider,
    calls: sum.calls,
    changed: sum.changed,
    ...amounts(sum),
  }
}

function amounts(sum: Sum) {
  return {
    cost_before: sum.before === undefined ? null : usdOfPico(sum.before),
    cost_after: sum.after === undefined ? null : usdOfPico(sum.after),
    unpriced_before: sum.unpricedBefore,
    unpriced_after: sum.unpricedAfter,
  }
}

const TEXTS: readonly (readonly [string, string, (row: SpanRow) => string])[] = [
  ['kind', 'kind', (row) => row.kind],
  ['status', 'status', (row) => row.status],
  ['model', 'model', (row) => row.model],
  ['response_model', 'response_model', (row) => row.responseModel],
  ['provider', 'provider', (row) => row.provider],
  ['response_id', 'response_id', (row) => row.responseId],
  ['session', 'session_id', (row) => row.sessionId],
  ['user', 'user_id', (row) => row.userId],
  ['environment', 'environment', (row) => row.environment],
  ['release', 'release', (row) => row.release],
  ['agent', 'agent_name', (row) => row.agentName],
  ['tool', 'tool_name', (row) => row.toolName],
  ['trace_name', 'trace_name', (row) => row.traceName],
  ['prompt_name', 'prompt_name', (row) => row.promptName],
  ['prompt_version', 'prompt_version', (row) => row.promptVersion],
  ['finish_reason', 'finish_reason', (row) => row.finishReason],
  ['dialect', 'dialect', (row) => row.dialect],
  ['input', 'input_preview', (row) => row.inputPreview],
  ['output', 'output_preview', (row) => row.outputPreview],
]

function differentFields(stored: NarrowRow, derived: SpanRow): readonly string[] {
  const different = TEXTS.filter(([, column, of]) => String(stored[column]) !== of(derived)).map(([field]) => field)
  const isSameTags =
    stored.tags.length === derived.tags.length && stored.tags.every((tag, i) => tag === derived.tags[i])
  if (!isSameTags) different.push('tags')
  if (TOKEN_BUCKETS.some((bucket) => countIn(stored[`tokens_${bucket}`]) !== derived.tokens[bucket]))
    different.push('tokens')
  const isSameEstimate =
    countIn(stored.estimated_input) === derived.estimated?.input &&
    countIn(stored.estimated_output) === derived.estimated?.output
  if (!isSameEstimate) different.push('estimated_tokens')
  if (countIn(stored.documents) !== derived.documents) different.push('documents')
  if (picoOf(stored.cost_total) !== derived.cost?.totalPicoUsd) different.push('cost')
  if ((picoOf(stored.cost_reported) ?? null) !== derived.reportedCostPicoUsd) different.push('reported_cost')
  return different
}

function countIn(count: NarrowRow[string] | undefined): number | undefined {
  return count === null || count === undefined ? undefined : Number(count)
}

function picoOf(usd: NarrowRow[string] | undefined): bigint | undefined {
  return usd === null || usd === undefined ? undefined : picoOfUsd(String(usd))
}
