import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TraceSpan, verdicts } from './calls.ts'

const TOKENS = { input_uncached: 56, cache_read: 64, output: 25 }

function span(spanId: string, parentSpanId: string, facts: Partial<TraceSpan> = {}): TraceSpan {
  return {
    traceId: 't',
    spanId,
    parentSpanId,
    startNs: 100n,
    endNs: 200n,
    kind: 'llm',
    name: 'chat',
    scopeName: 'openinference.instrumentation.langchain',
    dialect: 'openinference',
    model: 'gpt-4o',
    responseModel: '',
    provider: 'openai',
    responseId: '',
    sessionId: '',
    tokens: TOKENS,
    ownCounts: facts.kind === undefined || facts.kind === 'llm' || facts.kind === 'embedding' ? 1 : 0,
    hasCost: false,
    documents: null,
    ...facts,
  }
}

/** `span id: counts/usage reason` of every verdict. */
function said(spans: readonly TraceSpan[]): string[] {
  return verdicts(spans).map((each) =>
    `${each.spanId}: ${each.counts}/${each.usage} ${each.reason} ${each.mergedInto}`.trim(),
  )
}

const CLIENT = { scopeName: 'openinference.instrumentation.openai' }

describe('totals of a trace without calls', () => {
  const AI = { scopeName: 'ai', kind: 'agent' as const, responseId: 'resp_1' }
  const call = span('in', '', { scopeName: 'ai', traceId: 'u', responseId: 'resp_1', startNs: 101n, endNs: 199n })

  test.each([
    ['are rolled up', [span('out', '', AI)], ['out: 0/1 rolled_up']],
    ['are not, where their answer is a call of another trace', [span('out', '', AI), call], []],
    ['are, where that call says no usage', [span('out', '', AI), { ...call, tokens: {} }], ['out: 0/1 rolled_up']],
    [
      'are, where that call is of another time',
      [span('out', '', AI), { ...call, startNs: 9_000_000_000n, endNs: 9_000_000_001n }],
      ['out: 0/1 rolled_up'],
    ],
    [
      'are not around or inside one whose answer is counted; its neighbours are',
      [
        span('root', '', { ...AI, responseId: '' }),
        span('out', 'root', AI),
        span('step', 'out', { ...AI, kind: 'chain', responseId: '' }),
        span('next', 'root', { ...AI, responseId: 'resp_2' }),
        call,
      ],
      ['next: 0/1 rolled_up'],
    ],
  ])('%s', (_, spans, expected) => {
    expect(said(spans)).toEqual(expected)
    expect(said([...spans].reverse())).toEqual(expected)
  })
})

describe('one call, seen more than once', () => {
  test.each([
    ['nested: the inner one counts', [span('a', ''), span('b', 'a', CLIENT)], ['a: 0/0 wrapper b']],
    [
      'nested through a chain',
      [span('a', ''), span('c', 'a', { kind: 'chain' }), span('b', 'c', CLIENT)],
      ['a: 0/0 wrapper b'],
    ],
    [
      'an outer span without counts is a wrapper',
      [span('a', '', { tokens: {} }), span('b', 'a')],
      ['a: 0/0 wrapper b'],
    ],
    ['only the outer knows the counts', [span('a', ''), span('b', 'a', { tokens: {} })], ['b: 0/0 wrapper a']],
    [
      'side by side, with one response id',
      [span('a', 'r', { responseId: 'x' }), span('b', 'r', { responseId: 'x', scopeName: 'com.anthropic.sdk.python' })],
      ['a: 0/0 same_response b'],
    ],
    [
      'in two traces, with one response id',
      [span('a', '', { responseId: 'x' }), span('b', '', { ...CLIENT, traceId: 'u', responseId: 'x' })],
      ['a: 0/0 same_response b'],
    ],
    [
      'side by side, both without counts',
      [span('a', 'r', { tokens: {} }), span('b', 'r', { tokens: {}, scopeName: 'com.anthropic.sdk.python' })],
      ['a: 0/0 sibling b'],
    ],
    [
      'side by side, one without counts, its model answered by another name',
      [
        span('a', 'r', { tokens: {}, model: 'gpt-4o-2024' }),
        span('b', 'r', { ...CLIENT, responseModel: 'gpt-4o-2024' }),
      ],
      ['a: 0/0 sibling b'],
    ],
    ['side by side without ids, same numbers', [span('a', 'r'), span('b', 'r', CLIENT)], ['a: 0/0 sibling b']],
    [
      'the raw copy below the request',
      [
        span('a', '', { name: 'litellm_request', responseId: 'x' }),
        span('b', 'a', { name: 'raw_gen_ai_request', responseId: 'y' }),
      ],
      ['b: 0/0 wrapper a'],
    ],
  ] as const)('%s', (_name, spans, expected) => {
    expect(said(spans)).toEqual(expected)
  })
})

describe('different calls', () => {
  test.each([
    [
      'same numbers, other response ids',
      [span('a', 'r', { responseId: 'x' }), span('b', 'r', { ...CLIENT, responseId: 'y' })],
    ],
    ['one after the other', [span('a', 'r'), span('b', 'r', { ...CLIENT, startNs: 300n, endNs: 400n })]],
    [
      'one id for all answers of a stub',
      [span('a', 'r', { responseId: 'x' }), span('b', 'r', { responseId: 'x', startNs: 300n, endNs: 400n })],
    ],
    [
      'an agent that a tool of the call started',
      [span('a', ''), span('t', 'a', { kind: 'tool', tokens: {} }), span('b', 't')],
    ],
    [
      'side by side without counts, of other models',
      [span('a', 'r', { tokens: {} }), span('b', 'r', { ...CLIENT, tokens: {}, model: 'o3' })],
    ],
    ['an embedding inside a call', [span('a', ''), span('e', 'a', { kind: 'embedding' })]],
  ] as const)('%s', (_name, spans) => {
    expect(said(spans)).toEqual([])
  })
})

