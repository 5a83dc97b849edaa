/**
 * Token counts as each convention writes them. What they mean (does input hold the cache, does output hold the
 * reasoning) is decided in buckets.ts; here they are only found.
 */
import { hasAutomaticCalls } from '../mapping/automatic-calls.ts'
import type { SpanView } from '../mapping/span-view.ts'
import { type Dictionary, dictionaryOf, firstNumber, numberOf, pythonDictionaryOf } from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'
import { agentLogUsage } from './agent-log-usage.ts'
import { CACHE_READ_AUDIO } from './billing.ts'
import { genkitUsage } from './genkit.ts'
import type { RawUsage } from './raw-usage.ts'
import { spelledUsage } from './spelled-usage.ts'
import { childOf, langfuseUsage, pick, plainUsage, providerUsage, sum } from './usage-objects.ts'

const INPUT = [
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.prompt_tokens',
  'llm.token_count.prompt',
  'ai.usage.inputTokens',
  'ai.usage.promptTokens',
  'ai.usage.tokens',
  // Semantic Kernel for .NET before 1.27.
  'gen_ai.response.prompt_tokens',
  // OpenLLMetry before it had GenAI names.
  'llm.usage.prompt_tokens',
]
const OUTPUT = [
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.completion_tokens',
  'llm.token_count.completion',
  'ai.usage.outputTokens',
  'ai.usage.completionTokens',
  'gen_ai.response.completion_tokens',
  'llm.usage.completion_tokens',
]
const TOTAL = ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens', 'llm.token_count.total', 'ai.usage.totalTokens']
const CACHE_READ = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'llm.token_count.prompt_details.cache_read',
  'ai.usage.inputTokenDetails.cacheReadTokens',
  'ai.usage.cachedInputTokens',
  'gen_ai.usage.input_cached_tokens',
  'gen_ai.usage.details.cache_read_tokens',
  'gen_ai.usage.details.cached_tokens',
  'llm.token_count.prompt_details.cache_input',
  // OpenInference's spans of BeeAI.
  'metadata.usage.cached_prompt_tokens',
]
const CACHE_WRITE = [
  'gen_ai.usage.cache_write.input_tokens',
  'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
  'gen_ai.usage.cache_write_input_tokens',
  'llm.token_count.prompt_details.cache_write',
  'ai.usage.inputTokenDetails.cacheWriteTokens',
  'gen_ai.usage.details.cache_write_tokens',
  'metadata.usage.cached_creation_tokens',
]
const REASONING = [
  'gen_ai.usage.reasoning.output_tokens',
  'gen_ai.usage.reasoning_tokens',
  'llm.token_count.completion_details.reasoning',
  'ai.usage.outputTokenDetails.reasoningTokens',
  'ai.usage.reasoningTokens',
  'llm.usage.reasoning_tokens',
  'gen_ai.usage.details.reasoning_tokens',
  'codex.usage.reasoning_output_tokens',
]
const AUDIO_INPUT = [
  'gen_ai.usage.audio.input_tokens',
  'llm.token_count.prompt_details.audio',
  'gen_ai.usage.audio_input_tokens',
  'gen_ai.usage.details.input_audio_tokens',
]
const AUDIO_OUTPUT = [
  'gen_ai.usage.audio.output_tokens',
  'llm.token_count.completion_details.audio',
  'gen_ai.usage.audio_output_tokens',
  'gen_ai.usage.details.output_audio_tokens',
]

/** One reading after the other; the first that finds an input or output count is taken, with its own details. */
const READERS: readonly ((view: SpanView) => RawUsage | undefined)[] = [
  agentLogUsage,
  attributeUsage,
  langfuseUsage,
  mlflowUsage,
  langsmithUsage,
  claudeCodeUsage,
  liteLlmRawUsage,
  genkitUsage,
  plainUsage,
  aggregatedUsage,
]

