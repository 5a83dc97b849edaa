/**
 * The client of google-genai ran tools and asked again, all in one span with the counts of the last request: what the
 * others took is told nowhere. The history of the calls stands in the answer; without any it is empty.
 */
import type { SpanView } from './span-view.ts'

const HISTORY = /"automatic_function_calling_history"\s*:\s*\[\s*\{/

export function hasAutomaticCalls(view: SpanView): boolean {
  if (!view.scopeName.endsWith('google_genai')) return false
  const answer = view.get('output.value')
  return typeof answer === 'string' && HISTORY.test(answer)
}
