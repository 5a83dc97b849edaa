import { expect, it } from 'vitest'
import { guessField } from './guess-field.ts'

it.each([
  ['acme.thread', 'session'],
  ['app.customerId', 'user'],
  ['x.prompt_tokens', 'tokens_input'],
  ['x.completionTokens', 'tokens_output'],
  ['usage.cache_read', 'tokens_cache_read'],
  ['usage.cacheCreation', 'tokens_cache_write'],
  ['llm.deployment', 'model'],
  ['llm.response.model', 'response_model'],
  ['acme.total_cost_usd', 'reported_cost'],
  ['acme.question', 'input'],
  ['acme.answer', 'output'],
  ['acme.shard', 'session'],
])('%s is for %s', (attribute, field) => {
  expect(guessField(attribute)).toBe(field)
})
