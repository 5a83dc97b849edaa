/**
 * Parts of a count under names of an emitter's own: `gen_ai.usage.input_tokens.cached`, `llm.usage.cache_hit_tokens`,
 * `gen_ai.usage.details.thoughts_tokens`. The names differ, the words in them do not.
 */
import type { SpanView } from '../mapping/span-view.ts'
import { numberOf } from '../mapping/values.ts'

export interface SpelledUsage {
  readonly cacheRead: number | undefined
  readonly cacheWrite: number | undefined
  readonly reasoning: number | undefined
}

type Part = keyof SpelledUsage

const USAGE = /^(?:gen_ai\.usage|llm\.usage|llm\.token_count)\.(.+)$/
/** Money, shares of the whole, modalities, and what a cache did not have. */
const NO_PART = /cost|price|usd|rate|ratio|saving|miss|audio|image|video|text/
const WRITE = /cache.*(?:creat|writ)|(?:creat|writ).*cache/
const REASONING = /reasoning|thinking|thought/
/** How long a cache keeps what was written: the whole is their sum. */
const BY_LIFETIME = /ephemeral|_(?:5m|1h)(?:_|$)/

export function spelledUsage(view: SpanView): SpelledUsage {
  const whole: Partial<Record<Part, number>> = {}
  const summed: Partial<Record<Part, number>> = {}
  for (const key of view.keys()) {
    const part = partOf(key)
    const count = part === undefined ? undefined : numberOf(view.get(key))
    if (part === undefined || count === undefined) continue
    // Of two spellings of one count the order of the attributes must not decide.
    if (BY_LIFETIME.test(key)) summed[part] = (summed[part] ?? 0) + count
    else whole[part] = Math.max(whole[part] ?? 0, count)
  }
  const of = (part: Part) => whole[part] ?? summed[part]
  return { cacheRead: of('cacheRead'), cacheWrite: of('cacheWrite'), reasoning: of('reasoning') }
}

const parts = new Map<string, Part | undefined>()
const MAX_KNOWN = 10_000

function partOf(key: string): Part | undefined {
  if (parts.has(key)) return parts.get(key)
  const words = USAGE.exec(key)?.[1] ?? ''
  const part = words === '' || NO_PART.test(words) ? undefined : namedPart(words)
  if (parts.size < MAX_KNOWN) parts.set(key, part)
  return part
}

function namedPart(words: string): Part | undefined {
  if (WRITE.test(words)) return 'cacheWrite'
  if (words.includes('cache')) return 'cacheRead'
  return REASONING.test(words) ? 'reasoning' : undefined
}