/** undefined: the span says nothing about tokens. */
export function usageOf(view: SpanView): RawUsage | undefined {
  for (const read of READERS) {
    const usage = read(view)
    if (usage !== undefined) return usage
  }
  return undefined
}

function attributeUsage(view: SpanView): RawUsage | undefined {
  const input = firstNumber(view, INPUT)
  const output = firstNumber(view, OUTPUT)
  const total = firstNumber(view, TOTAL)
  if (input === undefined && output === undefined && total === undefined) return undefined
  if (hasAutomaticCalls(view)) return undefined
  const details = detailsOf(view)
  const cacheRead = firstNumber(view, CACHE_READ) ?? details.cacheRead
  const cacheWrite = cacheWriteOf(view) ?? details.cacheWrite
  const reasoning = firstNumber(view, REASONING) ?? details.reasoning
  const isWhole = cacheRead !== undefined && cacheWrite !== undefined && reasoning !== undefined
  const spelled = isWhole ? undefined : spelledUsage(view)
  return {
    input: input ?? (output === undefined ? total : undefined),
    output,
    total: total ?? details.total,
    cacheRead: cacheRead ?? spelled?.cacheRead,
    cacheWrite: cacheWrite ?? spelled?.cacheWrite,
    reasoning: reasoning ?? spelled?.reasoning,
    audioInput: freshAudio(view),
    audioOutput: firstNumber(view, AUDIO_OUTPUT),
    imageInput: firstNumber(view, ['gen_ai.usage.image.input_tokens']),
    imageOutput: firstNumber(view, ['gen_ai.usage.image.output_tokens']),
    videoInput: firstNumber(view, ['gen_ai.usage.video.input_tokens']),
    videoOutput: firstNumber(view, ['gen_ai.usage.video.output_tokens']),
    uncached: firstNumber(view, ['ai.usage.inputTokenDetails.noCacheTokens', 'codex.usage.non_cached_input_tokens']),
  }
}

/** Cached audio is in the bucket of what the cache served. */
function freshAudio(view: SpanView): number | undefined {
  const audio = firstNumber(view, AUDIO_INPUT)
  return audio === undefined ? undefined : Math.max(0, audio - (firstNumber(view, CACHE_READ_AUDIO) ?? 0))
}

function cacheWriteOf(view: SpanView): number | undefined {
  const said = firstNumber(view, CACHE_WRITE)
  if (said !== undefined) return said
  const short = numberOf(view.get('anthropic.usage.cache_creation.ephemeral_5m_input_tokens'))
  const long = numberOf(view.get('anthropic.usage.cache_creation.ephemeral_1h_input_tokens'))
  return short === undefined && long === undefined ? undefined : (short ?? 0) + (long ?? 0)
}

interface Details {
  readonly cacheRead?: number
  readonly cacheWrite?: number
  readonly reasoning?: number
  readonly total?: number
}

/** Cache and reasoning counts that stand in a JSON attribute beside plain totals. */
function detailsOf(view: SpanView): Details {
  if (view.has('ai.response.providerMetadata')) return aiSdkDetails(view)
  if (view.has('gcp.vertex.agent.llm_response')) return adkDetails(view)
  if (view.has('output.value') && view.scopeName.endsWith('bedrock')) return bedrockDetails(view)
  if (view.has('gen_ai.usage.input_token_details') || view.has('gen_ai.usage.output_token_details')) {
    const input = pythonDictionaryOf(view.get('gen_ai.usage.input_token_details'))
    const output = pythonDictionaryOf(view.get('gen_ai.usage.output_token_details'))
    return defined(langsmithCache(input), output === undefined ? undefined : numberOf(output.reasoning))
  }
  if (view.has('gen_ai.usage.raw')) return openAiDetails(dictionaryOf(view.get('gen_ai.usage.raw')))
  if (view.has('metadata.usage_object')) return openAiDetails(pythonDictionaryOf(view.get('metadata.usage_object')))
  if (view.has('langsmith.metadata.usage_metadata') || view.has('langsmith.usage_metadata')) {
    const { cacheRead: read, cacheWrite: write, reasoning } = langsmithUsage(view) ?? {}
    return defined({ read, write }, reasoning)
  }
  return {}
}

