/** A project's mapping rules on the write side: which key each field is read from first. */
import type { MappingRule } from '@vitrine/schemas'
import { CONTENT_FIELD_KEYS, type FieldKeys, withRules } from '../mapping/rules.ts'
import type { SpanView } from '../mapping/span-view.ts'
import type { AttributeFacts } from './attributes.ts'
import * as fields from './fields.ts'
import { previewOf } from './preview.ts'
import type { Sides } from './told-by-events.ts'

export const FIELD_KEYS: FieldKeys = {
  ...CONTENT_FIELD_KEYS,
  kind: 'vitrine.kind',
  name: 'vitrine.name',
  model: fields.MODEL_REQUESTED[0],
  response_model: fields.MODEL_RESPONSE[0],
  provider: fields.PROVIDER[0],
  response_id: fields.RESPONSE_ID[0],
  session: fields.SESSION[0],
  user: fields.USER[0],
  environment: fields.ENVIRONMENT[0],
  release: fields.RELEASE[0],
  tags: fields.TAGS[0],
  agent: fields.AGENT_NAME[0],
  tool: fields.TOOL_NAME[0],
  prompt_name: fields.PROMPT_NAME[0],
  prompt_version: fields.PROMPT_VERSION[0],
  finish_reason: fields.FINISH_REASON[0],
  tokens_input: 'gen_ai.usage.input_tokens',
  tokens_output: 'gen_ai.usage.output_tokens',
  tokens_cache_read: 'gen_ai.usage.cache_read.input_tokens',
  tokens_cache_write: 'gen_ai.usage.cache_write.input_tokens',
  tokens_reasoning: 'gen_ai.usage.reasoning.output_tokens',
  reported_cost: fields.REPORTED_COST[0],
}

export function ruledView(view: SpanView, rules: readonly MappingRule[] | undefined): SpanView {
  return rules === undefined || rules.length === 0 ? view : withRules(view, rules, FIELD_KEYS)
}

/** Sizes and glimpses come from the content; where a rule says what the input or output is, from that. */
export function ruledSides(ruled: SpanView, plain: SpanView, sides: AttributeFacts): Sides {
  if (ruled === plain) return sides
  const input = ruledBytes(ruled, plain, CONTENT_FIELD_KEYS.input)
  const output = ruledBytes(ruled, plain, CONTENT_FIELD_KEYS.output)
  return {
    inputBytes: input?.byteLength ?? sides.inputBytes,
    inputPreview: input === undefined ? sides.inputPreview : previewOf(input, true),
    outputBytes: output?.byteLength ?? sides.outputBytes,
    outputPreview: output === undefined ? sides.outputPreview : previewOf(output, false),
  }
}

function ruledBytes(ruled: SpanView, plain: SpanView, key: string | undefined): Uint8Array | undefined {
  if (key === undefined) return undefined
  const bytes = ruled.bytes(key)
  return bytes === undefined || bytes === plain.bytes(key) || isSame(bytes, plain.bytes(key)) ? undefined : bytes
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0
}
