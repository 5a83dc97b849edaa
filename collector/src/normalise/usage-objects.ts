/** Counts in one object, as providers answer them and as Langfuse's clients hand them on. */
import type { SpanView } from '../mapping/span-view.ts'
import { type Dictionary, dictionaryOf, isDictionary, numberOf } from '../mapping/values.ts'
import type { RawUsage } from './raw-usage.ts'

export function langfuseUsage(view: SpanView): RawUsage | undefined {
  const details = dictionaryOf(view.get('langfuse.observation.usage_details'))
  if (details === undefined || Object.keys(details).length === 0) return undefined
  const isRaw =
    'prompt_tokens' in details ||
    'promptTokens' in details ||
    Object.keys(details).some((key) => key.endsWith('_details'))
  if (isRaw) return providerUsage(details)
  return geminiUsage(details) ?? langfuseBuckets(details)
}

/** A provider's answer as it is, under one key: as JSON text, or as a structure. */
export function plainUsage(view: SpanView): RawUsage | undefined {
  for (const key of ['gen_ai.usage', 'llm.usage']) {
    const usage = view.has(key) ? dictionaryOf(view.get(key)) : undefined
    if (usage !== undefined) return geminiUsage(usage) ?? providerUsage(usage)
  }
  return undefined
}

/** Gemini's own, in both spellings: the thoughts stand beside the candidates, and tools' results beside the prompt. */
function geminiUsage(usage: Dictionary): RawUsage | undefined {
  const prompt = pick(usage, 'prompt_token_count', 'promptTokenCount')
  const candidates = pick(usage, 'candidates_token_count', 'candidatesTokenCount')
  if (prompt === undefined && candidates === undefined) return undefined
  const reasoning = pick(usage, 'thoughts_token_count', 'thoughtsTokenCount')
  return {
    input: sum(prompt, pick(usage, 'tool_use_prompt_token_count', 'toolUsePromptTokenCount')),
    output: sum(candidates, reasoning),
    cacheRead: pick(usage, 'cached_content_token_count', 'cachedContentTokenCount'),
    reasoning,
  }
}

function langfuseBuckets(details: Dictionary): RawUsage | undefined {
  const input = pick(details, 'input', 'input_tokens', 'inputTokens')
  const output = pick(details, 'output', 'output_tokens', 'outputTokens', 'completion_tokens')
  const total = pick(details, 'total', 'total_tokens', 'totalTokens')
  if (input === undefined && output === undefined && total === undefined) return undefined
  const usage = {
    input: input ?? (output === undefined ? total : undefined),
    output,
    cacheRead: pick(
      details,
      'input_cached_tokens',
      'cache_read_input_tokens',
      'input_cache_read',
      'cache_read',
      'cachedInputTokens',
    ),
    cacheWrite: sum(
      pick(details, 'input_cache_creation', 'cache_creation_input_tokens', 'cache_creation'),
      pick(details, 'input_cache_creation_5m'),
      pick(details, 'input_cache_creation_1h'),
    ),
    reasoning: pick(details, 'output_reasoning_tokens', 'output_reasoning', 'reasoning_tokens', 'reasoningTokens'),
    audioInput: pick(details, 'input_audio_tokens', 'input_audio'),
    audioOutput: pick(details, 'output_audio_tokens', 'output_audio'),
  }
  // Buckets are disjoint as documented, but programs also write totals with parts of them beside: the sum tells.
  const isTotals = total !== undefined && total === (input ?? 0) + (output ?? 0) && input !== undefined
  return isTotals ? usage : { ...usage, isDisjoint: true }
}

/** A provider's own usage object: input holds the cache, output the reasoning; Anthropic's input does not. */
export function providerUsage(usage: Dictionary): RawUsage | undefined {
  const input = pick(usage, 'prompt_tokens', 'promptTokens', 'input_tokens')
  const output = pick(usage, 'completion_tokens', 'completionTokens', 'output_tokens')
  if (input === undefined && output === undefined) return undefined
  const inputDetails = childOf(usage, 'prompt_tokens_details') ?? childOf(usage, 'input_tokens_details')
  const outputDetails = childOf(usage, 'completion_tokens_details') ?? childOf(usage, 'output_tokens_details')
  return {
    input,
    output,
    total: pick(usage, 'total_tokens', 'totalTokens'),
    cacheRead: numberOf(inputDetails?.cached_tokens) ?? pick(usage, 'cache_read_input_tokens'),
    cacheWrite: pick(usage, 'cache_creation_input_tokens') ?? numberOf(inputDetails?.cache_creation_tokens),
    reasoning: numberOf(outputDetails?.reasoning_tokens),
    audioInput: numberOf(inputDetails?.audio_tokens),
    audioOutput: numberOf(outputDetails?.audio_tokens),
    ...(isAnthropic(usage) ? { isDisjoint: true } : {}),
  }
}

/** Who adds the parts up writes a total, or the names that OpenAI has. */
function isAnthropic(usage: Dictionary): boolean {
  if (!('input_tokens' in usage) || 'prompt_tokens' in usage || 'total_tokens' in usage) return false
  return 'cache_read_input_tokens' in usage || 'cache_creation_input_tokens' in usage
}

export function pick(object: Dictionary, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = numberOf(object[key])
    if (value !== undefined) return value
  }
  return undefined
}

export function sum(...parts: readonly (number | undefined)[]): number | undefined {
  const known = parts.filter((part) => part !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, part) => total + part, 0)
}

export function childOf(object: Dictionary | undefined, key: string): Dictionary | undefined {
  const child = object?.[key]
  return isDictionary(child) ? child : undefined
}