function aiSdkDetails(view: SpanView): { cacheRead?: number; cacheWrite?: number; reasoning?: number } {
  const metadata = dictionaryOf(view.get('ai.response.providerMetadata'))
  const openai = childOf(metadata, 'openai')
  const anthropic = childOf(metadata, 'anthropic')
  const anthropicUsage = childOf(anthropic, 'usage')
  const bedrock = childOf(childOf(metadata, 'bedrock'), 'usage')
  const read =
    numberOf(openai?.cachedPromptTokens) ??
    numberOf(anthropic?.cacheReadInputTokens) ??
    numberOf(anthropicUsage?.cache_read_input_tokens) ??
    numberOf(bedrock?.cacheReadInputTokens)
  const write =
    numberOf(anthropic?.cacheCreationInputTokens) ??
    numberOf(anthropicUsage?.cache_creation_input_tokens) ??
    numberOf(bedrock?.cacheWriteInputTokens)
  return defined({ read, write }, numberOf(openai?.reasoningTokens))
}

const ADK_CACHED = /"(?:cached_content_token_count|cachedContentTokenCount)":\s*(\d+)/
const ADK_THOUGHTS = /"(?:thoughts_token_count|thoughtsTokenCount)":\s*(\d+)/
const ADK_TOTAL = /"(?:total_token_count|totalTokenCount)":\s*(\d+)/

/** The counts stand at the end of the response blob; its text is searched, not parsed. */
function adkDetails(view: SpanView): Details {
  const tail = endOf(view.bytes('gcp.vertex.agent.llm_response'))
  const read = numberOf(ADK_CACHED.exec(tail)?.[1])
  const total = numberOf(ADK_TOTAL.exec(tail)?.[1])
  const details = defined({ read }, numberOf(ADK_THOUGHTS.exec(tail)?.[1]))
  return total === undefined ? details : { ...details, total }
}

const BEDROCK_READ = /"cacheReadInputTokens":\s*(\d+)/
const BEDROCK_WRITE = /"cacheWriteInputTokens":\s*(\d+)/

/** OpenInference's wrapper leaves the cache out of its counts; the whole answer beside them has it. */
function bedrockDetails(view: SpanView): Details {
  const tail = endOf(view.bytes('output.value'))
  return defined(
    { read: numberOf(BEDROCK_READ.exec(tail)?.[1]), write: numberOf(BEDROCK_WRITE.exec(tail)?.[1]) },
    undefined,
  )
}

/** Bytes at the end of an answer in which its usage stands. */
const TAIL_BYTES = 8192

function endOf(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return ''
  return asBuffer(bytes).toString('latin1', Math.max(0, bytes.byteLength - TAIL_BYTES))
}

function openAiDetails(usage: Dictionary | undefined): { cacheRead?: number; cacheWrite?: number; reasoning?: number } {
  const raw = usage === undefined ? undefined : providerUsage(usage)
  return raw === undefined ? {} : defined({ read: raw.cacheRead, write: raw.cacheWrite }, raw.reasoning)
}

function mlflowUsage(view: SpanView): RawUsage | undefined {
  const usage = dictionaryOf(view.get('mlflow.chat.tokenUsage'))
  if (usage === undefined) return undefined
  const input = pick(usage, 'input_tokens')
  const output = pick(usage, 'output_tokens')
  if (input === undefined && output === undefined) return undefined
  const total = pick(usage, 'total_tokens')
  const cacheRead = pick(usage, 'cache_read_input_tokens')
  const reasoning = pick(usage, 'reasoning_tokens') ?? reasoningIn(view.bytes('mlflow.spanOutputs'))
  return { input, output, total, cacheRead, cacheWrite: pick(usage, 'cache_creation_input_tokens'), reasoning }
}

