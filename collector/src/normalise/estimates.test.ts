import { describe, expect, test } from 'vitest'
import { decodeTraces } from '../decode/spans.ts'
import { estimateTokens, type TokenCounter } from './estimates.ts'
import { normalise } from './normalise.ts'
import { countTokens, createTokenCounter } from './token-counter.ts'

const MESSAGES = {
  'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"How many tokens is this?"}]}]',
  'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Seven, or so."}]}]',
}
const CALL = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o' }

function spanWith(attributes: Readonly<Record<string, string | number>>, status = 0) {
  const value = (of: string | number) => (typeof of === 'string' ? { stringValue: of } : { intValue: String(of) })
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'chat',
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000001000000000',
    attributes: Object.entries(attributes).map(([key, of]) => ({ key, value: value(of) })),
    status: { code: status },
  }
  const body = { resourceSpans: [{ scopeSpans: [{ scope: { name: 'test' }, spans: [span] }] }] }
  const [decoded] = decodeTraces(Buffer.from(JSON.stringify(body)), 'json').spans
  if (decoded === undefined) throw new Error('not decoded')
  return decoded
}

interface More {
  readonly status?: number
  readonly isOff?: boolean
  readonly counter?: TokenCounter
}

function rowOf(attributes: Readonly<Record<string, string | number>>, more: More = {}) {
  return normalise(spanWith(attributes, more.status), {
    projectId: 'p',
    keyId: '',
    protocol: 'otlp_traces',
    partition: 0,
    offset: 0,
    receivedMs: 1_760_000_002_000,
    epoch: 0,
    retentionDaysFor: () => 0,
    countTokens: more.isOff === true ? undefined : (more.counter ?? countTokens),
  })
}

describe('a call without counts', () => {
  test("gets an estimate by the model's tokenizer, and no tokens", () => {
    const row = rowOf({ ...CALL, ...MESSAGES })
    // "How many tokens is this?" is 6 tokens; the format adds 4 a message and 3 before the answer.
    expect(row.estimated).toEqual({ input: 6 + 4 + 3, output: 5 })
    expect(row.tokens).toEqual({})
  })

  test.each([
    ['meta-llama/Llama-3.3-70B-Instruct', 6],
    ['llama3.1:8b', 6],
    ['accounts/fireworks/models/llama-v3p1-8b-instruct', 6],
  ])('is counted by the table of %s', (model, tokens) => {
    expect(rowOf({ ...CALL, ...MESSAGES, 'gen_ai.request.model': model }).estimated?.input).toBe(tokens + 4 + 3)
  })

  test('is stored without an estimate where the tokenizer cannot be loaded', () => {
    const counter = createTokenCounter(() => {
      throw new Error('Cannot find module')
    })
    expect(rowOf({ ...CALL, ...MESSAGES }, { counter })).toMatchObject({ model: 'gpt-4o', estimated: undefined })
  })

  test.each([
    ['that has a count', { ...CALL, ...MESSAGES, 'gen_ai.usage.input_tokens': 0 }, {}],
    ['of a model without a tokenizer', { ...CALL, ...MESSAGES, 'gen_ai.request.model': 'claude-sonnet-4-5' }, {}],
    ['without content', CALL, {}],
    ['that failed', { ...CALL, ...MESSAGES }, { status: 2 }],
    ['where estimates are switched off', { ...CALL, ...MESSAGES }, { isOff: true }],
    ['that is no call', { ...MESSAGES, 'gen_ai.operation.name': 'invoke_agent' }, {}],
  ])('but none %s', (_, attributes, more) => {
    expect(rowOf(attributes, more).estimated).toBeUndefined()
  })
})

test('of a long text only the beginning is counted, and the rest taken to be like it', () => {
  const text = 'one two three four '.repeat(20_000)
  let longest = 0
  const { view } = spanWith({
    ...CALL,
    'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', content: text }]),
  })
  const estimate = estimateTokens(view, 'gpt-4o', (part, model) => {
    longest = Math.max(longest, part.length)
    return countTokens(part, model)
  })
  expect(longest).toBeLessThanOrEqual(32_768)
  expect(Math.abs((estimate?.output ?? 0) - 80_000)).toBeLessThan(800)
})

test('a word without an end is counted in pieces, and control tokens are text', () => {
  expect(countTokens('a'.repeat(30_000), 'gpt-4o')).toBeGreaterThan(3_000)
  expect(countTokens('<|endoftext|>', 'openai/gpt-4o-mini')).toBeGreaterThan(1)
})
