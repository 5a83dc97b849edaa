/** Coding agents that send log records, alone or beside spans: each call once, to the token, in either order. */
import { describe, expect, test } from 'vitest'
import { type Bodies, type Body, bodiesOf, type ReadSpan, readBodies } from '../../support/dialects/captures.ts'
import { bodyOf } from '../../support/dialects/span-of.ts'
import { hasSharedData } from '../shared-data.ts'

const END_MS = 1_772_000_001_000
type Facts = Readonly<Record<string, string | number | boolean>>

function logs(scope: string, ...records: readonly Facts[]): Body {
  const logRecords = records.map((facts) => ({
    observedTimeUnixNano: `${END_MS}000000`,
    attributes: Object.entries(facts).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? { stringValue: value } : { intValue: String(Number(value)) },
    })),
  }))
  return {
    bytes: Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ scope: { name: scope }, logRecords }] }] })),
    type: 'json',
  }
}

const CODEX = {
  'event.name': 'codex.sse_event',
  'event.kind': 'response.completed',
  'event.timestamp': 't1',
  'conversation.id': 'c1',
  model: 'gpt-5-codex',
  input_token_count: '120',
  output_token_count: '25',
  cached_token_count: '64',
  cache_write_token_count: '0',
  reasoning_token_count: '8',
  tool_token_count: '145',
}
const GEMINI = {
  'event.name': 'gemini_cli.api_response',
  'event.timestamp': 't1',
  'session.id': 's1',
  prompt_id: 'p1',
  model: 'gemini-2.5-flash',
  duration_ms: 165,
  input_token_count: 120,
  output_token_count: 17,
  cached_content_token_count: 64,
  thoughts_token_count: 8,
  tool_token_count: 0,
  total_token_count: 145,
}
const DETAILS = {
  'event.name': 'gen_ai.client.inference.operation.details',
  'event.timestamp': 't1',
  'session.id': 's1',
  'gen_ai.response.id': 'gem_1',
  'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"weather?"}]}]',
  'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"rain"}]}]',
}
const codex = (...records: readonly Facts[]) => logs('codex_otel.log_only', ...records)
const gemini = (...records: readonly Facts[]) => logs('gemini-cli', ...records)

const callsOf = (spans: readonly ReadSpan[]) => spans.filter(({ counts }) => counts)
const factsOf = ({ row }: ReadSpan) => ({
  model: row.model,
  provider: row.provider,
  session: row.sessionId,
  tokens: row.tokens,
})

describe('log records alone', () => {
  test('of Codex are its calls', () => {
    const calls = callsOf(readBodies({ traces: [], logs: [codex(CODEX)] }))
    const tokens = { input_uncached: 56, cache_read: 64, cache_write: 0, output: 17, reasoning: 8 }
    expect(calls.map(factsOf)).toEqual([{ model: 'gpt-5-codex', provider: 'openai', session: 'c1', tokens }])
  })

  test('of Gemini CLI are its calls, with what another record says of them', () => {
    for (const records of [
      [GEMINI, DETAILS],
      [DETAILS, GEMINI],
    ]) {
      const calls = callsOf(readBodies({ traces: [], logs: [gemini(...records)] }))
      const tokens = { input_uncached: 56, cache_read: 64, output: 17, reasoning: 8 }
      const expected = { model: 'gemini-2.5-flash', provider: 'gcp.gemini', session: 's1', tokens }
      expect(calls.map(factsOf)).toEqual([expected])
      expect(calls[0]?.row).toMatchObject({ responseId: 'gem_1', endNs: BigInt(END_MS) * 1_000_000n })
      expect(calls[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
    }
  })

  test('tell of tools and of what failed', () => {
    const tool = {
      'event.name': 'codex.tool_result',
      'conversation.id': 'c1',
      call_id: 'k',
      tool_name: 'exec_command',
      arguments: '{"cmd":"ls"}',
      output: 'a b',
      success: 'false',
    }
    const failed = { 'event.name': 'codex.api_request', 'conversation.id': 'c1', 'http.response.status_code': '429' }
    const fine = { ...failed, 'http.response.status_code': '200' }
    const spans = readBodies({ traces: [], logs: [codex(tool, failed, fine)] })
    expect(spans.map(({ row }) => [row.kind, row.toolName, row.status])).toEqual([
      ['tool', 'exec_command', 'error'],
      ['llm', '', 'error'],
    ])
    expect(spans[0]?.messages.flatMap(({ parts }) => parts)).toMatchObject([
      { type: 'tool_call', name: 'exec_command', arguments: { cmd: 'ls' } },
      { type: 'tool_result', result: 'a b' },
    ])
  })
})

describe('beside spans', () => {
  const span = (count: number, endMs = END_MS): Body => ({
    bytes: bodyOf([
      {
        scope: 'codex_exec',
        name: 'handle_responses',
        startMs: endMs - 400,
        durationMs: 401,
        attributes: {
          'conversation.id': 'c1',
          'gen_ai.usage.input_tokens': count,
          'gen_ai.usage.cache_read.input_tokens': 64,
          'gen_ai.usage.cache_write.input_tokens': 0,
          'gen_ai.usage.output_tokens': 25,
          'codex.usage.reasoning_output_tokens': 8,
        },
      },
    ]),
    type: 'json',
  })

  test('of the same session, moment and counts it is one call', () => {
    const bodies: Bodies = { traces: [span(120)], logs: [codex(CODEX)] }
    expect(callsOf(readBodies(bodies)).map(({ row }) => row.name)).toEqual(['handle_responses'])
  })

  test.each([
    ['other counts', span(121), CODEX],
    ['another session', span(120), { ...CODEX, 'conversation.id': 'c2' }],
    ['another moment', span(120, END_MS - 5000), CODEX],
  ])('of %s they are two', (_, body, record) => {
    expect(callsOf(readBodies({ traces: [body], logs: [codex(record)] }))).toHaveLength(2)
  })
})

describe.skipIf(!hasSharedData)('captured', () => {
  const CASES = ['codex-cli-json', 'codex-cli-protobuf', 'gemini-cli-prompt']
  test.each(CASES)('%s has its two calls from its log records alone', (name) => {
    const { logs } = bodiesOf('captures/otlp/', name)
    const calls = callsOf(readBodies({ traces: [], logs }))
    expect(calls).toHaveLength(2)
    for (const { row } of calls) {
      expect(row.tokens).toMatchObject({ input_uncached: 56, cache_read: 64, output: 17, reasoning: 8 })
    }
  })
})