const REASONING_COUNT = /"reasoning_tokens"\s*:\s*(\d+)/

/** MLflow's own counts leave the reasoning out; the provider's answer beside them has it at its end. */
function reasoningIn(answer: Uint8Array | undefined): number | undefined {
  return numberOf(REASONING_COUNT.exec(endOf(answer))?.[1])
}

function langsmithUsage(view: SpanView): RawUsage | undefined {
  const usage =
    dictionaryOf(view.get('langsmith.usage_metadata')) ??
    pythonDictionaryOf(view.get('langsmith.metadata.usage_metadata'))
  if (usage === undefined) return undefined
  const input = pick(usage, 'input_tokens')
  const output = pick(usage, 'output_tokens')
  if (input === undefined && output === undefined) return undefined
  const cache = langsmithCache(childOf(usage, 'input_token_details'))
  const reasoning = numberOf(childOf(usage, 'output_token_details')?.reasoning)
  return { input, output, total: pick(usage, 'total_tokens'), ...defined(cache, reasoning) }
}

/** LangChain writes Anthropic's cache writes beside a zero: `cache_creation` 0, `ephemeral_5m_input_tokens` 20. */
function langsmithCache(details: Dictionary | undefined): { read?: number | undefined; write?: number | undefined } {
  if (details === undefined) return {}
  const write = sum(
    pick(details, 'cache_creation'),
    pick(details, 'ephemeral_5m_input_tokens'),
    pick(details, 'ephemeral_1h_input_tokens'),
  )
  return { read: pick(details, 'cache_read'), write }
}

function claudeCodeUsage(view: SpanView): RawUsage | undefined {
  if (!view.scopeName.startsWith('com.anthropic.claude_code') && !view.has('span.type')) return undefined
  const input = numberOf(view.get('input_tokens'))
  const output = numberOf(view.get('output_tokens'))
  if (input === undefined && output === undefined) return undefined
  const cacheRead = numberOf(view.get('cache_read_tokens'))
  return { input, output, cacheRead, cacheWrite: numberOf(view.get('cache_creation_tokens')), isDisjoint: true }
}

/** LiteLLM's raw child: the provider's answer under `llm.<provider>.usage`, as Python text. */
function liteLlmRawUsage(view: SpanView): RawUsage | undefined {
  if (view.scopeName !== 'litellm') return undefined
  const key = view.keys().find((name) => /^llm\.[a-z0-9_]+\.usage$/.test(name))
  const usage = key === undefined ? undefined : pythonDictionaryOf(view.get(key))
  return usage === undefined ? undefined : providerUsage(usage)
}

/** Totals of an agent or a turn: never a call's own, but what a trace without call usage falls back on. */
function aggregatedUsage(view: SpanView): RawUsage | undefined {
  for (const prefix of ['gen_ai.aggregated_usage.', 'codex.turn.token_usage.']) {
    const input = numberOf(view.get(`${prefix}input_tokens`))
    const output = numberOf(view.get(`${prefix}output_tokens`))
    if (input === undefined && output === undefined) continue
    return {
      input,
      output,
      cacheRead: firstNumber(view, [`${prefix}cache_read.input_tokens`, `${prefix}cached_input_tokens`]),
      cacheWrite: firstNumber(view, [`${prefix}cache_creation.input_tokens`, `${prefix}cache_write_input_tokens`]),
      reasoning: firstNumber(view, [`${prefix}reasoning.output_tokens`, `${prefix}reasoning_output_tokens`]),
    }
  }
  return undefined
}

function defined(
  cache: { read?: number | undefined; write?: number | undefined },
  reasoning: number | undefined,
): { cacheRead?: number; cacheWrite?: number; reasoning?: number } {
  return {
    ...(cache.read === undefined ? {} : { cacheRead: cache.read }),
    ...(cache.write === undefined ? {} : { cacheWrite: cache.write }),
    ...(reasoning === undefined ? {} : { reasoning }),
  }
}
