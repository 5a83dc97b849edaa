/** Counts in the log records of Codex and Gemini CLI that are read as spans. */
import type { SpanView } from '../mapping/span-view.ts'
import { firstNumber, numberOf } from '../mapping/values.ts'
import type { RawUsage } from './raw-usage.ts'

export function agentLogUsage(view: SpanView): RawUsage | undefined {
  if (!view.has('input_token_count')) return undefined
  const input = numberOf(view.get('input_token_count'))
  const output = numberOf(view.get('output_token_count'))
  if (input === undefined && output === undefined) return undefined
  // What Gemini read for its tools is no part of the prompt's count; Codex has its total under that name.
  const isGemini = view.scopeName === 'gemini-cli'
  const ofTools = isGemini ? (numberOf(view.get('tool_token_count')) ?? 0) : 0
  return {
    input: input === undefined ? undefined : input + ofTools,
    output,
    total: numberOf(view.get(isGemini ? 'total_token_count' : 'tool_token_count')),
    cacheRead: firstNumber(view, ['cached_token_count', 'cached_content_token_count']),
    cacheWrite: numberOf(view.get('cache_write_token_count')),
    reasoning: firstNumber(view, ['reasoning_token_count', 'thoughts_token_count']),
  }
}
