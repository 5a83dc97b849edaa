/**
 * What a price depends on beside the counts of tokens: the service that a call was sold by, and the parts of a bucket
 * that have a price of their own. Asked only of spans that carry tokens.
 */
import type { Billing, ServiceTier } from '@vitrine/schemas'
import type { SpanView } from '../mapping/span-view.ts'
import { firstNumber, textOf } from '../mapping/values.ts'

/** What the provider says it did comes before what was asked for. */
const SERVICE = [
  'openai.response.service_tier',
  'gen_ai.openai.response.service_tier',
  'gen_ai.response.service_tier',
  'anthropic.response.service_tier',
  'llm.openai.service_tier',
  'gen_ai.usage.service_tier',
  'openai.request.service_tier',
  'gen_ai.openai.request.service_tier',
  'gen_ai.request.service_tier',
] as const

/** Names of one service; a name that is not here is sold at the standard price. */
const SERVICES: Readonly<Record<string, ServiceTier>> = {
  batch: 'batch',
  batches: 'batch',
  flex: 'flex',
  on_demand_flex: 'flex',
  priority: 'priority',
  on_demand_priority: 'priority',
}

/** Small JSON (or Python) texts that may carry a provider's usage; they are searched, not parsed. */
const USAGE_TEXTS = [
  'ai.response.providerMetadata',
  'langfuse.observation.usage_details',
  'langsmith.usage_metadata',
  'langsmith.metadata.usage_metadata',
  'gen_ai.usage.input_token_details',
  'gen_ai.usage.raw',
  'metadata.usage_object',
  'llm.invocation_parameters',
] as const
const MAX_TEXT_BYTES = 65_536
const SERVICE_IN_TEXT = /["']service_?tier["']\s*:\s*["']([a-z_]+)["']/i
const HOURLY_IN_TEXT = /["'](?:ephemeral_1h_input_tokens|input_cache_creation_1h)["']\s*:\s*(\d{1,12})/

const CACHE_WRITE_1H = [
  'anthropic.usage.cache_creation.ephemeral_1h_input_tokens',
  'gen_ai.usage.cache_creation.ephemeral_1h_input_tokens',
] as const
export const CACHE_READ_AUDIO = [
  'gen_ai.usage.audio.cache_read.input_tokens',
  'gen_ai.usage.details.cache_audio_read_tokens',
] as const

/** undefined: nothing but the standard. */
export function billingOf(view: SpanView): Billing | undefined {
  const texts = USAGE_TEXTS.map((key) => textAt(view, key)).filter((text) => text !== '')
  const service = serviceOf(view, texts)
  const cacheWrite1h = positive(firstNumber(view, CACHE_WRITE_1H) ?? numberIn(texts, HOURLY_IN_TEXT))
  const cacheReadAudio = positive(firstNumber(view, CACHE_READ_AUDIO))
  if (service === undefined && cacheWrite1h === undefined && cacheReadAudio === undefined) return undefined
  return {
    ...(service === undefined ? {} : { service }),
    ...(cacheWrite1h === undefined ? {} : { cacheWrite1h }),
    ...(cacheReadAudio === undefined ? {} : { cacheReadAudio }),
  }
}

/** `auto` is a wish that says nothing about what came of it. */
function serviceOf(view: SpanView, texts: readonly string[]): ServiceTier | undefined {
  for (const key of SERVICE) {
    const name = view.has(key) ? textOf(view.get(key)).toLowerCase() : ''
    if (name !== '' && name !== 'auto') return SERVICES[name]
  }
  for (const text of texts) {
    const name = SERVICE_IN_TEXT.exec(text)?.[1]?.toLowerCase()
    if (name !== undefined && name !== 'auto') return SERVICES[name]
  }
  return undefined
}

function textAt(view: SpanView, key: string): string {
  if (!view.has(key)) return ''
  const bytes = view.bytes(key)
  if (bytes === undefined || bytes.byteLength > MAX_TEXT_BYTES) return ''
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function numberIn(texts: readonly string[], pattern: RegExp): number | undefined {
  for (const text of texts) {
    const digits = pattern.exec(text)?.[1]
    if (digits !== undefined) return Number(digits)
  }
  return undefined
}

function positive(count: number | undefined): number | undefined {
  return count !== undefined && count > 0 ? Math.round(count) : undefined
}
