import { parseSplit } from '@vitrine/schemas/filter'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { grantScope } from './project-scope.ts'
import {
  at,
  filterOf,
  OTHER_PROJECT,
  openTestStore,
  PROJECT,
  spanIdOf,
  spanRow,
  T0,
  type TestStore,
  traceIdOf,
  traceRow,
} from './test-store.ts'
import { queryTotals } from './totals.ts'
import { ANY_TIME } from './window.ts'

// The engine answers in milliseconds, but the machine may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let test: TestStore
const scope = grantScope(PROJECT)
const ask = (q = '', by?: string, window = ANY_TIME, limit = 100) => {
  const key = by === undefined ? undefined : parseSplit(by)
  return queryTotals(test.store, scope, {
    window,
    filter: filterOf(q),
    by: by === undefined || key === undefined ? undefined : { name: by, key },
    limit,
  })
}

beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows('spans', [
    // Trace 1: an agent over two calls (one cached, one unpriced and failed) and a tool.
    spanRow(1, 1, {
      kind: 'agent',
      name: 'agent run',
      tokens_output: 999,
      attributes: { tier: 'gold' },
      end_time: at(5),
    }),
    spanRow(1, 2, {
      kind: 'llm',
      parent_span_id: spanIdOf(1),
      model: 'gpt-4o',
      provider: 'openai',
      tokens_input_uncached: 100,
      tokens_cache_read: 40,
      tokens_output: 20,
      cost_total: '0.000000000001',
      cost_reported: '0.5',
    }),
    spanRow(1, 3, { kind: 'llm', parent_span_id: spanIdOf(1), model: 'mystery', status: 'error', tokens_output: 0 }),
    spanRow(1, 4, { kind: 'tool', parent_span_id: spanIdOf(1), tool_name: 'search', status: 'error', user_id: 'u2' }),
    // Trace 2: an agent total stands in for a call that says nothing.
    spanRow(2, 10, { kind: 'agent', tokens_input_uncached: 7, tokens_output: 3, cost_reported: '0.25' }),
    spanRow(2, 11, { kind: 'llm', model: 'gpt-4o', provider: 'openai', parent_span_id: spanIdOf(10) }),
    // Trace 3: one call seen twice; the outer one is merged into the inner one.
    spanRow(3, 20, {
      kind: 'llm',
      model: 'gpt-4o',
      provider: 'openai',
      tokens_input_uncached: 10,
      tokens_output: 5,
      resource_attributes: { tier: 'free' },
    }),
    spanRow(3, 21, {
      kind: 'llm',
      model: 'gpt-4o',
      provider: 'openai',
      tokens_input_uncached: 10,
      tokens_output: 5,
      cost_total: '2.5',
      parent_span_id: spanIdOf(20),
    }),
    // An older version of span 2, a removed span, and another project's span in the same trace.
    spanRow(1, 2, { kind: 'llm', version: 0, model: 'old', tokens_output: 77_777 }),
    spanRow(1, 5, { kind: 'llm', tokens_output: 5 }),
    spanRow(1, 5, { kind: 'llm', version: 2, deleted: 1 }),
    spanRow(1, 6, {
      kind: 'llm',
      project_id: OTHER_PROJECT,
      model: 'secret',
      tokens_output: 1_000_000,
      cost_total: '1000',
    }),
  ])
  await test.store.insertRows('traces', [
    traceRow(1, { user_id: 'u1', session_id: 's1', root_span_id: spanIdOf(1), root_start_time: at(1) }),
    traceRow(2, { session_id: 's1', rolled_up: 1 }),
    traceRow(1, { project_id: OTHER_PROJECT, user_id: 'spy', session_id: 'spy' }),
  ])
  await test.store.insertRows('span_verdicts', [
    {
      project_id: PROJECT,
      trace_id: traceIdOf(2),
      span_id: spanIdOf(10),
      counts: 0,
      usage: 1,
      reason: 'rolled_up',
      version: 1,
    },
    {
      project_id: PROJECT,
      trace_id: traceIdOf(3),
      span_id: spanIdOf(20),
      counts: 0,
      usage: 0,
      merged_into: spanIdOf(21),
      reason: 'outer',
      version: 1,
    },
    { project_id: OTHER_PROJECT, trace_id: traceIdOf(1), span_id: spanIdOf(2), counts: 0, usage: 0, version: 1 },
  ])
  await test.store.insertRows('scores', [
    { project_id: PROJECT, score_id: 'a', name: 'good', value: 1, target: 'trace', trace_id: traceIdOf(1), version: 1 },
    {
      project_id: PROJECT,
      score_id: 'b',
      name: 'good',
      value: 0,
      target: 'span',
      trace_id: traceIdOf(3),
      span_id: spanIdOf(21),
      version: 1,
    },
    {
      project_id: PROJECT,
      score_id: 'c',
      name: 'mood',
      text_value: 'calm',
      target: 'session',
      session_id: 's1',
      version: 1,
    },
    {
      project_id: PROJECT,
      score_id: 'a',
      name: 'good',
      value: 0.5,
      target: 'trace',
      trace_id: traceIdOf(1),
      version: 2,
    },
    {
      project_id: OTHER_PROJECT,
      score_id: 'x',
      name: 'good',
      value: 9,
      target: 'trace',
      trace_id: traceIdOf(1),
      version: 2,
    },
  ])
})
afterAll(() => test.close())

