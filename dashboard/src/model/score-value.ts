import type { Score, ScoreBody, ScoreListAnswer } from '@vitrine/schemas/api'

/** What a person typed as a score of a type; undefined when it is none. Persian and Arabic digits count as digits. */
export function readScoreValue(
  type: 'numeric' | 'boolean' | 'categorical' | 'text',
  text: string,
): number | boolean | string | undefined {
  const trimmed = text.trim()
  if (type === 'boolean') return trimmed !== 'false'
  if (trimmed === '') return undefined
  if (type !== 'numeric') return text
  const latin = trimmed
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace('٫', '.')
  const value = Number(latin)
  return Number.isFinite(value) ? value : undefined
}

/** The list as it will be once the score is written; the same name on the same target changes the one that is there. */
export function withScore(list: ScoreListAnswer, body: ScoreBody): ScoreListAnswer {
  const { value } = body
  const next: Score = {
    id: 'not written yet',
    name: body.name,
    type: body.type ?? 'numeric',
    value: typeof value === 'string' ? null : Number(value),
    text: typeof value === 'string' ? value : null,
    target: body.span_id === undefined ? 'trace' : 'span',
    trace_id: body.trace_id ?? null,
    span_id: body.span_id ?? null,
    session_id: null,
    source: body.source ?? 'api',
    comment: body.comment ?? null,
    metadata: null,
    user: null,
    time: String(BigInt(Date.now()) * 1_000_000n),
  }
  const isSame = (one: Score) =>
    one.name === next.name && one.span_id === next.span_id && one.source === next.source && one.target === next.target
  return { ...list, scores: [next, ...list.scores.filter((one) => !isSame(one))] }
}
