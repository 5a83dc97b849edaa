/**
 * Counts in objects of other vendors' shapes, and the parts of a count that stand beside it in an object. What most
 * spans carry is read in usage.ts; here each reading first looks whether its key, and its word, is there at all.
 */
import type { SpanView } from '../mapping/span-view.ts'
import { type Dictionary, dictionaryOf, numberOf, pythonDictionaryOf } from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'
import type { RawUsage } from './raw-usage.ts'
import { usageOf } from './usage.ts'
import { childOf, pick, sum } from './usage-objects.ts'

/** undefined: the span says nothing about tokens. */
export function wholeUsageOf(view: SpanView): RawUsage | undefined {
  const usage = vendorUsage(view) ?? usageOf(view) ?? embeddingUsage(view)
  if (usage === undefined) return undefined
  if (view.has(LANGFUSE)) return langfuseParts(view, usage)
  return ofNewAiSdk(view, withAnswer(view, withAudio(view, usage)))
}

const EMBEDDED = /"usage"\s*:\s*\{\s*"prompt_tokens"\s*:\s*(\d+)/
const END_BYTES = 1024

/** OpenInference's wrapper of Haystack counts no embeddings; their answer does, at its end. */
function embeddingUsage(view: SpanView): RawUsage | undefined {
  const bytes = view.has('embedding.model_name') ? view.bytes('output.value') : undefined
  if (bytes === undefined) return undefined
  const end = asBuffer(bytes).toString('latin1', Math.max(0, bytes.byteLength - END_BYTES))
  const input = numberOf(EMBEDDED.exec(end)?.[1])
  return input === undefined ? undefined : { input }
}

/** In JSON or in Python's words; an answer that a program printed has them in the middle. */
const PROMPT = /["'\\](?:prompt_tokens|input_tokens)["'\\]+\s*:\s*(\d+)/
const CACHED = /["'\\]cached_tokens["'\\]+\s*:\s*(\d+)/
const REASONED = /["'\\]reasoning_tokens["'\\]+\s*:\s*(\d+)/
const ANSWER_BYTES = 16_384

/** OpenInference's wrappers of Haystack and Mistral send sums alone; the answer beside them has the parts. */
function withAnswer(view: SpanView, usage: RawUsage): RawUsage {
  if (usage.cacheRead !== undefined || usage.reasoning !== undefined || !view.has('llm.token_count.prompt'))
    return usage
  const bytes = view.bytes('output.value')
  if (bytes === undefined) return usage
  const end = asBuffer(bytes).subarray(Math.max(0, bytes.byteLength - ANSWER_BYTES))
  if (!end.includes('cached_tokens') && !end.includes('reasoning_tokens')) return usage
  const text = end.toString('latin1')
  // Another count in it is that of something else.
  if (numberOf(PROMPT.exec(text)?.[1]) !== usage.input) return usage
  return {
    ...usage,
    cacheRead: numberOf(CACHED.exec(text)?.[1]),
    reasoning: numberOf(REASONED.exec(text)?.[1]),
  }
}

const LANGFUSE = 'langfuse.observation.usage_details'
const WHOLE = ['gen_ai.usage', 'llm.usage', LANGFUSE]
const OF_VENDORS = /billed_units|inputTokens|cacheReadInputToken/

function vendorUsage(view: SpanView): RawUsage | undefined {
  for (const key of WHOLE) {
    const usage = view.has(key) ? objectWith(view, key, OF_VENDORS) : undefined
    if (usage === undefined) continue
    const cohere = childOf(usage, 'billed_units')
    if (cohere !== undefined) return { input: pick(cohere, 'input_tokens'), output: pick(cohere, 'output_tokens') }
    const isBedrock = 'cacheReadInputTokens' in usage || 'cacheReadInputTokenCount' in usage
    if (isBedrock || (key !== LANGFUSE && 'inputTokens' in usage)) return camelUsage(usage)
  }
  return undefined
}

/** Bedrock's, whose input leaves out the cache, and the AI SDK's, whose total tells. */
function camelUsage(usage: Dictionary): RawUsage {
  const ofBedrock = pick(usage, 'cacheReadInputTokens', 'cacheReadInputTokenCount')
  return {
    input: pick(usage, 'inputTokens'),
    output: pick(usage, 'outputTokens'),
    total: pick(usage, 'totalTokens'),
    cacheRead: ofBedrock ?? pick(usage, 'cachedInputTokens'),
    cacheWrite: pick(usage, 'cacheWriteInputTokens', 'cacheWriteInputTokenCount'),
    reasoning: pick(usage, 'reasoningTokens'),
    ...(ofBedrock === undefined ? {} : { isDisjoint: true }),
  }
}

/** LangSmith tells the sound in a count beside the cache in it. */
const WITH_AUDIO = [
  ['langsmith.usage_metadata', 'input_token_details', 'output_token_details'],
  ['langsmith.metadata.usage_metadata', 'input_token_details', 'output_token_details'],
] as const

function withAudio(view: SpanView, usage: RawUsage): RawUsage {
  if (usage.audioInput !== undefined || usage.audioOutput !== undefined) return usage
  for (const [key, inputs, outputs] of WITH_AUDIO) {
    const whole = view.has(key) ? objectWith(view, key, /audio/) : undefined
    if (whole !== undefined) return heard(usage, childOf(whole, inputs), childOf(whole, outputs))
  }
  const input = objectWith(view, 'gen_ai.usage.input_token_details', /audio/)
  const output = objectWith(view, 'gen_ai.usage.output_token_details', /audio/)
  return input === undefined && output === undefined ? usage : heard(usage, input, output)
}

function heard(usage: RawUsage, input: Dictionary | undefined, output: Dictionary | undefined): RawUsage {
  return { ...usage, audioInput: numberOf(input?.audio), audioOutput: numberOf(output?.audio) }
}

/** From version 6 on the input holds the cache, also where the fresh part is not told. */
function ofNewAiSdk(view: SpanView, usage: RawUsage): RawUsage {
  const isNew = view.scopeName === 'ai' && view.has('ai.usage.inputTokenDetails.cacheReadTokens')
  if (!isNew || usage.uncached !== undefined || usage.input === undefined) return usage
  return { ...usage, uncached: Math.max(0, usage.input - (usage.cacheRead ?? 0) - (usage.cacheWrite ?? 0)) }
}

const BY_LIFETIME_OR_MODALITY = /_creation_(?:5m|1h)|_modality_/

/**
 * Of one cache write Langfuse's clients send the whole, its parts by lifetime, or both. For Gemini on Vertex they take
 * what each modality had out of the input and the output.
 */
function langfuseParts(view: SpanView, usage: RawUsage): RawUsage {
  const details = objectWith(view, LANGFUSE, BY_LIFETIME_OR_MODALITY)
  if (details === undefined) return usage
  const whole = pick(details, 'input_cache_creation', 'cache_creation_input_tokens', 'cache_creation')
  const parts = sum(pick(details, 'input_cache_creation_5m'), pick(details, 'input_cache_creation_1h'))
  const once = whole !== undefined && whole === parts ? { cacheWrite: whole } : {}
  const [text, audio, image, video] = ['text', 'audio', 'image', 'video'].map((name) =>
    modality(details, 'input', name),
  )
  const [said, sound, drawn, filmed] = ['text', 'audio', 'image', 'video'].map((name) =>
    modality(details, 'output', name),
  )
  return {
    ...usage,
    ...once,
    input: sum(usage.input, text),
    output: sum(usage.output, said),
    audioInput: sum(usage.audioInput, audio),
    imageInput: sum(usage.imageInput, image),
    videoInput: sum(usage.videoInput, video),
    audioOutput: sum(usage.audioOutput, sound),
    imageOutput: sum(usage.imageOutput, drawn),
    videoOutput: sum(usage.videoOutput, filmed),
  }
}

function modality(details: Dictionary, side: 'input' | 'output', name: string): number | undefined {
  return pick(details, `${side}_modality_${name.toUpperCase()}`, `${side}_modality_${name}`)
}

/** The object under the key, where its text has such a word; a structure has no text to look into. */
function objectWith(view: SpanView, key: string, word: RegExp): Dictionary | undefined {
  if (!view.has(key)) return undefined
  const bytes = view.bytes(key)
  if (bytes === undefined) return dictionaryOf(view.get(key))
  return word.test(asBuffer(bytes).toString('latin1')) ? pythonDictionaryOf(view.get(key)) : undefined
}

const TOTALS = ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens', 'llm.token_count.total', 'ai.usage.totalTokens']
const INPUT = /(?:input|prompt)_?tokens$|token_count\.prompt$|ai\.usage\.tokens$/i

/** A total of which nobody says how much was input: of an embedding it all is, of a conversation it could be anything. */
export function isTotalAlone(view: SpanView, { input, output }: RawUsage): boolean {
  if (output !== undefined || input === undefined) return false
  if (view.has(LANGFUSE)) {
    const keys = Object.keys(dictionaryOf(view.get(LANGFUSE)) ?? {})
    return keys.some((key) => /total/i.test(key)) && !keys.some((key) => /input|prompt/i.test(key))
  }
  return TOTALS.some((key) => view.has(key)) && !view.keys().some((key) => INPUT.test(key))
}