describe('totals', () => {
  it('says every number of the whole, each span and call once', async () => {
    const { total } = await ask()
    expect(total).toMatchObject({
      traces: 3,
      spans: 8,
      spans_by_kind: { agent: 2, llm: 5, tool: 1 },
      errors: 2,
      errors_by_kind: { llm: 1, tool: 1 },
      sessions: 1,
      users: 2,
      calls: 4,
      calls_without_usage: 1,
      rolled_up_traces: 1,
      cost: { ours: '2.500000000001', priced_calls: 2, unpriced_calls: 1, reported: '0.75', reported_calls: 1 },
    })
    expect(total.tokens).toMatchObject({ input: 100 + 40 + 7 + 10, output: 20 + 0 + 3 + 5 })
    expect(total.tokens.buckets).toMatchObject({
      input_uncached: 117,
      cache_read: 40,
      cache_write: null,
      output: 28,
      reasoning: null,
    })
    expect(total.tokens_estimated).toMatchObject({ input: null, output: null })
    expect(total.tools).toEqual([{ tool: 'search', calls: 1, errors: 1 }])
    expect(total.scores).toEqual([
      { name: 'good', n: 2, mean: 0.25 },
      { name: 'mood', n: 1, mean: null },
    ])
  })

  it('lists models of calls only, and they add up to the calls', async () => {
    const { total } = await ask()
    expect(total.models.map(({ model, provider, calls, errors }) => [model, provider, calls, errors])).toEqual([
      ['gpt-4o', 'openai', 3, 0],
      ['mystery', null, 1, 1],
    ])
    expect(total.models[0]?.tokens).toMatchObject({ input: 150, output: 25 })
    expect(total.models[1]?.tokens).toMatchObject({ input: null, output: 0 })
    expect(total.models[1]?.cost).toMatchObject({ ours: null, unpriced_calls: 1 })
  })

  it('answers nothing with zeros and nulls', async () => {
    const { total } = await ask('service:nowhere')
    expect(total).toMatchObject({ traces: 0, spans: 0, spans_by_kind: {}, models: [], tools: [], scores: [] })
    expect(total.tokens.input).toBeNull()
    expect(total.cost.ours).toBeNull()
  })

  it.each(['kind', 'model', 'service', 'status', 'trace', 'user', 'session', 'name', 'attribute:tier', 'root', 'tool'])(
    'splits by %s into parts that sum to the whole',
    async (by) => {
      const { total, groups, groups_left_out } = await ask('', by)
      expect(groups_left_out).toBe(0)
      const sum = (pick: (total: (typeof groups)[number]['total']) => number | null) =>
        groups.reduce((all, group) => all + (pick(group.total) ?? 0), 0)
      expect(sum((t) => t.spans)).toBe(total.spans)
      expect(sum((t) => t.calls)).toBe(total.calls)
      expect(sum((t) => t.errors)).toBe(total.errors)
      expect(sum((t) => t.tokens.input)).toBe(total.tokens.input)
      expect(sum((t) => t.tokens.output)).toBe(total.tokens.output)
      expect(sum((t) => Number(t.cost.reported))).toBe(0.75)
      for (const group of groups)
        expect(group.total.models.reduce((n, model) => n + model.calls, 0)).toBe(group.total.calls)
    },
  )

  it('takes a user from the trace, and an attribute from the span, its resource, then the root', async () => {
    const users = await ask('', 'user')
    expect(users.groups.map((group) => [group.value, group.total.spans])).toEqual([
      [null, 4],
      ['u1', 3],
      ['u2', 1],
    ])
    const tiers = await ask('', 'attribute:tier')
    expect(tiers.groups.map((group) => [group.value, group.total.spans])).toEqual([
      ['gold', 4],
      [null, 3],
      ['free', 1],
    ])
  })

  it('leaves groups out by number of spans, and says how many', async () => {
    const { groups, groups_left_out } = await ask('', 'trace', ANY_TIME, 1)
    expect(groups.map((group) => group.value)).toEqual([traceIdOf(1)])
    expect(groups_left_out).toBe(2)
  })

  it('takes spans that start in the half-open window', async () => {
    const window = { fromNs: T0 + 2_000_000_000n, toNs: T0 + 4_000_000_000n }
    expect((await ask('', undefined, window)).total.spans).toBe(2)
  })

  it.each([
    ['model:gpt-4o', 4],
    ['-model:gpt-4o', 4],
    ['model:""', 3],
    ['model:*', 5],
    ['model:gpt*', 4],
    ['name:~AGENT', 1],
    ['has:error', 2],
    ['status:error kind:tool', 1],
    ['kind:llm,tool', 6],
    ['user:u1', 3],
    ['-user:u1', 5],
    ['session:s1', 6],
    ['duration>=4s', 1],
    ['duration<2s', 7],
    ['tokens>=160', 1],
    ['tokens.cache_read:40', 1],
    ['cost>$1', 1],
    ['cost<$0.01', 1],
    ['cost:""', 6],
    ['-cost:*', 6],
    ['has:unpriced', 1],
    ['attr.tier:gold', 4],
    ['-attr.tier:*', 3],
    ['score.good>0.4', 4],
    ['score.mood:calm', 6],
    ['has:score', 7],
    ['trace.errors>1', 4],
    ['trace.cost>=$2.5', 2],
    ['-trace.errors>1', 4],
    ['trace.duration<3.5s', 4],
    ['trace.spans:4 kind:llm', 2],
    ['root:true', 3],
    ['kind:tool OR kind:agent', 3],
    ['-(kind:tool OR kind:agent)', 5],
    [`trace:${traceIdOf(1).toUpperCase()}`, 4],
    [`span:${spanIdOf(4)}`, 1],
    ['tokens_per_second>=5', 2],
    ['tag:""', 8],
    ['running:true', 0],
    ['name:"\'; drop table spans; --"', 0],
  ])('counts %s as %i spans', async (q, spans) => {
    expect((await ask(q)).total.spans).toBe(spans)
  })
})
