/** Fields that need more than the first non-empty source. */
import type { SpanKind } from '@vitrine/schemas'
import type { SpanView } from '../mapping/span-view.ts'
import {
  dictionaryOf,
  firstNumber,
  firstText,
  isEmptyText,
  jsonOf,
  listOf,
  numberOf,
  textOf,
} from '../mapping/values.ts'
import { FINISH_REASON, PROMPT_NAME, REPORTED_COST, SESSION, STREAM, TAGS, TTFT, TTFT_INSTANT } from './fields.ts'

const FINISH_NAMES: Readonly<Record<string, string>> = {
  tool_calls: 'tool_call',
  'tool-calls': 'tool_call',
  tool_use: 'tool_call',
  tooluse: 'tool_call',
  tool_call: 'tool_call',
  function_call: 'tool_call',
  end_turn: 'stop',
  endturn: 'stop',
  stop_sequence: 'stop',
  stopsequence: 'stop',
  stop: 'stop',
  'finishreason.stop': 'stop',
  max_tokens: 'length',
  maxtokens: 'length',
  length: 'length',
  content_filter: 'content_filter',
  'content-filter': 'content_filter',
  safety: 'content_filter',
}

/** Sessions by name; two emitters put something else under the conversation's id. */
export function sessionOf(view: SpanView): string {
  for (const key of SESSION) {
    if (!view.has(key) || (key === 'gen_ai.conversation.id' && !isConversation(view))) continue
    const text = textOf(view.get(key))
    if (text !== '') return text
  }
  return metadataText(view, 'session_id', 'thread_id')
}

/** agent_framework sends the previous response's id there, pydantic-ai a fresh id per run. */
function isConversation(view: SpanView): boolean {
  return view.scopeName !== 'agent_framework' && view.scopeName !== 'pydantic-ai'
}

/** A key of the JSON attribute `metadata`. */
export function metadataText(view: SpanView, ...keys: readonly string[]): string {
  if (!view.has('metadata')) return ''
  const metadata = dictionaryOf(view.get('metadata'))
  for (const key of keys) {
    const value = metadata?.[key]
    if (typeof value === 'string' && !isEmptyText(value)) return value
  }
  return ''
}

export function finishReasonOf(view: SpanView): string {
  for (const key of FINISH_REASON) {
    if (!view.has(key)) continue
    const value = view.get(key)
    const parsed = jsonOf(value)
    const first = Array.isArray(parsed) ? parsed.find((item) => typeof item === 'string' && item !== '') : textOf(value)
    if (typeof first === 'string' && first !== '') return FINISH_NAMES[first.toLowerCase()] ?? first
  }
  return ''
}

export function tagsOf(view: SpanView): readonly string[] {
  for (const key of TAGS) {
    if (!view.has(key)) continue
    const tags = listOf(view.get(key))
    if (tags.length > 0) return [...new Set(tags)]
  }
  return []
}

export function promptNameOf(view: SpanView): string {
  // Gemini CLI writes its session there.
  if (view.scopeName === 'gemini-cli') return ''
  const name = firstText(view, PROMPT_NAME)
  if (name !== '' || !view.has('ai.telemetry.metadata.langfusePrompt')) return name
  const prompt = dictionaryOf(view.get('ai.telemetry.metadata.langfusePrompt'))
  return typeof prompt?.name === 'string' ? prompt.name : ''
}

export function toolNameOf(view: SpanView, kind: SpanKind, keys: readonly string[]): string {
  const name = firstText(view, keys)
  if (name !== '' || kind !== 'tool') return name
  return firstText(view, ['traceloop.entity.name', 'langsmith.trace.name']) || view.name.replace(/^execute_tool /, '')
}

export function isStreamOf(view: SpanView, operationId: string, hasTtft: boolean): boolean {
  for (const key of STREAM) if (view.has(key)) return textOf(view.get(key)).toLowerCase() === 'true'
  return hasTtft || operationId.includes('tream')
}

export function ttftOf(view: SpanView): bigint | null {
  for (const [key, unitNs] of TTFT) {
    if (!view.has(key)) continue
    const value = numberOf(view.get(key))
    if (value !== undefined && value >= 0) return BigInt(Math.round(value * unitNs))
  }
  for (const key of TTFT_INSTANT) {
    if (!view.has(key)) continue
    const ms = Date.parse(textOf(view.get(key)))
    const ns = Number.isNaN(ms) ? -1n : BigInt(ms) * 1_000_000n - view.startNs
    if (ns >= 0n) return ns
  }
  return null
}

/** Pico-dollars; null where nobody said. A zero beside tokens means that the emitter had no price. */
export function reportedCostOf(view: SpanView, hasTokens: boolean): bigint | null {
  const usd = firstNumber(view, REPORTED_COST) ?? structuredCost(view) ?? partsCost(view)
  if (usd === undefined || usd < 0 || (usd === 0 && hasTokens)) return null
  return picoUsd(usd)
}

function structuredCost(view: SpanView): number | undefined {
  const langfuse = dictionaryOf(view.get('langfuse.observation.cost_details'))
  if (langfuse !== undefined) {
    const parts = Object.values(langfuse).map(numberOf)
    return (
      numberOf(langfuse.total) ??
      (parts.length === 0 ? undefined : parts.reduce<number>((all, part) => all + (part ?? 0), 0))
    )
  }
  return numberOf(dictionaryOf(view.get('mlflow.llm.cost'))?.total_cost)
}

function partsCost(view: SpanView): number | undefined {
  const input = numberOf(view.get('gen_ai.usage.input_cost'))
  const output = numberOf(view.get('gen_ai.usage.output_cost'))
  return input === undefined && output === undefined ? undefined : (input ?? 0) + (output ?? 0)
}

/** USD as sent → whole pico-dollars, by the shortest decimal text of the double, so that 0.1 is 0.1. */
export function picoUsd(usd: number): bigint {
  const [mantissa, exponent] = usd.toString().split('e') as [string, string | undefined]
  const [whole, fraction = ''] = mantissa.split('.') as [string, string | undefined]
  const shift = 12 - fraction.length + Number(exponent ?? 0)
  const digits = BigInt(whole + fraction)
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits + divisor / 2n) / divisor
}
