// What a span's row says in words and numbers.

import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import type { Formatter } from '../../ui/format.ts'
import type { Translate } from '../../ui/i18n.ts'

export function durationText(span: SkeletonSpan, t: Translate, format: Formatter): string {
  if (span.isRunning) return t('trace.status.running')
  return span.endNs === null ? t('trace.unknown') : format.durationNs(Math.max(0, span.endNs - span.startNs))
}

export function totalTokens(span: SkeletonSpan): number | null {
  if (span.tokens.input === null && span.tokens.output === null) return null
  return (span.tokens.input ?? 0) + (span.tokens.output ?? 0)
}

/** Tokens and cost of a call; empty for anything else. */
export function callText(span: SkeletonSpan, t: Translate, format: Formatter): string {
  if (!span.isCall) return ''
  const tokens = totalTokens(span)
  const parts = [
    ...(tokens === null ? [] : [t('trace.tokensShort', { n: format.compact(tokens) })]),
    ...(span.costUsd === null ? [] : [format.money(span.costUsd)]),
  ]
  return parts.map((part) => ` · ${part}`).join('')
}
