/** How emitters spell a call and its counts, and the buckets that those of each provider are. */
import type { Plain } from '../span-of.ts'

export type Attributes = Readonly<Record<string, Plain>>

export interface Row {
  readonly emitter: string
  readonly scope: string
  readonly version?: string
  readonly sent: Attributes
}

export const OPENAI = { input_uncached: 56, cache_read: 64, output: 17, reasoning: 8 }
export const OPENAI_WITHOUT_REASONING = { input_uncached: 56, cache_read: 64, output: 25 }
export const OPENAI_WITHOUT_DETAILS = { input_uncached: 120, output: 25 }
export const ANTHROPIC = { input_uncached: 40, cache_read: 60, cache_write: 20, output: 30 }
export const BEDROCK = { input_uncached: 40, cache_read: 60, output: 30 }
export const GEMINI = { input_uncached: 56, cache_read: 64, output: 17, reasoning: 8 }

export const chat = (provider: string, model: string): Attributes => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': provider,
  'gen_ai.request.model': model,
})
export const otel = (input: number, output: number, details: Attributes = {}): Attributes => ({
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
  ...Object.fromEntries(Object.entries(details).map(([key, value]) => [`gen_ai.usage.${key}`, value])),
})
export const openInference = (input: number, output: number, details: Attributes = {}): Attributes => ({
  'openinference.span.kind': 'LLM',
  'llm.token_count.prompt': input,
  'llm.token_count.completion': output,
  'llm.token_count.total': input + output,
  ...Object.fromEntries(Object.entries(details).map(([key, value]) => [`llm.token_count.${key}`, value])),
})
export const openAi = { ...chat('openai', 'gpt-4o-mini'), ...otel(120, 25) }
export const openAiCached = { 'cache_read.input_tokens': 64, 'reasoning.output_tokens': 8 }
export const claude = chat('anthropic', 'claude-sonnet-4-5')
export const claudeCached = { 'cache_read.input_tokens': 60, 'cache_creation.input_tokens': 20 }
export const bedrock = chat('aws.bedrock', 'anthropic.claude-3-5-sonnet-20240620-v1:0')
export const gemini = chat('gcp.gemini', 'gemini-2.5-flash')
export const aiSdk = (provider: string, model: string): Attributes => ({
  'ai.operationId': 'ai.generateText.doGenerate',
  'ai.model.provider': provider,
  'ai.model.id': model,
})
export const json = (value: unknown): string => JSON.stringify(value)
