/** Token counts of an answer. Conventions: input includes the cached ones, output includes reasoning. */
import type { Attributes } from '@opentelemetry/api'
import { fieldsOf, number, present } from '../fields.ts'

export function usageAttributes(value: unknown): Attributes {
  const usage = fieldsOf(value)
  const input = fieldsOf(usage.prompt_tokens_details ?? usage.input_tokens_details)
  const output = fieldsOf(usage.completion_tokens_details ?? usage.output_tokens_details)
  return present({
    'gen_ai.usage.input_tokens': number(usage.prompt_tokens ?? usage.input_tokens),
    'gen_ai.usage.output_tokens': number(usage.completion_tokens ?? usage.output_tokens),
    'gen_ai.usage.cache_read.input_tokens': number(input.cached_tokens),
    'gen_ai.usage.cache_write.input_tokens': number(input.cache_write_tokens),
    'gen_ai.usage.reasoning.output_tokens': number(output.reasoning_tokens),
    'gen_ai.usage.image.input_tokens': positive(input.image_tokens),
    'gen_ai.usage.audio.input_tokens': positive(input.audio_tokens),
    'gen_ai.usage.audio.output_tokens': positive(output.audio_tokens),
    // OpenRouter and LiteLLM say what they charged.
    'gen_ai.usage.cost': number(usage.cost),
  })
}

/** Text-only models answer 0 for audio; that is no news. */
function positive(value: unknown): number | undefined {
  const known = number(value)
  return known === 0 ? undefined : known
}
