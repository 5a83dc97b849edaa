/** What the product reads of a case, held against what happened. */
import { INPUT_BUCKETS, OUTPUT_BUCKETS, type TokenBucket } from '@vitrine/schemas'
import type { ReadSpan } from './captures.ts'
import type { Truth } from './truth.ts'

export const FACTS = [
  'calls',
  'input tokens',
  'output tokens',
  'cache read',
  'cache write',
  'reasoning',
  'embedding calls',
  'embedding tokens',
  'tool calls',
  'tool errors',
  'retrievals',
  'session',
  'user',
  'tags',
  'error',
  'model',
  'provider',
  'finish reason',
  'stream',
  'question',
  'answer',
] as const
export type Fact = (typeof FACTS)[number]

/** A fact that this case can be asked for, and what was read of it. */
export interface Finding {
  readonly fact: Fact
  readonly wanted: unknown
  readonly found: unknown
  readonly isRight: boolean
}

export function compare(truth: Truth, spans: readonly ReadSpan[]): Finding[] {
  const llm = spans.filter((span) => span.counts && span.row.kind === 'llm')
  return [
    ...countsOf(truth, spans, llm),
    ...tokensOf(truth, spans),
    ...contextOf(truth, spans),
    ...scalarsOf(truth, llm),
    ...contentOf(truth, llm),
  ]
}

function finding(fact: Fact, found: unknown, wanted: unknown): Finding {
  return { fact, wanted, found, isRight: JSON.stringify(found) === JSON.stringify(wanted) }
}

function countsOf(truth: Truth, spans: readonly ReadSpan[], llm: readonly ReadSpan[]): Finding[] {
  const ofKind = (kind: string) => spans.filter(({ row }) => row.kind === kind)
  const embeddings = spans.filter((span) => span.counts && span.row.kind === 'embedding').length
  // An attempt that failed is a call that was not paid for; it may be seen or not, once each.
  const most = truth.calls + truth.failedAttempts
  const calls = llm.length >= truth.calls && llm.length <= most ? truth.calls : llm.length
  const found: Finding[] = [finding('calls', calls, truth.calls)]
  if (truth.embeddingCalls > 0) found.push(finding('embedding calls', embeddings, truth.embeddingCalls))
  const tools = ofKind('tool')
  if (truth.toolCalls !== undefined) found.push(finding('tool calls', tools.length, truth.toolCalls))
  if (truth.toolErrors !== undefined && truth.toolErrors > 0) {
    found.push(finding('tool errors', tools.filter(({ row }) => row.status === 'error').length, truth.toolErrors))
  }
  if (truth.retrievals !== undefined && truth.retrievals > 0) {
    const whole = ofKind('retrieval').filter(({ verdict }) => verdict?.reason !== 'step')
    found.push(finding('retrievals', whole.length, truth.retrievals))
  }
  return found
}

function tokensOf(truth: Truth, spans: readonly ReadSpan[]): Finding[] {
  const summed = spans.filter(({ isSummed }) => isSummed)
  const sum = (kinds: (kind: string) => boolean, buckets: readonly TokenBucket[]) =>
    summed
      .filter(({ row }) => kinds(row.kind))
      .reduce((all, { row }) => all + buckets.reduce((own, bucket) => own + (row.tokens[bucket] ?? 0), 0), 0)
  const isChat = (kind: string) => kind !== 'embedding' && kind !== 'reranker'
  const { tokens } = truth
  const found: Finding[] = []
  if (tokens.input > 0) {
    found.push(finding('input tokens', sum(isChat, INPUT_BUCKETS), tokens.input))
    found.push(finding('output tokens', sum(isChat, OUTPUT_BUCKETS), tokens.output))
  }
  if (tokens.cacheRead > 0) found.push(finding('cache read', sum(isChat, ['cache_read']), tokens.cacheRead))
  if (tokens.cacheWrite > 0) found.push(finding('cache write', sum(isChat, ['cache_write']), tokens.cacheWrite))
  if (tokens.reasoning > 0) found.push(finding('reasoning', sum(isChat, ['reasoning']), tokens.reasoning))
  if (truth.embeddingTokens > 0) {
    found.push(
      finding(
        'embedding tokens',
        sum((kind) => kind === 'embedding', INPUT_BUCKETS),
        truth.embeddingTokens,
      ),
    )
  }
  return found
}

function contextOf(truth: Truth, spans: readonly ReadSpan[]): Finding[] {
  const distinct = (texts: readonly string[]) => [...new Set(texts.filter((text) => text !== ''))].sort()
  const found: Finding[] = []
  const sessions = distinct(spans.map(({ row }) => row.sessionId))
  if (truth.session !== undefined) found.push(finding('session', sessions, [truth.session]))
  const users = distinct(spans.map(({ row }) => row.userId))
  if (truth.user !== undefined) found.push(finding('user', users, [truth.user]))
  const tags = distinct(spans.flatMap(({ row }) => row.tags))
  if (truth.tags.length > 0) found.push(finding('tags', tags, [...truth.tags].sort()))
  const hasError = spans.some(({ row }) => row.status === 'error')
  found.push(finding('error', hasError, truth.hasError))
  return found
}

function scalarsOf(truth: Truth, llm: readonly ReadSpan[]): Finding[] {
  if (llm.length !== truth.calls || llm.length === 0) return []
  const sorted = (list: readonly unknown[]) => list.map(String).sort()
  const found = [finding('provider', llm.filter(({ row }) => row.provider === '').length, 0)]
  if (truth.models.length > 0) {
    const strangers = llm.map(({ row }) => row.model).filter((model) => !truth.models.includes(model))
    found.push(finding('model', strangers, []))
  }
  if (truth.finishReasons?.length === llm.length) {
    const reasons = llm.map(({ row }) => row.finishReason)
    found.push(finding('finish reason', sorted(reasons), sorted(truth.finishReasons)))
  }
  if (truth.streams?.length === llm.length) {
    const streams = llm.map(({ row }) => row.isStream)
    found.push(finding('stream', sorted(streams), sorted(truth.streams)))
  }
  return found
}

function contentOf(truth: Truth, llm: readonly ReadSpan[]): Finding[] {
  if (!truth.contentCaptured || llm.length === 0) return []
  const withoutInput = llm.filter(({ messages }) => !messages.some((each) => each.isOutput !== true))
  const withoutOutput = llm.filter(
    ({ row, messages }) => row.status !== 'error' && !messages.some((each) => each.isOutput === true),
  )
  return [finding('question', withoutInput.length, 0), finding('answer', withoutOutput.length, 0)]
}
