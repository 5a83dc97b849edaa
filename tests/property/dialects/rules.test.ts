/** A project's rule fills its field from any attribute: a row per field that rules may name. */
import { MAPPED_FIELDS, type MappedField, type SpanRow } from '@vitrine/schemas'
import { expect, test } from 'vitest'
import { deriveSpan } from '../../../collector/src/enrich/derive-span.ts'
import { EMPTY_BOOK } from '../../../collector/src/enrich/price-book.ts'
import { type Plain, spanOf } from '../../support/dialects/span-of.ts'
import { CONTEXT } from '../shared-data.ts'

const json = JSON.stringify

const ROWS: Readonly<Record<MappedField, readonly [said: Plain, of: (row: SpanRow) => unknown, read: unknown]>> = {
  kind: ['tool', (row) => row.kind, 'tool'],
  name: ['for people', (row) => row.name, 'for people'],
  model: ['gpt-4o', (row) => row.model, 'gpt-4o'],
  response_model: ['gpt-4o-2024', (row) => row.responseModel, 'gpt-4o-2024'],
  provider: ['Azure OpenAI', (row) => row.provider, 'azure.ai.openai'],
  response_id: ['msg_1', (row) => row.responseId, 'msg_1'],
  session: ['s1', (row) => row.sessionId, 's1'],
  user: ['u1', (row) => row.userId, 'u1'],
  environment: ['staging', (row) => row.environment, 'staging'],
  release: ['1.2.3', (row) => row.release, '1.2.3'],
  tags: [['a', 'b'], (row) => row.tags, ['a', 'b']],
  agent: ['planner', (row) => row.agentName, 'planner'],
  tool: ['weather', (row) => row.toolName, 'weather'],
  prompt_name: ['greeting', (row) => row.promptName, 'greeting'],
  prompt_version: ['7', (row) => row.promptVersion, '7'],
  finish_reason: ['end_turn', (row) => row.finishReason, 'stop'],
  input: [json([{ role: 'user', content: 'asked' }]), (row) => row.inputPreview, 'asked'],
  output: [json([{ role: 'assistant', content: 'said' }]), (row) => row.outputPreview, 'said'],
  tokens_input: [12, (row) => row.tokens.input_uncached, 12],
  tokens_output: [3, (row) => row.tokens.output, 3],
  tokens_cache_read: [4, (row) => row.tokens.cache_read, 4],
  tokens_cache_write: [5, (row) => row.tokens.cache_write, 5],
  tokens_reasoning: [2, (row) => row.tokens.reasoning, 2],
  reported_cost: [0.5, (row) => row.reportedCostPicoUsd, 500_000_000_000n],
}

const counts = { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 100 }
const needsCounts = (field: MappedField) => /^tokens_(?:cache|reasoning)/.test(field)

function read(field: MappedField, said: Plain, scope = ''): SpanRow {
  const rules = [{ id: 'r', attribute: 'acme.fact', field, scope }]
  const span = spanOf({
    name: 'step',
    scope: 'acme',
    attributes: { 'acme.fact': said, ...(needsCounts(field) ? counts : {}) },
  })
  return deriveSpan(span, { ...CONTEXT, mapping: rules }, EMPTY_BOOK)
}

test.each(MAPPED_FIELDS)('%s', (field) => {
  const [said, of, expected] = ROWS[field]
  expect(of(read(field, said))).toEqual(expected)
  // A rule for another scope says nothing.
  expect(of(read(field, said, 'other'))).not.toEqual(expected)
})

test('a name by rule leaves the name that was sent beside it', () => {
  expect(read('name', 'for people')).toMatchObject({ name: 'for people', rawName: 'step' })
})