describe('a retrieval in a retrieval', () => {
  const found = (id: string, parent: string, documents: number | null = 3) =>
    span(id, parent, { kind: 'retrieval', tokens: {}, documents })
  const step = (id: string, parent: string, kind: TraceSpan['kind'] = 'chain') => span(id, parent, { kind, tokens: {} })

  test.each([
    ['is a step of it', [found('a', ''), found('b', 'a')], ['b: 0/0 step a']],
    [
      'whatever steps lie between, and how deep it is',
      [found('a', ''), step('c', 'a'), found('b', 'c'), step('e', 'b', 'embedding'), found('d', 'e')],
      ['b: 0/0 step a', 'd: 0/0 step a'],
    ],
    [
      'as are several: a fusion',
      [found('a', ''), found('b', 'a'), found('c', 'a')],
      ['b: 0/0 step a', 'c: 0/0 step a'],
    ],
    ['tells what was found, where it alone does', [found('a', '', null), found('b', 'a')], ['a: 0/0 step b']],
    [
      'tells a part only, where several do',
      [found('a', '', null), found('b', 'a'), found('c', 'a')],
      ['b: 0/0 step a', 'c: 0/0 step a'],
    ],
    ['is its own where a tool asked for it', [found('a', ''), step('t', 'a', 'tool'), found('b', 't')], []],
    ['is its own beside another', [step('c', ''), found('a', 'c'), found('b', 'c')], []],
    ['has none outside in a circle', [found('a', 'b'), found('b', 'a')], ['a: 0/0 step b']],
  ] as const)('%s', (_, spans, expected) => {
    expect(said(spans)).toEqual(expected)
    expect(said([...spans].reverse())).toEqual(expected)
  })
})

describe('roll-up', () => {
  const agent = { kind: 'agent', ownCounts: 0 } as const

  test('the topmost totals stand for calls without counts', () => {
    const spans = [span('a', '', agent), span('b', 'a', agent), span('c', 'b', { tokens: {} })]
    expect(said(spans)).toEqual(['a: 0/1 rolled_up'])
  })

  test('no roll-up where a call carries usage', () => {
    expect(said([span('a', '', agent), span('c', 'a')])).toEqual([])
  })

  test('no roll-up where the usage was counted in another trace', () => {
    const outer = span('c', 'a', { tokens: {}, responseId: 'x' })
    const client = span('d', '', { ...CLIENT, traceId: 'u', responseId: 'x' })
    expect(said([span('a', '', agent), outer, client])).toEqual(['c: 0/0 same_response d'])
  })
})

describe('calls that do not name their model', () => {
  const turn = span('t', '', { kind: 'agent', tokens: { input_uncached: 112, cache_read: 128, output: 50 } })
  const nameless = { model: '', scopeName: 'codex_exec' }
  const calls = [span('a', 't', nameless), span('b', 't', { ...nameless, startNs: 300n, endNs: 400n })]

  test('stay calls, and their tokens are summed under the turn that names it', () => {
    expect(said([turn, ...calls])).toEqual(['a: 1/0 rolled_up t', 'b: 1/0 rolled_up t', 't: 0/1 rolled_up'])
  })

  test('keep their own where the turn has no name either, or counts something else', () => {
    expect(said([{ ...turn, model: '' }, ...calls])).toEqual([])
    expect(said([{ ...turn, tokens: TOKENS }, ...calls])).toEqual([])
  })
})

test('the order of the rows never matters, and every merged call ends in one that is not merged into it', () => {
  const anySpan = fc.record({
    spanId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    parentSpanId: fc.constantFrom('', 'a', 'b', 'c', 'd'),
    traceId: fc.constantFrom('t', 'u'),
    kind: fc.constantFrom('llm', 'chain', 'tool', 'agent', 'embedding', 'retrieval') as fc.Arbitrary<TraceSpan['kind']>,
    responseId: fc.constantFrom('', 'x', 'y'),
    scopeName: fc.constantFrom('one', 'openinference.instrumentation.openai', 'com.anthropic.sdk.python'),
    tokens: fc.constantFrom({}, TOKENS),
    startNs: fc.bigInt(0n, 500n),
  })
  const anyTrace = fc.uniqueArray(anySpan, { maxLength: 10, selector: (each) => `${each.traceId}/${each.spanId}` })
  const shuffled = anyTrace.chain((spans) =>
    fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length })),
  )
  fc.assert(
    fc.property(shuffled, ([spans, other]) => {
      const build = (list: typeof spans): TraceSpan[] =>
        list.map((facts) => span(facts.spanId, facts.parentSpanId, { ...facts, endNs: facts.startNs + 100n }))
      const found = verdicts(build(spans))
      expect(verdicts(build(other))).toEqual(found)
      expect(new Set(found.map((each) => `${each.traceId}/${each.spanId}`)).size).toBe(found.length)
    }),
    { numRuns: 500 },
  )
})
