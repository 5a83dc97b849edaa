/**
 * What each emitter's counts mean: does input hold the cache, does output hold the reasoning. One row per cell of the
 * reference's tables (B4a, B4b, and E2 for Python), with the numbers that a provider of known bills gives: OpenAI 120
 * in (64 cached), 25 out (8 reasoning); Anthropic 40 fresh, 60 read, 20 written, 30 out; Bedrock 40 fresh, 60 read,
 * 30 out, total 130; Gemini 120 in (64 cached), 17 out and 8 thoughts.
 */
import { describe, expect, test } from 'vitest'
import { rowOf } from '../../support/dialects/span-of.ts'
import { ANTHROPIC_ROWS, BEDROCK_ROWS, FRESH_ROWS } from '../../support/dialects/token-rows/anthropic.ts'
import { GEMINI_ROWS } from '../../support/dialects/token-rows/gemini.ts'
import { OPENAI_ROWS, PLAIN_OPENAI_ROWS, WITHOUT_REASONING_ROWS } from '../../support/dialects/token-rows/openai.ts'
import {
  ANTHROPIC,
  type Attributes,
  BEDROCK,
  chat,
  claude,
  claudeCached,
  GEMINI,
  gemini,
  OPENAI,
  OPENAI_WITHOUT_DETAILS,
  OPENAI_WITHOUT_REASONING,
  openAiCached,
  otel,
  type Row,
} from '../../support/dialects/token-rows/sent.ts'

function tokensOf({ emitter, scope, version, sent }: Row): unknown {
  const name = emitter.startsWith('ADK 1') ? 'call_llm' : emitter.startsWith('Codex') ? 'handle_responses' : 'call'
  const row = rowOf({ name, scope, ...(version === undefined ? {} : { scopeVersion: version }), attributes: sent })
  return row.tokens
}

describe.each([
  ['OpenAI', OPENAI, OPENAI_ROWS],
  ['OpenAI, details not sent', OPENAI_WITHOUT_DETAILS, PLAIN_OPENAI_ROWS],
  ['OpenAI, reasoning not sent', OPENAI_WITHOUT_REASONING, WITHOUT_REASONING_ROWS],
  ['Anthropic', ANTHROPIC, ANTHROPIC_ROWS],
  ['Anthropic, cache lost', { input_uncached: 40, output: 30 }, FRESH_ROWS],
  ['Bedrock Converse', BEDROCK, BEDROCK_ROWS],
  ['Gemini', GEMINI, GEMINI_ROWS],
] as const)('%s', (_, buckets, rows) => {
  test.each(rows)('$emitter', (row) => {
    expect(tokensOf(row)).toEqual(buckets)
  })
})

describe('where the numbers themselves tell', () => {
  const unknownScope = (sent: Attributes): unknown => tokensOf({ emitter: 'unknown', scope: 'somebody', sent })

  test('a total that holds the cache beside the input: the input is the fresh part', () => {
    const sent = { ...claude, ...otel(40, 30, { total_tokens: 150, ...claudeCached }) }
    expect(unknownScope(sent)).toEqual(ANTHROPIC)
  })

  test('more cache than input: the input is the fresh part', () => {
    expect(unknownScope({ ...claude, ...otel(40, 30, claudeCached) })).toEqual(ANTHROPIC)
  })

  test('otherwise the specification holds: the input holds the cache', () => {
    expect(unknownScope({ ...claude, ...otel(120, 30, claudeCached) })).toEqual(ANTHROPIC)
  })

  test('a total that holds the reasoning beside the output: the output is the visible part', () => {
    const sent = { ...gemini, ...otel(120, 17, { total_tokens: 145, ...openAiCached }) }
    expect(unknownScope(sent)).toEqual(GEMINI)
  })

  test('zeros of a call that failed are unknown, those of one that did not are zero', () => {
    const attributes = { ...chat('openai', 'gpt-4o'), ...otel(0, 0) }
    expect(rowOf({ attributes, status: 2 }).tokens).toEqual({})
    expect(rowOf({ attributes }).tokens).toEqual({ input_uncached: 0, output: 0 })
  })

  test('NaN and no counts at all are unknown', () => {
    expect(rowOf({ attributes: { ...chat('openai', 'gpt-4o'), 'gen_ai.usage.input_tokens': 'NaN' } }).tokens).toEqual(
      {},
    )
    expect(rowOf({ attributes: chat('openai', 'gpt-4o') }).tokens).toEqual({})
  })
})
