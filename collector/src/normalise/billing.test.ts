import { describe, expect, test } from 'vitest'
import type { AttributeValue, SpanView } from '../mapping/span-view.ts'
import { billingOf } from './billing.ts'

/** As much of a view as billing asks for. */
function viewWith(attributes: Readonly<Record<string, AttributeValue>>): SpanView {
  const view: Pick<SpanView, 'has' | 'get' | 'bytes'> = {
    has: (key) => key in attributes,
    get: (key) => attributes[key],
    bytes: (key) => (typeof attributes[key] === 'string' ? Buffer.from(attributes[key]) : undefined),
  }
  return view as SpanView
}

describe('the service', () => {
  test.each([
    [{ 'openai.response.service_tier': 'flex' }, 'flex'],
    [{ 'openai.request.service_tier': 'auto', 'openai.response.service_tier': 'priority' }, 'priority'],
    [{ 'openai.request.service_tier': 'flex', 'openai.response.service_tier': 'default' }, undefined],
    [{ 'openai.request.service_tier': 'auto' }, undefined],
    [{ 'anthropic.response.service_tier': 'batch' }, 'batch'],
    [{ 'anthropic.response.service_tier': 'standard' }, undefined],
    [{ 'ai.response.providerMetadata': '{"openai":{"serviceTier":"flex"}}' }, 'flex'],
    [{ 'metadata.usage_object': "{'prompt_tokens': 3, 'service_tier': 'priority'}" }, 'priority'],
  ] as const)('%j is %s', (attributes, service) => {
    expect(billingOf(viewWith(attributes))?.service).toBe(service)
  })
})

describe('an hour of cache', () => {
  test.each([
    [{ 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': 20 }, 20],
    [{ 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': 0 }, undefined],
    [{ 'langfuse.observation.usage_details': '{"input":40,"input_cache_creation_1h":7}' }, 7],
    [{ 'langsmith.usage_metadata': '{"input_token_details":{"ephemeral_1h_input_tokens":12}}' }, 12],
    [{ 'gen_ai.usage.input_token_details': "{'cache_creation': 0, 'ephemeral_1h_input_tokens': 9}" }, 9],
  ] as const)('%j holds %s tokens', (attributes, tokens) => {
    expect(billingOf(viewWith(attributes))?.cacheWrite1h).toBe(tokens)
  })
})

test('a span that says nothing of it is billed by the standard', () => {
  expect(billingOf(viewWith({ 'gen_ai.usage.input_tokens': 3 }))).toBeUndefined()
})
