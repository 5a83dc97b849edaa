/** Genkit has no attributes of its own for a model and its tokens: the action is named after the model, the answer counts. */
import type { SpanView } from '../mapping/span-view.ts'
import { dictionaryOf, isDictionary, numberOf, textOf } from '../mapping/values.ts'
import type { RawUsage } from './raw-usage.ts'

const SUBTYPES = new Set(['model', 'embedder', 'reranker'])
const NOTHING = { model: '', provider: '' }

/** `googleai/gemini-2.5-flash`: plugin and model. */
export function genkitModelOf(view: SpanView): { readonly model: string; readonly provider: string } {
  if (!view.has('genkit:name') || !SUBTYPES.has(textOf(view.get('genkit:metadata:subtype')))) return NOTHING
  const name = textOf(view.get('genkit:name'))
  const slash = name.indexOf('/')
  return slash < 0 ? { model: name, provider: '' } : { model: name.slice(slash + 1), provider: name.slice(0, slash) }
}

/** Bytes of an answer that are parsed for its counts; a longer one carries media. */
const MAX_ANSWER_BYTES = 262_144

export function genkitUsage(view: SpanView): RawUsage | undefined {
  const answer = view.has('genkit:output') ? view.bytes('genkit:output') : undefined
  if (answer === undefined || answer.byteLength > MAX_ANSWER_BYTES || genkitModelOf(view).model === '') return undefined
  const usage = dictionaryOf(view.get('genkit:output'))?.usage
  if (!isDictionary(usage)) return undefined
  const input = numberOf(usage.inputTokens)
  const output = numberOf(usage.outputTokens)
  if (input === undefined && output === undefined) return undefined
  return {
    input,
    output,
    total: numberOf(usage.totalTokens),
    cacheRead: numberOf(usage.cachedContentTokens),
    reasoning: numberOf(usage.thoughtsTokens),
  }
}
